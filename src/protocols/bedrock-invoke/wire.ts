import { fromBase64 } from '../../core/base64.ts';
import { isRecord } from '../../core/json.ts';

/** The member in which Bedrock tells its own counts and times, in the last frame of a stream. */
export const metricsMember = 'amazon-bedrock-invocationMetrics';

const decoder = new TextDecoder();

/** The frame of the inner format that a `chunk` event holds; undefined when it holds none. `p` beside it is padding. */
export function frameIn(payload: unknown): string | undefined {
  const text = isRecord(payload) ? payload['bytes'] : undefined;
  const bytes = typeof text === 'string' ? fromBase64(text) : undefined;
  return bytes === undefined ? undefined : decoder.decode(bytes);
}
