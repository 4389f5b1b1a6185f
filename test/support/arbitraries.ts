// What the random calls and replies of several protocols have in common.
import fc, { type Arbitrary } from 'fast-check';
import type { CallControl } from '../../src/core/call.ts';
import type { JsonObject } from '../../src/core/json.ts';

/** A short text that is not empty. */
export const words: Arbitrary<string> = fc.string({ minLength: 1, maxLength: 12 });

/** A name of a tool, a property or a format that every API takes. */
export const name: Arbitrary<string> = fc.stringMatching(/^[a-z_][a-z0-9_]{0,11}$/);

/** The arguments of a tool call. */
export const args: Arbitrary<JsonObject> = fc.dictionary(
  fc.string({ maxLength: 6 }),
  fc.jsonValue({ maxDepth: 2 }),
  { maxKeys: 3 },
) as Arbitrary<JsonObject>;

/** A few bytes of media. */
export const bytes: Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 1, maxLength: 12 });

/** The value, or nothing. */
export function maybe<T>(value: Arbitrary<T>): Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined });
}

/** The schema of an object that requires all its members and allows no others, as strict modes demand. */
export const closedSchema: Arbitrary<JsonObject> = fc
  .dictionary(
    name,
    fc.constantFrom<JsonObject>({ type: 'string' }, { type: ['integer', 'null'] }, { enum: ['a', 'b'] }),
    { maxKeys: 3 },
  )
  .map((properties) => ({
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  }));

/** The schema of an object that requires all its members and says nothing of others. */
export const openSchema: Arbitrary<JsonObject> = fc
  .dictionary(name, fc.constantFrom<JsonObject>({ type: 'string' }, { enum: ['a', 'b'] }), { maxKeys: 3 })
  .map((properties) => ({ type: 'object', properties, required: Object.keys(properties) }));

/** What runs a call that never leaves the codec: no limits, no tries. */
export const control: CallControl = {
  startedAt: 0,
  timeout: { connectMs: 0, headersMs: 0, firstChunkMs: 0, idleMs: 0, totalMs: 0 },
  retry: { max: 0, baseMs: 0, maxMs: 0, jitter: 0, maxRetryAfterMs: 0 },
  onUnsupported: 'warn',
  quirks: 'apply',
  headers: {},
  include: [],
};
