import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReqLLMError } from '../core/error.ts';
import { createJsonArrayEncoder, createJsonArrayFramer } from './json-array.ts';
import { framesOf, sliced, slices } from '../testing/conformance/slicing.ts';

const bytesOf = (text: string | Uint8Array): Uint8Array =>
  typeof text === 'string' ? new TextEncoder().encode(text) : text;

const read = (text: string | Uint8Array, cuts: readonly number[] = []): string[] =>
  framesOf(createJsonArrayFramer(), sliced(bytesOf(text), cuts)).map((event) => event.data);

type Outcome = { elements: string[]; code?: string; untyped?: unknown };
const outcome = (bytes: Uint8Array, cuts: readonly number[] = []): Outcome => {
  const elements: string[] = [];
  try {
    const framer = createJsonArrayFramer();
    for (const piece of sliced(bytes, cuts)) framer.push(piece, ({ data }) => elements.push(data));
    framer.end(({ data }) => elements.push(data));
    return { elements };
  } catch (error) {
    return isReqLLMError(error) ? { elements, code: error.code } : { elements, untyped: error };
  }
};

describe('a streamed JSON array', () => {
  it.each<[string, string, string[]]>([
    ['objects', '[{"a":1},\n{"b":[1,{"c":"]}"}]}]', ['{"a":1}', '{"b":[1,{"c":"]}"}]}']],
    ['white space', ' \r\n[ \t{"a":1}\n , {"b":2} \n]\n\n', ['{"a":1}', '{"b":2}']],
    [
      'quotes and backslashes',
      String.raw`[{"a":"\"}\\"},{"b":"\\\"]"}]`,
      [String.raw`{"a":"\"}\\"}`, String.raw`{"b":"\\\"]"}`],
    ],
    ['bare values', '[1, "a,]", null,true , -2.5e3]', ['1', '"a,]"', 'null', 'true', '-2.5e3']],
    ['no end mark', '[{"a":1}\n', ['{"a":1}']],
    ['an object instead', '{"error":{"code":500}}\n', ['{"error":{"code":500}}']],
    ['an empty array', '[]', []],
    ['nothing', '', []],
    ['a byte order mark', '\uFEFF[{}]', ['{}']],
  ])('%s', (_title, text, elements) => {
    expect(read(text)).toEqual(elements);
    expect(read(text, [...bytesOf(text).keys()])).toEqual(elements);
  });

  it('hands an element over as soon as it is whole', () => {
    const elements: string[] = [];
    createJsonArrayFramer().push(bytesOf('[{"a":1}'), ({ data }) => elements.push(data));
    expect(elements).toEqual(['{"a":1}']);
  });

  it('gives the elements that JSON.parse gives, however it is written and cut', () => {
    const indent = fc.constantFrom(undefined, 1, '\t');
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ stringUnit: 'binary' })),
        indent,
        slices(fc),
        (values, space, cuts) => {
          const text = JSON.stringify(values, null, space);
          const elements = read(text, cuts).map((element) => JSON.parse(element) as unknown);
          expect(JSON.stringify(elements)).toBe(JSON.stringify(JSON.parse(text)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads what its encoder writes', () => {
    fc.assert(
      fc.property(fc.array(fc.json()), slices(fc), (values, cuts) => {
        const encoder = createJsonArrayEncoder();
        const text = values.map((data) => encoder.encode({ data })).join('') + encoder.end();
        expect(read(text, cuts)).toEqual(values);
        expect(JSON.parse(text)).toHaveLength(values.length);
      }),
    );
  });
});

describe('a broken array', () => {
  it.each([
    ['an element cut short', '[{"a":1},{"b":', 'truncated'],
    ['a string cut short', '["ab', 'truncated'],
    ['a word first', 'x[1]', 'bad-response'],
    ['HTML', '<html>', 'bad-response'],
    ['no comma', '[{} {}]', 'bad-response'],
    ['two commas', '[1,,2]', 'bad-response'],
    ['more after the end', '[1] 2', 'bad-response'],
    ['more after a lone object', '{}{}', 'bad-response'],
    ['a stray bracket', '[}', 'bad-response'],
  ])('%s', (_title, text, code) => {
    expect(outcome(bytesOf(text)).code).toBe(code);
  });

  it('gives the same elements and the same typed error, however it is cut', () => {
    const mark = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      ',',
      '"',
      '\\',
      ' ',
      '\n',
      ':',
      '1',
      'a',
      '[{"a":1},',
      '"x"',
    );
    const text = fc.array(mark, { maxLength: 20 }).map((marks) => marks.join(''));
    const bytes = fc.oneof(
      text.map(bytesOf),
      text.map((rest) => bytesOf(`[${rest}`)),
      fc.uint8Array({ maxLength: 30 }),
    );
    fc.assert(
      fc.property(bytes, slices(fc), (all, cuts) => {
        const whole = outcome(all);
        expect(whole.untyped).toBeUndefined();
        expect(outcome(all, cuts)).toEqual(whole);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([[[]], [[50]], [[...Array(150).keys()]]])(
    'gives up an element past the limit: cut at %j',
    (cuts) => {
      const framer = createJsonArrayFramer({ maxEventBytes: 100 });
      const pieces = sliced(bytesOf(`[1,{"a":"${'x'.repeat(150)}`), cuts);
      expect(() => pieces.forEach((piece) => framer.push(piece, () => {}))).toThrow(
        /more than 100 characters/,
      );
    },
  );

  it('reads 8 MB in one element without going over them again for each piece', () => {
    const bytes = bytesOf(`[{"data":"${'QUJD'.repeat(2_000_000)}"}]`);
    const from = performance.now();
    expect(
      read(
        bytes,
        [...Array(30_000).keys()].map((index) => index * 256),
      )[0],
    ).toHaveLength(8_000_011);
    // Once over is a fraction of a second; again for each piece would be 120 GB of characters.
    expect(performance.now() - from).toBeLessThan(30_000);
  });
});
