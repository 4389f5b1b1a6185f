import { describe, expect, it } from 'vitest';
import { deepFreeze, defined, isSameJson, parseJson } from './json.ts';

describe('json', () => {
  it('says where a text is broken without quoting it', () => {
    const parsed = parseJson('{"prompt": "my secret" oops}');
    expect(parsed).toMatchObject({ ok: false });
    expect(JSON.stringify(parsed)).not.toContain('secret');
    expect(parseJson(' ')).toEqual({ ok: false, problem: 'the text is empty' });
  });

  it('keeps __proto__ as a plain key', () => {
    const parsed = parseJson('{"__proto__":{"admin":true}}');
    expect(parsed.ok && Object.keys(parsed.value as object)).toEqual(['__proto__']);
    expect(Object.keys(defined(JSON.parse('{"__proto__":1}') as object))).toEqual(['__proto__']);
  });

  it('refuses what is nested too deep', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseJson(nested(400)).ok).toBe(true);
    expect(parseJson(nested(5_000)).ok).toBe(false);
  });

  it('compares values whatever the order of keys', () => {
    expect(isSameJson({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1, d: undefined })).toBe(true);
    expect(isSameJson({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(isSameJson([1, 2], [2, 1])).toBe(false);
  });

  it('freezes all of a plain value and leaves bytes alone', () => {
    const value = deepFreeze({ a: { b: [1] }, bytes: new Uint8Array(1) });
    expect(Object.isFrozen(value.a.b)).toBe(true);
    expect(Object.isFrozen(value.bytes)).toBe(false);
  });
});
