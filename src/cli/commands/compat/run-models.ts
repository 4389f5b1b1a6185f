import { existsSync } from 'node:fs';
import { listPrice } from '../../../models.ts';
import {
  fixtureFile,
  type FixtureMode,
  leadToSimulator,
  type Scenario,
  scenarioActor,
  type Simulator,
  simulator,
  type Trial,
  type TrialResult,
  tryScenario,
} from '../../../testing/index.ts';
import type { Chosen } from './choose-models.ts';
import type { Progress } from './progress.ts';

/** How models are tried. */
export interface RunOptions {
  readonly scenarios: readonly Scenario[];
  readonly mode: FixtureMode;
  readonly folder: string;
  /** Whether what is recorded already is replayed, not recorded again. */
  readonly isKept: boolean;
  readonly concurrency: number;
  readonly isSimulated: boolean;
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

/** Tries models side by side, the scenarios of each one after the other. */
export async function runModels(models: readonly Chosen[], options: RunOptions): Promise<ModelRun[]> {
  const simulated = options.isSimulated
    ? await simulator({ turns: scenarioActor, pace: { frameMs: 1 } })
    : undefined;
  const purse: Purse = { spent: 0 };
  const queue = [...models.entries()];
  const runs: ModelRun[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && !options.signal.aborted; next = queue.shift()) {
      const [index, model] = next;
      const run = await runModel(model, options, purse, simulated);
      runs[index] = run;
      options.progress.model(run);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(options.concurrency, models.length) }, work));
  } finally {
    await simulated?.close();
  }
  return runs.filter((run) => run !== undefined);
}

interface Purse {
  spent: number;
}

async function runModel(
  { spec, facts }: Chosen,
  options: RunOptions,
  purse: Purse,
  simulated: Simulator | undefined,
): Promise<ModelRun> {
  const { scenarios, folder, maxCost, signal, progress } = options;
  const provider = spec.slice(0, spec.indexOf(':'));
  const lead = simulated === undefined ? undefined : await leadToSimulator(simulated, provider);
  const base: Omit<Trial, 'scenario' | 'mode'> = {
    model: spec,
    folder,
    signal,
    ...(facts === undefined ? {} : { facts }),
    ...(lead === undefined ? {} : { transport: lead }),
    ...(simulated === undefined ? {} : { client: { keys: simulated.keys, defaults: { retry: 0 } } }),
  };
  const results: TrialResult[] = [];
  let spent = 0;
  for (const scenario of scenarios) {
    if (signal.aborted) break;
    const mode =
      options.isKept && existsSync(fixtureFile(folder, spec, scenario.id)) ? 'replay' : options.mode;
    const isPaid = mode !== 'replay' && !options.isSimulated;
    const estimate =
      isPaid && scenario.applies(facts) === true
        ? estimateOf({ spec, ...(facts === undefined ? {} : { facts }) })
        : 0;
    progress.scenario(spec, scenario.id);
    if (maxCost !== undefined && estimate > 0 && purse.spent + estimate > maxCost) {
      results.push(unpaid(scenario.id, fixtureFile(folder, spec, scenario.id)));
      continue;
    }
    const result = await tryScenario({ ...base, scenario, mode });
    const paid = isPaid && result.outcome !== 'skip' ? (result.cost ?? estimate) : 0;
    purse.spent += paid;
    spent += paid;
    results.push(result);
  }
  return { model: spec, spent, results };
}

function unpaid(scenario: string, fixture: string): TrialResult {
  return { scenario, outcome: 'skip', reason: 'the budget is used up', ms: 0, cost: 0, fixture };
}

/** Dollars that one scenario may cost: 3,000 tokens in and 2,000 out at the list price, ten cents without one. */
function estimateOf({ facts }: Chosen): number {
  const [input, output] = facts === undefined ? [] : [listPrice(facts, 'input'), listPrice(facts, 'output')];
  return input === undefined || output === undefined ? 0.1 : (3_000 * input + 2_000 * output) / 1_000_000;
}
