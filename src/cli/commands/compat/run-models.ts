import { existsSync } from 'node:fs';
import {
  fixtureFile,
  type FixtureMode,
  type Scenario,
  type Trial,
  type TrialResult,
  tryScenario,
} from '../../../testing/index.ts';
import type { Respondent } from './respondent.ts';
import type { Chosen } from './choose-models.ts';
import type { Progress } from './progress.ts';
import { type Account, createPurse } from './purse.ts';

/** How models are tried. */
export interface RunOptions {
  readonly scenarios: readonly Scenario[];
  readonly mode: FixtureMode;
  readonly folder: string;
  /** Whether what is recorded already is replayed, not recorded again. */
  readonly isKept: boolean;
  readonly concurrency: number;
  readonly respondent: Respondent;
  /** In dollars; no more is asked for than may be paid with it. */
  readonly maxCost?: number;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** What became of one model. */
export interface ModelRun {
  readonly model: string;
  /** In dollars; what has no known price counts by estimate. */
  readonly spent: number;
  readonly results: readonly TrialResult[];
}

/** Why a scenario was not tried, once nothing is left to pay it with. */
export const outOfMoney = 'the budget is used up';

/** Tries models side by side, the scenarios of each one after the other. Models that were not begun are left out. */
export async function runModels(models: readonly Chosen[], options: RunOptions): Promise<ModelRun[]> {
  const purse = createPurse(options.maxCost);
  const queue = [...models.entries()];
  const runs: ModelRun[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && !options.signal.aborted; next = queue.shift()) {
      const [index, model] = next;
      const run = await runModel(model, options, purse.accountOf(model.spec));
      runs[index] = run;
      options.progress.model(run);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.concurrency, models.length) }, work));
  return runs.filter((run) => run !== undefined);
}

async function runModel({ spec, facts }: Chosen, options: RunOptions, account: Account): Promise<ModelRun> {
  const { scenarios, folder, signal, progress, respondent } = options;
  const { transport, client } = await respondent.reach(spec.slice(0, spec.indexOf(':')));
  const base: Omit<Trial, 'scenario' | 'mode'> = {
    model: spec,
    folder,
    signal,
    ...(facts === undefined ? {} : { facts }),
    ...(transport === undefined ? {} : { transport }),
  };
  const results: TrialResult[] = [];
  let isOutOfMoney = false;
  for (const scenario of scenarios) {
    if (signal.aborted) break;
    const isThere = existsSync(fixtureFile(folder, spec, scenario.id));
    const mode = options.isKept && isThere ? 'replay' : options.mode;
    const isPaid = mode !== 'replay' && respondent.isPaid;
    if (isOutOfMoney && isPaid) {
      results.push(unpaid(scenario.id, fixtureFile(folder, spec, scenario.id)));
      continue;
    }
    progress.scenario(spec, scenario.id);
    const paying = isPaid ? { ...client, middleware: [account.layer] } : client;
    const before = await account.spent();
    const result = await tryScenario({ ...base, client: paying, scenario, mode });
    const isRefused = isPaid && result.code === 'budget';
    isOutOfMoney ||= isRefused;
    if (isRefused) results.push(unpaid(scenario.id, result.fixture));
    else results.push(isPaid ? { ...result, ...paid(result, (await account.spent()) - before) } : result);
  }
  return { model: spec, spent: await account.spent(), results };
}

// What is not known stays so; the sum has an estimate for it.
function paid({ cost }: TrialResult, spent: number): Pick<TrialResult, 'cost'> {
  return { cost: cost === null ? null : spent };
}

function unpaid(scenario: string, fixture: string): TrialResult {
  return { scenario, outcome: 'skip', reason: outOfMoney, ms: 0, cost: 0, fixture };
}
