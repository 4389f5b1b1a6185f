import { isRecord } from '../core/json.ts';
import type { AnyCall } from '../core/operation.ts';

/**
 * What makes two calls the same to a cache: the model, those to ask in its place and everything that is asked of them, and
 * the extra headers. Not whether it is streamed, and nothing of who asks and how long: keys, signals, time limits.
 */
export function sameness(call: AnyCall): unknown {
  const { control, stream: _stream, model, ...asked } = call;
  const { spec, baseUrl, protocol, body } = model;
  const { headers, onUnsupported, quirks, fallbacks = [] } = control;
  return [{ spec, baseUrl, protocol, body }, asked, headers, onUnsupported, quirks, ...fallbacks];
}

/** What callers must share besides to share one request: who shares it has its failures too, and its end. */
export function patience({ control: { apiKey, timeout, retry, maxCost } }: AnyCall): string {
  return `${apiKey?.reveal() ?? ''} ${JSON.stringify([timeout, retry, maxCost])}`;
}

/** A text for a value that is the same whatever the order of the members, as a hash that tells nothing of it. */
export async function hashOf(value: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(canonical(value)) ?? '');
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value instanceof Uint8Array) return [...value];
  if (!isRecord(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  // Pairs and not an object: a member may be called `__proto__`.
  return {
    members: members.sort(([one], [other]) => (one < other ? -1 : 1)).map(([k, v]) => [k, canonical(v)]),
  };
}
