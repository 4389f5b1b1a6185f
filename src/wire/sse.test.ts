import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReqLLMError } from '../core/error.ts';
import type { WireEvent } from './event.ts';
import { createSseFramer, encodeSse } from './sse.ts';
import { collectUntil } from '../../test/support/collect-garbage.ts';
import { framesOf, sliced, slices } from '../testing/conformance/slicing.ts';

const bytesOf = (text: string | Uint8Array): Uint8Array =>
  typeof text === 'string' ? new TextEncoder().encode(text) : text;

const read = (text: string | Uint8Array, cuts: readonly number[] = []): WireEvent[] =>
  framesOf(createSseFramer(), sliced(bytesOf(text), cuts));

// Lines as they stand in real streams, and as they must not break us.
const line = fc.oneof(
  fc.constantFrom(
    '',
    '',
    'data: {"a":1}',
    'data:x',
    'data',
    'data: ',
    'data:  two',
    'event: delta',
    'event:',
    'event',
  ),
  fc.constantFrom(
    'id: 7',
    'id',
    'id: a\0b',
    ': comment',
    ':',
    'retry: 10',
    'unknown: 1',
    'datax: 1',
    'dat',
    ' data: x',
    '\uFEFFdata: y',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => `data: ${text.replace(/[\r\n]/g, '')}`),
);
const document = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r', '\r\n')), { maxLength: 30 })
  .map((lines) => lines.map(([text, end]) => text + end).join(''));

describe('what one event is', () => {
  it.each<[string, string, WireEvent[]]>([
    ['a data line', 'data: a\n\n', [{ data: 'a' }]],
    ['no space after the colon', 'data:a\n\n', [{ data: 'a' }]],
    ['only one space is taken off', 'data:  a\n\n', [{ data: ' a' }]],
    ['several data lines', 'data: a\ndata: b\ndata\n\n', [{ data: 'a\nb\n' }]],
    ['CR', 'data: a\r\rdata: b\r\r', [{ data: 'a' }, { data: 'b' }]],
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n', [{ data: 'a' }, { data: 'b' }]],
    [
      'a name and an id',
      'event: e\nid: 1\ndata: a\n\ndata: b\n\n',
      [{ data: 'a', event: 'e', id: '1' }, { data: 'b' }],
    ],
    ['an id with NUL is ignored', 'id: 1\0\ndata: a\n\n', [{ data: 'a' }]],
    ['comments and unknown fields', ': hi\nretry: 3\nfoo: 1\ndata: a\n\n', [{ data: 'a' }]],
    ['no data, no event', 'event: ping\n\n\n\n', []],
    ['a name does not stay for the next event', 'event: ping\n\ndata: a\n\n', [{ data: 'a' }]],
    ['a byte order mark', '\uFEFFdata: a\n\n', [{ data: 'a' }]],
    ['only the first byte order mark is one', '\uFEFF\uFEFFdata: a\n\n', []],
    ['empty data is an event', 'data:\n\n', [{ data: '' }]],
    ['no blank line at the end', 'data: a\n\ndata: b', [{ data: 'a' }, { data: 'b' }]],
    ['one line feed at the end', 'data: a\n', [{ data: 'a' }]],
    ['nothing', '', []],
  ])('%s', (_title, text, events) => {
    expect(read(text)).toEqual(events);
    for (let cut = 0; cut <= bytesOf(text).length; cut += 1) expect(read(text, [cut])).toEqual(events);
    expect(read(text, [...bytesOf(text).keys()])).toEqual(events);
  });
});

