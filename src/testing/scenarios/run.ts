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
  // Whatever the phase: a request that no recording answers is `config`.
  if (phase === 'config' || phase === 'encode' || code === 'config') return 'request';
  if (code === 'schema-mismatch' || code === 'tool-input') return 'assertion';
  return phase === 'decode' || code === 'truncated' || code === 'bad-response' ? 'decode' : 'transport';
}

/** The client with a look at what each answer cost; null for one that never came whole. */
function charged(client: Client, spend: (usd: number | null) => void): Client {
  const charge = <T extends Charged>(response: T): T => {
    spend(response.usage.cost?.total ?? null);
    return response;
  };
  const lost = (error: unknown): never => {
    if (isReqLLMError(error) && !isUnsent(error)) spend(null);
    throw error;
  };
  const streamed = (stream: Streamed): Streamed => watched(stream, charge, lost);
  const bodies = ['generateText', 'generateObject', 'runTools', ...operations] as const;
  const streams = ['streamText', 'streamObject'] as const;
  return {
    ...client,
    ...Object.fromEntries(bodies.map((name) => [name, then(client[name] as Ask<Charged>, charge, lost)])),
    ...Object.fromEntries(streams.map((name) => [name, then(client[name] as Ask<Streamed>, streamed, lost)])),
  };
}

const operations = ['embed', 'rerank', 'generateImage', 'speak', 'transcribe'] as const;

function isUnsent({ phase }: ReqLLMError): boolean {
  return phase === 'config' || phase === 'encode';
}

interface Charged {
  readonly usage: Usage;
}

interface Streamed extends AsyncIterable<unknown> {
  response(): Promise<Charged>;
}

type Ask<T> = (...args: readonly unknown[]) => Promise<T>;
type Lost = (error: unknown) => never;

function then<T>(ask: Ask<T>, look: (value: T) => T, lost: Lost): Ask<T> {
  return async (...args) => look(await ask(...args).catch(lost));
}

/** A stream that is charged once: with its response, or as lost when it breaks before. */
function watched(stream: Streamed, charge: (response: Charged) => Charged, lost: Lost): Streamed {
  let isSeen = false;
  const once = <T>(look: (value: T) => T): ((value: T) => T) => {
    return (value) => {
      if (isSeen) return value;
      isSeen = true;
      return look(value);
    };
  };
  const failed = (error: unknown): never => {
    once(lost)(error);
    throw error;
  };
  const response = stream.response.bind(stream);
  const iterate = stream[Symbol.asyncIterator].bind(stream);
  return Object.assign(stream, {
    response: async () => once(charge)(await response().catch(failed)),
    async *[Symbol.asyncIterator]() {
      try {
        yield* { [Symbol.asyncIterator]: iterate };
      } catch (error) {
        failed(error);
      }
    },
  });
}
