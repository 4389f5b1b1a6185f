import { isReqLLMError, type ReqLLMError } from '../../core/error.ts';
import type { Usage } from '../../core/usage.ts';
import type { Client } from '../../client/client.ts';
import {
  type FailureLayer,
  type Scenario,
  ScenarioFailure,
  type ScenarioResult,
  type Stage,
} from './scenario.ts';

/** Runs one scenario and says what became of it. Rejects only for a fault of the scenario itself. */
export async function runScenario(scenario: Scenario, stage: Stage): Promise<ScenarioResult> {
  const applies = scenario.applies(stage.facts);
  const base = { scenario: scenario.id, ms: 0, cost: 0 };
  if (applies !== true) return { ...base, outcome: 'skip', reason: applies };
  const startedAt = performance.now();
  let cost: number | null = 0;
  const spend = (usd: number | null): void => {
    cost = cost === null || usd === null ? null : cost + usd;
    stage.spend?.(usd);
  };
  const done = (): Pick<ScenarioResult, 'scenario' | 'ms' | 'cost'> => ({
    scenario: scenario.id,
    ms: Math.round(performance.now() - startedAt),
    cost,
  });
  try {
    await scenario.run({ ...stage, client: charged(stage.client, spend) });
    return { ...done(), outcome: 'pass' };
  } catch (error) {
    if (error instanceof ScenarioFailure)
      return { ...done(), outcome: 'fail', layer: 'assertion', reason: error.message };
    if (!isReqLLMError(error)) throw error;
    const { code, message, phase } = error;
    const isLacking = code === 'unsupported' && (phase === 'config' || phase === 'encode');
    if (scenario.isOptional === true && isLacking) return { ...base, outcome: 'skip', reason: message };
    return { ...done(), outcome: 'fail', layer: layerOf(error), code, reason: message };
  }
}

/** How far a failed call had come. */
export function layerOf({ phase, code }: ReqLLMError): FailureLayer {
  if (phase === 'config' || phase === 'encode') return 'request';
  if (code === 'schema-mismatch' || code === 'tool-input') return 'assertion';
  return phase === 'decode' || code === 'truncated' || code === 'bad-response' ? 'decode' : 'transport';
}

/** The client with a look at what each answer cost. */
function charged(client: Client, spend: (usd: number | null) => void): Client {
  const charge = <T extends Charged>(response: T): T => {
    spend(response.usage.cost?.total ?? null);
    return response;
  };
  const streamed = <T extends { response(): Promise<Charged> }>(stream: T): T =>
    Object.assign(stream, { response: after(stream.response.bind(stream), charge) });
  const bodies = ['generateText', 'generateObject', 'runTools', 'embed'] as const;
  const streams = ['streamText', 'streamObject'] as const;
  return {
    ...client,
    ...Object.fromEntries(bodies.map((name) => [name, then(client[name] as Ask<Charged>, charge)])),
    ...Object.fromEntries(
      streams.map((name) => [name, then(client[name] as Ask<{ response(): Promise<Charged> }>, streamed)]),
    ),
  };
}

interface Charged {
  readonly usage: Usage;
}

type Ask<T> = (...args: readonly unknown[]) => Promise<T>;

function then<T>(ask: Ask<T>, look: (value: T) => T): Ask<T> {
  return async (...args) => look(await ask(...args));
}

function after<T>(ask: () => Promise<T>, look: (value: T) => T): () => Promise<T> {
  let isSeen = false;
  return async () => {
    const value = await ask();
    if (!isSeen) look(value);
    isSeen = true;
    return value;
  };
}
