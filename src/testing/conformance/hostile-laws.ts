import type { Arbitrary } from 'fast-check';
import type { Call } from '../../core/call.ts';
import type { Chunk } from '../../core/chunk.ts';
import { isReqLLMError, ReqLLMError } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import { foldChunks } from '../../core/response.ts';
import { renderStream } from '../../protocols/protocol.ts';
import type { WireEvent } from '../../wire/event.ts';
import type { FastCheck, Law, LawSubject } from './law.ts';
import { hostileJson, mutate, mutateJson, type Mutation, mutations } from './mutation.ts';
import { disorderOf } from './order.ts';
import { expectNone, lawOf } from './prove.ts';
import { type Reading, readBody, readFrames, readPieces } from './reading.ts';

/** What the law about garbage is tried with; each is one way for a reply to be wrong. */
export interface Garbage {
  readonly bytes: Uint8Array;
  readonly frames: readonly WireEvent[];
  readonly call: Call;
  readonly reply: readonly Chunk[];
  readonly changes: readonly Mutation[];
  readonly value: Json;
  readonly text: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** The law about replies that no server of this protocol should send. */
export function hostileLaws(fc: FastCheck, subject: LawSubject): Law[] {
  const check = (garbage: Garbage): void => {
    for (const reading of readingsOf(subject, garbage)) expectSound(reading);
    for (const error of failuresOf(subject, garbage)) {
      if (!isReqLLMError(error)) throw new Error('fail() must return a ReqLLMError.');
    }
  };
  return [lawOf(fc, 'garbage', 'garbage gives chunks or one typed error', garbageOf(fc, subject), check)];
}

/** Every reading of this garbage: as bytes, as frames, as a body, and mixed into what a real server sends. */
export function readingsOf({ codec, server }: LawSubject, garbage: Garbage): Reading[] {
  const { call, reply, changes } = garbage;
  const frames = renderStream(server, reply, { ...call, stream: true });
  const body = server.renderBody(reply, { ...call, stream: false });
  return [
    readPieces(codec, [garbage.bytes]),
    readFrames(codec, garbage.frames),
    readFrames(codec, mutate(frames, changes)),
    readBody(codec, garbage.value),
    readBody(codec, mutateJson(body, changes)),
  ];
}

/** Random garbage for this protocol. */
export function garbageOf(fc: FastCheck, subject: LawSubject): Arbitrary<Garbage> {
  const status = fc.oneof(
    fc.constantFrom(400, 401, 403, 404, 408, 413, 422, 429, 500, 502, 503, 529),
    fc.integer({ min: 0, max: 999 }),
  );
  const header = fc.constantFrom('x-request-id', 'request-id', 'retry-after', 'content-type', '__proto__');
  return fc.record({
    bytes: fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'binary' }).map(streamOf)),
    frames: fc.array(frameOf(fc), { maxLength: 8 }),
    call: subject.calls,
    reply: subject.replies,
    changes: mutations(fc),
    value: hostileJson(fc),
    text: fc.oneof(
      fc.string(),
      fc.constantFrom('', '<html><body>502 Bad Gateway</body></html>', 'upstream request timeout'),
    ),
    status,
    headers: fc.dictionary(header, fc.string(), { maxKeys: 3 }),
  });
}

function failuresOf(
  { codec, server }: LawSubject,
  { value, text, status, headers, changes }: Garbage,
): ReqLLMError[] {
  const error = new ReqLLMError('The server is busy.', {
    code: 'overloaded',
    phase: 'headers',
    retryable: true,
  });
  const real = server.renderError(error);
  return [
    codec.fail(status, value, headers),
    codec.fail(status, text, headers),
    codec.fail(real.status, real.body, headers),
    codec.fail(status, mutateJson(real.body, changes), headers),
  ];
}

function expectSound({ chunks, error }: Reading): void {
  expectNone(disorderOf(chunks, { isWhole: error === undefined }));
  foldChunks(chunks);
}

function frameOf(fc: FastCheck): Arbitrary<WireEvent> {
  const data = fc.oneof(
    hostileJson(fc).map((value) => JSON.stringify(value)),
    fc.string(),
    fc.constant('[DONE]'),
  );
  const event = fc.constantFrom('message', 'error', 'message_start', 'message_stop', 'ping', '');
  return fc.record({ data, event }, { requiredKeys: ['data'] });
}

function streamOf(text: string): Uint8Array {
  return new TextEncoder().encode(`data: ${text}\n\ndata: {"choices":${JSON.stringify(text)}}\n\n`);
}
