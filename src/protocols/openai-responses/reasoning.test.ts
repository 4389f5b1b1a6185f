import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import { reasoningItemOf, reasoningPartOf } from './reasoning.ts';

const texts = (type: string): fc.Arbitrary<JsonObject[]> =>
  fc.array(
    fc.oneof(
      fc.string({ maxLength: 6 }).map((text): JsonObject => ({ type, text })),
      fc.constant<JsonObject>({ type: 'other', text: 'x', more: 1 }),
    ),
    { maxLength: 3 },
  );

describe('reasoning items', () => {
  it('survive the way to a part and back', () => {
    const item = fc.record(
      {
        id: fc.string(),
        encrypted_content: fc.string(),
        status: fc.constant('completed'),
        content: texts('reasoning_text'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(item, texts('summary_text'), (rest, summary) => {
        const { id, ...others } = rest;
        const whole = { type: 'reasoning', ...(id === undefined ? {} : { id }), summary, ...others };
        expect(reasoningItemOf(reasoningPartOf(whole))).toEqual(whole);
      }),
    );
  });

  it('say a changed text as one summary', () => {
    const part = reasoningPartOf({
      type: 'reasoning',
      id: 'rs_1',
      summary: [{ type: 'summary_text', text: 'Long thought' }],
    });
    expect(reasoningItemOf({ ...part, text: 'Short' })).toEqual({
      type: 'reasoning',
      id: 'rs_1',
      summary: [{ type: 'summary_text', text: 'Short' }],
    });
  });

  it('know a signature that is not theirs', () => {
    expect(reasoningItemOf({ type: 'reasoning', text: 'x', signature: 'EqQB' })).toBeUndefined();
    expect(reasoningItemOf({ type: 'reasoning', text: 'x' })).toBeUndefined();
  });
});
