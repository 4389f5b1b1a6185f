import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogModel } from '../../catalog/schema.ts';
import { type ClientOptions, createClient } from '../../client/client.ts';
import type { Transport } from '../../http/transport.ts';
import type { Drift } from '../fixtures/drift.ts';
import { type FixtureMode, fixtures } from '../fixtures/fixtures.ts';
import { readShelf } from '../fixtures/store.ts';
import { runScenario } from '../scenarios/run.ts';
import type { Scenario, ScenarioResult } from '../scenarios/scenario.ts';
import { madeFor } from '../scenarios/settings.ts';

/** How a scenario is tried on a model. */
export interface Trial {
  readonly scenario: Scenario;
  /** `provider:model`. */
  readonly model: string;
  readonly facts?: CatalogModel;
  /** The folder with `<provider>/<model>/<scenario>.jsonl`. */
  readonly folder: string;
  readonly mode: FixtureMode;
  /** What is asked when something is recorded or verified. Default: the network. */
  readonly transport?: Transport;
  /** Keys and addresses for that. */
  readonly client?: Omit<ClientOptions, 'transport'>;
  readonly signal?: AbortSignal;
}

/** What became of a trial. */
export interface TrialResult extends ScenarioResult {
  /** `recording`: a provider's own answers. `simulator`: what the simulator said. Absent for what was not run. */
  readonly source?: 'recording' | 'simulator';
  /** The file with the exchanges. */
  readonly fixture: string;
}

/**
 * Tries a scenario on a model from its recording; in `record` mode the recording is kept only when the scenario passes, in
 * `verify` mode an answer in another form than on record is a failure of the layer `drift`.
 */
export async function tryScenario(trial: Trial): Promise<TrialResult> {
  const { scenario, model, facts, folder, mode, transport, client = {}, signal } = trial;
  const fixture = fixtureFile(folder, model, scenario.id);
  const untried = whyUntried(trial);
  if (untried !== undefined)
    return { scenario: scenario.id, outcome: 'skip', reason: untried, ms: 0, cost: 0, fixture };
  const tape = fixtures(fixture, { mode, staged: true, ...(transport === undefined ? {} : { transport }) });
  // A replay needs no key and shows none.
  const keyless = mode === 'replay' ? { env: {}, keys: {}, credentials: {} } : {};
  await using asking = createClient({ ...client, ...keyless, transport: tape });
  const result = await runScenario(scenario, {
    client: asking,
    model,
    ...(facts === undefined ? {} : { facts }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (mode === 'record' && result.outcome === 'pass') tape.promote();
  else tape.discard();
  if (result.outcome === 'skip') return { ...result, fixture };
  const source = mode === 'live' ? 'recording' : sourceOf(fixture);
  return { ...result, ...driftedOf(result, tape.drifts), fixture, source };
}

/**
 * Another form than on record explains an answer that cannot be read or is not as it must be. What was never sent or turned
 * away (a key, an overload) says nothing of the form.
 */
function driftedOf(
  { outcome, layer, reason }: ScenarioResult,
  drifts: readonly Drift[],
): Pick<ScenarioResult, 'outcome' | 'layer' | 'reason'> | undefined {
  const [first, ...more] = drifts;
  if (first === undefined || layer === 'request' || layer === 'transport') return undefined;
  const { request, at, was, is } = first;
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  const change = `${request}: ${at} was ${was} on record and is ${is}${others}.`;
  const then =
    outcome === 'fail' ? ` So: ${reason ?? 'the scenario fails.'}` : ' Record it again when that is right.';
  return { outcome: 'fail', layer: 'drift', reason: change + then };
}

/** Where the exchanges of a scenario on a model stand. */
export function fixtureFile(folder: string, model: string, scenario: string): string {
  const at = model.indexOf(':');
  const plain = (text: string): string => text.replace(/[^A-Za-z0-9.-]+/g, '_');
  return join(folder, plain(model.slice(0, at)), plain(model.slice(at + 1)), `${scenario}.jsonl`);
}

/** Why a scenario is not tried at all: it makes no sense for the model, or nothing was recorded. */
export function whyUntried({ scenario, model, facts, folder, mode }: Trial): string | undefined {
  const isThereFor = madeFor(scenario.type)(facts);
  if (isThereFor !== true) return isThereFor;
  const fixture = fixtureFile(folder, model, scenario.id);
  if ((mode !== 'replay' && mode !== 'verify') || existsSync(fixture)) return undefined;
  const applies = scenario.applies(facts);
  return applies === true ? `not recorded: there is no ${fixture}` : applies;
}

/** Whether a recording is of a provider or of the simulator, which numbers its requests. */
function sourceOf(file: string): 'recording' | 'simulator' {
  const replies = existsSync(file) ? readShelf(file).all : [];
  const isOurs = replies.some(({ fixture }) => fixture.headers['x-request-id']?.startsWith('sim-request-'));
  return isOurs ? 'simulator' : 'recording';
}
