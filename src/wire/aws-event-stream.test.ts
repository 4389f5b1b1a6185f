import { EventStreamCodec } from '@smithy/eventstream-codec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReqLLMError } from '../core/error.ts';
import { framesOf, sliced, slices } from '../testing/conformance/slicing.ts';
import { createAwsEventStreamFramer, encodeAwsEvent } from './aws-event-stream.ts';
import { crc32 } from './crc32.ts';
import type { WireEvent } from './event.ts';
import { bytesOfEvents } from './framing.ts';

const smithy = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes as Uint8Array)),
  (text) => new TextEncoder().encode(text),
);
const name = fc
  .string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' })
  .filter((text) => !text.includes(':'));
const event: fc.Arbitrary<WireEvent> = fc.oneof(
  fc.record({ data: fc.string({ unit: 'grapheme' }) }),
  fc.record({ data: fc.string({ unit: 'grapheme' }), event: name }),
  fc.record({ data: fc.string({ minLength: 1 }), event: name.map((text) => `exception:${text}`) }),
  fc.record({ data: fc.string({ minLength: 1 }), event: name.map((text) => `error:${text}`) }),
);
const wellFormed = event.filter(({ data }) => data.isWellFormed());

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    return error.code;
  }
}

describe('the AWS event stream', () => {
  it('reads what it writes, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(wellFormed, { maxLength: 6 }), slices(fc), (events, cuts) => {
        const bytes = bytesOfEvents('aws-event-stream', events);
        expect(framesOf(createAwsEventStreamFramer(), sliced(bytes, cuts))).toEqual(events);
      }),
    );
  });

  it('writes what smithy reads', () => {
    fc.assert(
      fc.property(wellFormed, (written) => {
        const { headers, body } = smithy.decode(encodeAwsEvent(written));
        expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(body)).toBe(written.data);
        const kind = written.event?.startsWith('exception:')
          ? 'exception'
          : written.event?.startsWith('error:')
            ? 'error'
            : 'event';
        expect(headers[':message-type']).toEqual({ type: 'string', value: kind });
      }),
    );
  });

  it('reads what smithy writes, with headers of all ten types', () => {
    const bytes = smithy.encode({
      headers: {
        a: { type: 'boolean', value: true },
        b: { type: 'boolean', value: false },
        c: { type: 'byte', value: 1 },
        d: { type: 'short', value: 2 },
        e: { type: 'integer', value: 3 },
        f: { type: 'long', value: { bytes: new Uint8Array(8), valueOf: () => 0 } as never },
        g: { type: 'binary', value: new Uint8Array([1, 2, 3]) },
        h: { type: 'timestamp', value: new Date(0) },
        i: { type: 'uuid', value: '00000000-0000-4000-8000-000000000000' },
        ':event-type': { type: 'string', value: 'chunk' },
        ':message-type': { type: 'string', value: 'event' },
      },
      body: new TextEncoder().encode('{"ü":1}'),
    });
    expect(framesOf(createAwsEventStreamFramer(), [bytes])).toEqual([{ event: 'chunk', data: '{"ü":1}' }]);
  });

  it('tells exceptions and errors from events', () => {
    const exception = encodeAwsEvent({ event: 'exception:throttlingException', data: '{"message":"slow"}' });
    const bare = smithy.encode({
      headers: {
        ':message-type': { type: 'string', value: 'error' },
        ':error-code': { type: 'string', value: 'InternalError' },
        ':error-message': { type: 'string', value: 'It "failed".' },
      },
      body: new Uint8Array(0),
    });
    expect(framesOf(createAwsEventStreamFramer(), [exception, bare])).toEqual([
      { event: 'exception:throttlingException', data: '{"message":"slow"}' },
      { event: 'error:InternalError', data: '{"message":"It \\"failed\\"."}' },
    ]);
  });

  it('finds every changed byte', () => {
    const sound = encodeAwsEvent({ event: 'chunk', data: '{"a":1}' });
    for (let at = 0; at < sound.length; at += 1) {
      const changed = sound.slice();
      changed[at] = (changed[at] as number) ^ 4;
      expect(codeOf(() => framesOf(createAwsEventStreamFramer(), [changed]))).toBe('bad-response');
    }
  });

  it('leaves out a message that is cut off', () => {
    const bytes = encodeAwsEvent({ data: 'x' });
    for (let length = 0; length < bytes.length; length += 1)
      expect(framesOf(createAwsEventStreamFramer(), [bytes.subarray(0, length)])).toEqual([]);
  });

  it('gives up a message above the limit before it is there', () => {
    const large = encodeAwsEvent({ data: 'x'.repeat(2_000) });
    const framer = createAwsEventStreamFramer({ maxEventBytes: 1_000 });
    expect(() => framer.push(large.subarray(0, 12), () => {})).toThrow(/2071 bytes \(the limit is 1000\)/);
  });

  // No clock: copied anew with each byte, this much takes minutes; copied once, less than a second.
  it('copies what came once, not again with each byte', { timeout: 60_000 }, () => {
    const bytes = encodeAwsEvent({ data: 'x'.repeat(1_500_000) });
    const framer = createAwsEventStreamFramer();
    let count = 0;
    for (let at = 0; at < bytes.length; at += 1) framer.push(bytes.subarray(at, at + 1), () => (count += 1));
    expect(count).toBe(1);
  });

  it.each([
    ['a message with an impossible length', { length: 15, headers: 0 }],
    ['a message with an impossible length', { length: 40, headers: 25 }],
    ['headers that are not well formed', { length: 40, headers: 24 }],
  ])('with checksums that are right, %s is given up all the same: %o', (problem, { length, headers }) => {
    const bytes = new Uint8Array(40).fill(255, 12);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, length);
    view.setUint32(4, headers);
    view.setUint32(8, crc32(bytes, 0, 8));
    view.setUint32(36, crc32(bytes, 0, 36));
    expect(() => framesOf(createAwsEventStreamFramer(), [bytes])).toThrow(problem);
  });

  it('turns garbage into one typed error or nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect([undefined, 'bad-response']).toContain(
          codeOf(() => framesOf(createAwsEventStreamFramer(), [bytes])),
        );
      }),
    );
  });
});
