import fc from 'fast-check';
import { parse as jsonriver } from 'jsonriver';
import { describe, expect, it } from 'vitest';
import type { Json } from '../core/json.ts';
import { createPartialJson, type PartialJson, type PartialJsonOptions } from './partial-json.ts';

const names = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('__proto__', 'a', '1', ''),
);
const scalars = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 12 }),
  fc.constantFrom('\ud83d', '\udca9x', '🌍', '\u0000"\\\n'),
  fc.double({ noNaN: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalars,
    fc.array(tie('json'), { maxLength: 5 }),
    fc
      .array(fc.tuple(names, tie('json')), { maxLength: 5 })
      .map((members) => Object.fromEntries(members.filter(([name]) => name !== '__proto__'))),
  ),
}));

/** Text of a value, in one of the ways that JSON can be written. */
const texts = fc
  .tuple(json, fc.constantFrom(undefined, 2, '\t'), fc.boolean())
  .map(([value, space, isAscii]) => {
    const text = JSON.stringify(value, undefined, space);
    return isAscii ? escaped(text) : text;
  });
const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 40 });

describe('createPartialJson', () => {
  it.each(['tru', '-', '12.', '1e'])('says where %s went wrong, and reads no more', (text) => {
    const reader = createPartialJson();
    reader.push(text);
    reader.end();
    expect(reader.problem).toMatchObject({ reason: 'syntax', position: text.length });
    expect(reader.push('1')).toBe(0);
  });

  it('ends with what JSON.parse gives, whatever the cuts', () => {
    fc.assert(
      fc.property(texts, cuts, (text, at) => {
        const partial = createPartialJson();
        for (const piece of piecesOf(text, at)) {
          partial.push(piece);
          void partial.value;
        }
        partial.end();
        expect(partial.state).toBe('complete');
        expect(partial.value).toEqual(JSON.parse(text));
      }),
      { numRuns: 400 },
    );
  });

  it('agrees with JSON.parse on which text is JSON', () => {
    const bits = fc.constantFrom(
      ...Array.from('{}[]",:\\ \n\t0129-+.eEtrufalsn'),
      '"a"',
      'null',
      'true',
      '\\u00',
      '\u00a0',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(bits).map((parts) => parts.join('')),
          mutated(),
        ),
        cuts,
        (text, at) => {
          const partial = read(piecesOf(text, at));
          const parsed = tried(text);
          expect(partial.state).toBe(parsed.ok ? 'complete' : 'invalid');
          if (parsed.ok) expect(partial.value).toEqual(parsed.value);
          else expect(partial.problem?.message).toMatch(/./);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('never shows what the end contradicts, and never changes what it showed', () => {
    fc.assert(
      fc.property(texts, cuts, (text, at) => {
        const final = JSON.parse(text) as Json;
        const partial = createPartialJson();
        const seen: { value: Json | undefined; copy: string }[] = [];
        for (const piece of piecesOf(text, at)) {
          partial.push(piece);
          seen.push({ value: partial.value, copy: JSON.stringify(partial.value) ?? '' });
        }
        for (const { value, copy } of seen) {
          expect(JSON.stringify(value) ?? '').toBe(copy);
          if (value !== undefined) expect(contradiction(value, final, '$')).toBeUndefined();
        }
      }),
      { numRuns: 400 },
    );
  });

  it('shows as much as it can', () => {
    expect(states('{"a": "x\\ud83d\\udca9", "b": [12, tru')).toEqual([
      '{}',
      '{"a":""}',
      '{"a":"x"}',
      '{"a":"x💩"}',
      '{"a":"x💩","b":[]}',
      '{"a":"x💩","b":[12]}',
    ]);
    expect(states('{"a":"xy","b":["z"]}', { strings: 'whole' })).toEqual([
      '{}',
      '{"a":"xy"}',
      '{"a":"xy","b":[]}',
      '{"a":"xy","b":["z"]}',
    ]);
  });

  it('agrees with jsonriver on the partial values of objects and lists', async () => {
    const containers = fc.oneof(
      fc.array(json, { maxLength: 4 }),
      fc.dictionary(fc.string({ maxLength: 3 }), json),
    );
    await fc.assert(
      fc.asyncProperty(containers, async (value) => {
        // Plain ASCII, as jsonriver shows halves of escapes' pairs.
        const text = JSON.stringify(value)
          .replace(/\\u[0-9a-f]{4}/g, '?')
          .replace(/[^ -~]/g, '?');
        const theirs: string[] = [];
        for await (const each of jsonriver(units(text))) pushNew(theirs, JSON.stringify(each));
        const ours = states(text).filter((each) => !theirs.includes(each));
        expect(ours).toEqual([]);
        expect(states(text).at(-1)).toBe(theirs.at(-1));
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the identity of what did not change', () => {
    const partial = createPartialJson();
    partial.push('{"done":{"x":[1,2]},"open":{"y":"a');
    const before = partial.value as Record<string, Json>;
    expect(partial.value).toBe(before);
    partial.push('b"');
    const after = partial.value as Record<string, Json>;
    expect(after).not.toBe(before);
    expect(after['done']).toBe(before['done']);
    expect(before).toEqual({ done: { x: [1, 2] }, open: { y: 'a' } });
    partial.push('}}');
    expect(partial.value).toBe(after);
  });

  it('lets the last of two equal keys count, with every shown value left as it was', () => {
    const partial = read(['{"a":{"b":1', '},"a":{"c"', ':2},"a":[3]}']);
    expect(partial.value).toEqual({ a: [3] });
  });

  it('keeps __proto__ an own key and touches no prototype', () => {
    const text = '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":1}}}';
    const partial = createPartialJson();
    for (const unit of text) {
      partial.push(unit);
      void partial.value;
    }
    expect(JSON.stringify(partial.value)).toBe(text);
    expect(Object.hasOwn(partial.value as object, '__proto__')).toBe(true);
    expect(Object.getPrototypeOf(partial.value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('says which items of a list are whole', () => {
    const partial = createPartialJson();
    partial.push('{"items":[{"a":1},"two",[3');
    const { items = [] } = partial.value as { items?: Json[] };
    expect(items).toEqual([{ a: 1 }, 'two', []]);
    expect(partial.wholeItems(items)).toBe(2);
    partial.push(']]}');
    const { items: whole = [] } = partial.value as { items?: Json[] };
    expect(partial.wholeItems(whole)).toBe(3);
  });

  it('refuses what is nested too deeply or too long, without a throw', () => {
    const deep = read(['['.repeat(10_000)]);
    expect(deep.state).toBe('invalid');
    expect(deep.problem).toMatchObject({ reason: 'too-deep', position: 512 });
    expect(read([`${'['.repeat(512)}${']'.repeat(512)}`]).state).toBe('complete');
    const long = read(['["', 'x'.repeat(60), 'y'.repeat(60)], { maxLength: 100 });
    expect(long.problem).toMatchObject({ reason: 'too-long', position: 62 });
    expect(long.value).toEqual(['x'.repeat(60)]);
  });

  it.each([
    ['', 'empty'],
    [' \n', 'empty'],
    ['{"a":1', 'cut'],
    ['"ab', 'cut'],
    ['{"a":1} x', 'syntax'],
    ['nul', 'syntax'],
  ])('says of %j that it is %s', (text, reason) => {
    expect(read([text]).problem?.reason).toBe(reason);
  });
});

describe('limits that are asked for', () => {
  it('are kept to: one level more is too deep', () => {
    const read = (text: string): PartialJson => {
      const json = createPartialJson({ maxDepth: 2 });
      json.push(text);
      json.end();
      return json;
    };
    expect(read('[[1]]')).toMatchObject({ state: 'complete', problem: undefined });
    expect(read('[[[1]]]').problem).toMatchObject({
      reason: 'too-deep',
      message: expect.stringContaining('deeper than 2 levels') as string,
    });
  });
});

describe('the work of looking at every partial', () => {
  // Deltas of 8 characters, a look at each.
  const workOf = (text: string): number => {
    const partial = createPartialJson();
    for (let at = 0; at < text.length; at += 8) {
      partial.push(text.slice(at, at + 8));
      void partial.value;
    }
    expect(partial.value).toEqual(JSON.parse(text));
    return partial.work / text.length;
  };

  it.each<[string, (size: number) => Json]>([
    ['a list of objects', (size) => list(size, (index) => ({ id: index, name: `item ${index}` }))],
    ['a list of numbers', (size) => list(size, (index) => index)],
    ['an object of many keys', (size) => Object.fromEntries(list(size, (index) => [`key${index}`, index]))],
    ['one long string', (size) => 'word '.repeat(size)],
    ['small lists in a list', (size) => list(size / 2, (row) => [[row], {}])],
  ])('grows with the text and no faster: %s', (_name, make) => {
    const [small, large] = [workOf(JSON.stringify(make(1_000))), workOf(JSON.stringify(make(8_000)))];
    // A character pays for itself and 32 slots, and each delta of 8 characters for 512 at most.
    expect(large).toBeLessThan(1 + 32 + 512 / 8);
    expect(large / small).toBeLessThan(1.2);
  });

  it('lags no more than the copy is worth', () => {
    const partial = createPartialJson();
    partial.push(`[${'0,'.repeat(2_000)}"`);
    void partial.value;
    let lag = 0;
    for (let length = 1; length <= 100; length += 1) {
      partial.push('x');
      const last = (partial.value as Json[])[2_000] as string;
      lag = Math.max(lag, length - last.length);
    }
    expect(lag).toBe(62);
  });
});

function list<T>(size: number, make: (index: number) => T): T[] {
  return Array.from({ length: size }, (_, index) => make(index));
}

function read(pieces: readonly string[], options?: PartialJsonOptions): PartialJson {
  const partial = createPartialJson(options);
  for (const piece of pieces) partial.push(piece);
  partial.end();
  return partial;
}

/** The different values that are seen when the text comes one character at a time. */
function states(text: string, options?: PartialJsonOptions): string[] {
  const partial = createPartialJson(options);
  const seen: string[] = [];
  for (const unit of text) {
    partial.push(unit);
    if (partial.value !== undefined) pushNew(seen, JSON.stringify(partial.value));
  }
  return seen;
}

function pushNew(seen: string[], text: string): void {
  if (seen.at(-1) !== text) seen.push(text);
}

async function* units(text: string): AsyncIterable<string> {
  for (const unit of text) yield await Promise.resolve(unit);
}

function piecesOf(text: string, at: readonly number[]): string[] {
  const ends = [...new Set(at.map((each) => each % (text.length + 1)))].sort((left, right) => left - right);
  return [0, ...ends].map((start, index) => text.slice(start, ends[index] ?? text.length));
}

function escaped(text: string): string {
  return text.replace(/[^ -~\s]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function mutated(): fc.Arbitrary<string> {
  return fc
    .tuple(texts, fc.nat(), fc.constantFrom('', '"', '}', ']', ',', '\\', 'x', '0', '\n'))
    .map(([text, at, put]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + 1);
    });
}

function tried(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

/** Where a partial value says something else than the final one: scalars equal it, strings begin it, lists begin it. */
function contradiction(shown: Json, final: Json | undefined, where: string): string | undefined {
  if (typeof shown === 'string' && typeof final === 'string')
    return final.startsWith(shown) ? undefined : where;
  if (typeof shown !== 'object' || shown === null) return Object.is(shown, final) ? undefined : where;
  if (typeof final !== 'object' || final === null || Array.isArray(shown) !== Array.isArray(final))
    return where;
  const keys = Object.keys(shown);
  const order = Object.keys(final).filter((key) => Object.hasOwn(shown, key));
  if (keys.join('\n') !== order.join('\n')) return `${where}: ${keys.join()} and ${order.join()}`;
  for (const key of keys) {
    const inner = contradiction((shown as never)[key], (final as never)[key], `${where}.${key}`);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
