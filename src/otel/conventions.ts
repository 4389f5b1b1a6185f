// Which of OpenTelemetry's GenAI conventions are spoken. Sources: the last release with messages as events and
// `gen_ai.system`, https://github.com/open-telemetry/semantic-conventions/blob/v1.36.0/docs/gen-ai/README.md; the last one
// in that repository, …/v1.41.0/docs/gen-ai/; the first release of their own,
// https://github.com/open-telemetry/semantic-conventions-genai (v0.1.0, with metrics by kind of operation).
import { ReqLLMError } from '../core/error.ts';

/**
 * A release of the GenAI conventions. `1.36`: `gen_ai.system`, an event a message. `1.41`: `gen_ai.provider.name`,
 * messages as attributes or one event, metrics of chunks, runs and tools. `genai-0.1`: the metrics of inference and of
 * embeddings apart.
 */
export type Conventions = '1.36' | '1.41' | 'genai-0.1';

/** The conventions that are spoken. */
export type Spoken = ReadonlySet<Conventions>;

const known: readonly Conventions[] = ['1.36', '1.41', 'genai-0.1'];

/** The conventions that were asked for. Throws `config` for others, and for none. */
export function spokenConventions(asked: readonly Conventions[] = ['1.36', '1.41']): Spoken {
  const isKnown = (each: unknown): boolean => known.some((name) => name === each);
  if (!Array.isArray(asked) || asked.length === 0 || !asked.every(isKnown)) {
    const message = `The option \`conventions\` must be a list of ${known.map((each) => `'${each}'`).join(', ')}.`;
    throw new ReqLLMError(message, { code: 'config', phase: 'config' });
  }
  return new Set(asked);
}

/** Whether something newer than 1.36 is spoken. */
export function isNewer(spoken: Spoken): boolean {
  return spoken.has('1.41') || spoken.has('genai-0.1');
}
