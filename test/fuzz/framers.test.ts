import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { expect } from 'vitest';
import { isReqLLMError } from '../../src/core/error.ts';
import type { FramingName, WireEvent } from '../../src/wire/event.ts';
import { bytesOfEvents, createFramer } from '../../src/wire/framing.ts';
import { sliced, slices } from '../../src/testing/conformance/slicing.ts';
import { fuzzProperty } from './fuzz.ts';

// Target 1 of the reliability plan: bytes to events. What must hold: the cuts do not matter, errors are typed, another
// parser agrees.

interface Framed {
  readonly events: readonly WireEvent[];
  readonly code?: string;
}

const maxEventBytes = 64;
const marks = [
  '\n',
  '\n',
  '\n\n',
  '\r',
  '\r\n',
  '\r\n\r\n',
  ' ',
  '\t',
  '\0',
  '\uFEFF',
  'é',
  '€',
  '😀',
  '\u2028',
];
const fields = ['data: ', 'data:', 'data', 'event: ', 'id: ', 'retry: 1', ': ', '[DONE]', 'x'.repeat(40)];
const json = ['{"a":1}', '[', ']', '{', '}', ',', '"', '\\', '\\"', '1', 'null'];
const scraps = [...marks, ...fields, ...json];
const text = fc.array(fc.constantFrom(...scraps), { maxLength: 24 }).map((pieces) => pieces.join(''));
// Text with bytes thrown in that are no UTF-8, or only bytes.
const bytes = fc.oneof(
  text.map((words) => new TextEncoder().encode(words)),
  fc
    .tuple(text, fc.uint8Array({ maxLength: 6 }), text)
    .map(([before, noise, after]) => join([encode(before), noise, encode(after)])),
  fc.uint8Array({ maxLength: 60 }),
  // Nothing but true AWS messages, or such with one byte changed, gets past the first checksum.
  fc
    .tuple(fc.array(fc.record({ data: text }), { maxLength: 4 }), fc.nat(), fc.nat({ max: 255 }))
    .map(([events, at, noise]) => {
      const sound = bytesOfEvents('aws-event-stream', events);
      if (sound.length > 0) sound[at % sound.length] = noise;
      return sound;
    }),
);

for (const name of ['sse', 'json-lines', 'json-array', 'aws-event-stream'] satisfies FramingName[]) {
  fuzzProperty(
    { target: 1, title: `${name}: the cuts do not matter and errors are typed`, share: 0.2 },
    fc.tuple(bytes, slices(fc)),
    ([all, cuts]) => {
      const whole = framed(name, [all]);
      expect(framed(name, sliced(all, cuts))).toEqual(whole);
      for (const event of whole.events) expect(event.data.length).toBeLessThanOrEqual(maxEventBytes);
    },
  );
}

fuzzProperty({ target: 1, title: 'sse: another parser agrees', share: 0.1 }, bytes, (all) => {
  const theirs: WireEvent[] = [];
  const parser = createParser({
    onEvent: ({ data, event, id }) =>
      theirs.push({ data, ...(event === undefined ? {} : { event }), ...(id === undefined ? {} : { id }) }),
  });
  const closed = join([all, encode('\n\n')]);
  parser.feed(new TextDecoder().decode(closed));
  expect(framed('sse', [closed], 10_000).events).toEqual(theirs);
});

fuzzProperty(
  { target: 1, title: 'json-array: JSON.parse agrees', share: 0.1 },
  fc.tuple(fc.array(fc.jsonValue()), slices(fc)),
  ([values, cuts]) => {
    const { events, code } = framed('json-array', sliced(encode(JSON.stringify(values)), cuts), 100_000);
    expect(code).toBeUndefined();
    expect(`[${events.map((event) => event.data).join(',')}]`).toBe(JSON.stringify(values));
  },
);

function framed(name: FramingName, pieces: readonly Uint8Array[], limit: number = maxEventBytes): Framed {
  const events: WireEvent[] = [];
  const take = (event: WireEvent): void => void events.push(event);
  try {
    const framer = createFramer(name, { maxEventBytes: limit });
    for (const piece of pieces) framer.push(piece, take);
    framer.end(take);
    return { events };
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    return { events, code: error.code };
  }
}

function encode(words: string): Uint8Array {
  return new TextEncoder().encode(words);
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}
