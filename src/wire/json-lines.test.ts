import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReqLLMError } from '../core/error.ts';
import { createJsonLinesFramer, encodeJsonLine } from './json-lines.ts';
import { framesOf, sliced, slices } from '../testing/conformance/slicing.ts';

const bytesOf = (text: string | Uint8Array): Uint8Array =>
  typeof text === 'string' ? new TextEncoder().encode(text) : text;

const read = (text: string, cuts: readonly number[] = []): string[] =>
  framesOf(createJsonLinesFramer(), sliced(bytesOf(text), cuts)).map((event) => event.data);

describe('newline-delimited JSON', () => {
  it.each<[string, string, string[]]>([
    ['lines', '{"a":1}\n{"a":2}\n', ['{"a":1}', '{"a":2}']],
    ['CRLF', '1\r\n2\r\n', ['1', '2']],
    ['blank lines', '\n\n1\n \t\r\n2\n\n', ['1', '2']],
    ['no line feed at the end', '1\n2', ['1', '2']],
    ['a byte order mark', '\uFEFF1\n', ['1']],
    ['nothing', '', []],
  ])('%s', (_title, text, lines) => {
    expect(read(text)).toEqual(lines);
    expect(read(text, [...bytesOf(text).keys()])).toEqual(lines);
  });

  it('gives back any JSON values, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.json({ stringUnit: 'binary' })), slices(fc), (values, cuts) => {
        const text = values.map((data) => encodeJsonLine({ data: data.toWellFormed() })).join('');
        expect(read(text, cuts)).toEqual(values.map((data) => data.toWellFormed()));
      }),
    );
  });

  it('keeps an indented document on its line', () => {
    const data = JSON.stringify({ a: ['b', { c: 1 }] }, null, 2);
    const [line, ...rest] = read(encodeJsonLine({ data }));
    expect([JSON.parse(line ?? ''), rest]).toEqual([JSON.parse(data), []]);
  });

  it.each([[[]], [[50]], [[...Array(150).keys()]]])('gives up a line past the limit: cut at %j', (cuts) => {
    const lines: string[] = [];
    let error: unknown;
    try {
      const framer = createJsonLinesFramer({ maxEventBytes: 100 });
      for (const piece of sliced(bytesOf(`1\n${'x'.repeat(150)}\n`), cuts))
        framer.push(piece, ({ data }) => lines.push(data));
    } catch (thrown) {
      error = thrown;
    }
    expect(isReqLLMError(error) && error.code).toBe('bad-response');
    expect(lines).toEqual(['1']);
  });
});