describe('any slicing', () => {
  it('of a document gives the same events', () => {
    fc.assert(
      fc.property(document, fc.constantFrom('', '\uFEFF'), slices(fc), (text, mark, cuts) => {
        expect(read(mark + text, cuts)).toEqual(read(mark + text));
      }),
      { numRuns: 500 },
    );
  });

  it('of arbitrary bytes gives the same events', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), slices(fc), (bytes, cuts) => {
        const stream = new Uint8Array([...bytesOf('data: '), ...bytes, ...bytesOf('\n\n')]);
        expect(read(stream, cuts)).toEqual(read(stream));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('another parser', () => {
  it('agrees about every document', () => {
    fc.assert(
      fc.property(document, (text) => {
        const theirs: WireEvent[] = [];
        const parser = createParser({
          onEvent: ({ data, event, id }) =>
            theirs.push({
              data,
              ...(event === undefined ? {} : { event }),
              ...(id === undefined ? {} : { id }),
            }),
        });
        // It does not hand over an unfinished last event, and leaves the byte order mark to the decoder.
        const whole = `${text}\n\n`;
        parser.feed(new TextDecoder().decode(bytesOf(whole)));
        expect(read(whole)).toEqual(theirs);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('encodeSse', () => {
  it('is read back as it was', () => {
    const word = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .map((text) => `x${text.replace(/[\r\n\0]/g, '')}`);
    const event = fc.record(
      {
        data: fc.string({ unit: 'binary' }).map((text) => text.toWellFormed().replace(/\r\n?/g, '\n')),
        event: word,
        id: word,
      },
      { requiredKeys: ['data'] },
    );
    fc.assert(
      fc.property(fc.array(event), slices(fc), (events, cuts) => {
        expect(read(events.map(encodeSse).join(''), cuts)).toEqual(events);
      }),
    );
  });

  it('takes a line of one character for a line', () => {
    for (const line of ['x', ':']) expect(read(`data: 1\n${line}\ndata: 2\n\n`)).toEqual([{ data: '1\n2' }]);
  });

  it('lets no name write fields of its own', () => {
    expect(read(encodeSse({ data: 'a', event: 'e\ndata: forged\n', id: '1\r\n\r\n' }))).toEqual([
      { data: 'a', event: 'e data: forged ', id: '1 ' },
    ]);
  });
});

describe('limits', () => {
  const limits = { maxEventBytes: 100 };
  const feed = (text: string, cuts: readonly number[]): { events: WireEvent[]; error: unknown } => {
    const events: WireEvent[] = [];
    try {
      const framer = createSseFramer(limits);
      for (const piece of sliced(bytesOf(text), cuts)) framer.push(piece, (event) => events.push(event));
      return { events, error: undefined };
    } catch (error) {
      return { events, error };
    }
  };

  it.each([
    ['an endless line', `data: a\n\n${'x'.repeat(200)}`],
    ['a long data line', `data: a\n\ndata: ${'x'.repeat(100)}\n\n`],
    ['endless data lines', `data: a\n\n${'data: xxxxxxxx\n'.repeat(20)}\n`],
    ['an endless comment', `data: a\n\n:${'x'.repeat(200)}\n\n`],
  ])('%s is a typed error, after the events before it, however it is cut', (_title, text) => {
    for (const cuts of [[], [...bytesOf(text).keys()], [50]]) {
      const { events, error } = feed(text, cuts);
      expect(events).toEqual([{ data: 'a' }]);
      expect(isReqLLMError(error) && [error.code, error.phase]).toEqual(['bad-response', 'decode']);
    }
  });

  it('lets an event of exactly the limit pass', () => {
    expect(feed(`data: ${'x'.repeat(94)}\n\n`, [5, 70]).events).toEqual([{ data: 'x'.repeat(94) }]);
  });

  it('lets the last line of a text be as long as the limit, and lines of one event be so together', () => {
    const framer = createSseFramer(limits);
    const events: WireEvent[] = [];
    framer.push(bytesOf(`data: ${'x'.repeat(94)}`), (event) => events.push(event));
    framer.end((event) => events.push(event));
    expect(events).toEqual([{ data: 'x'.repeat(94) }]);
    const two = (length: number): string => `data: ${'x'.repeat(50)}\ndata: ${'y'.repeat(length)}\n\n`;
    expect(feed(two(49), []).events).toEqual([{ data: `${'x'.repeat(50)}\n${'y'.repeat(49)}` }]);
    expect(feed(two(50), []).error).toMatchObject({ code: 'bad-response' });
  });

  it('counts each event anew, also when all of them come in pieces', () => {
    const text = `data: ${'x'.repeat(60)}\n\n`.repeat(20);
    expect(feed(text, [...bytesOf(text).keys()]).events).toHaveLength(20);
  });

  it('does not fill memory with a line that comes byte by byte', async () => {
    const framer = createSseFramer();
    const byte = bytesOf('x');
    await collectUntil(() => true);
    const before = process.memoryUsage().heapUsed;
    for (let count = 0; count < 1_000_000; count += 1) framer.push(byte, () => {});
    const isSmall = (): boolean => process.memoryUsage().heapUsed - before < 12_000_000;
    expect(await collectUntil(isSmall, 10_000)).toBe(true);
    // It still holds the line: a string of a million characters, and not a million strings.
    expect(() => framer.push(byte, () => {})).not.toThrow();
  });

  // No clock: looked at anew with each read, this much takes minutes; looked at once, less than a second.
  it('looks at what came once, not again with each read', { timeout: 60_000 }, () => {
    const reads = 300_000;
    const piece = bytesOf('x'.repeat(64));
    const framer = createSseFramer();
    const lengths: number[] = [];
    framer.push(bytesOf('data: '), () => {});
    for (let count = 0; count < reads; count += 1) framer.push(piece, () => {});
    framer.end((event) => lengths.push(event.data.length));
    expect(lengths).toEqual([reads * 64]);
  });

  it(
    'looks for an end of a line once, also where the text has nearly none of that kind',
    { timeout: 60_000 },
    () => {
      const events = 800_000;
      const bytes = bytesOf(`${'data: x\n\n'.repeat(events)}\r`);
      let count = 0;
      createSseFramer().push(bytes, () => (count += 1));
      expect(count).toBe(events);
    },
  );
});
