import type { Arbitrary } from 'fast-check';
import type { Call } from '../../core/call.ts';
import type { Chunk } from '../../core/chunk.ts';
import { renderStream } from '../../protocols/protocol.ts';
import type { WireEvent } from '../../wire/event.ts';
import { coalesce, coalesceBlocks } from './canonical.ts';
import type { FastCheck, Law, LawSubject } from './law.ts';
import { expectNone, expectSame, lawOf } from './prove.ts';
import { bytesOf, type Reading, readBody, readFrames, readPieces } from './reading.ts';
import { disorderOf } from './order.ts';
import { sliced, slices } from './slicing.ts';

/** The laws about replies that a server of this protocol sends. */
export function streamLaws(fc: FastCheck, subject: LawSubject): Law[] {
  const { codec, server } = subject;
  const answers: Arbitrary<[Call, Chunk[]]> = fc.tuple(subject.calls, subject.replies);
  const framesOf = (call: Call, chunks: readonly Chunk[]): WireEvent[] =>
    renderStream(server, chunks, { ...call, stream: true });
  const bodyOf = (call: Call, chunks: readonly Chunk[]): unknown =>
    wired(server.renderBody(chunks, { ...call, stream: false }));

  return [
    lawOf(
      fc,
      'slicing',
      'any slicing of the bytes gives the same chunks',
      fc.tuple(answers, slices(fc)),
      ([[call, chunks], cuts]) => {
        const frames = framesOf(call, chunks);
        const bytes = bytesOf(codec, frames);
        const whole = readFrames(codec, frames);
        expectSame(
          readPieces(codec, [bytes]),
          whole,
          'The chunks read from the bytes',
          'those read from the frames',
        );
        expectSame(
          readPieces(codec, sliced(bytes, cuts)),
          whole,
          'The chunks of the cut stream',
          'those of the whole one',
        );
      },
    ),
    lawOf(
      fc,
      'render-read',
      'reading a rendered stream gives the chunks that were rendered',
      answers,
      ([call, chunks]) => {
        const read = wholeOf(readFrames(codec, framesOf(call, chunks)));
        expectSame(coalesce(read), coalesce(chunks), 'The chunks read', 'those rendered');
      },
    ),
    lawOf(
      fc,
      'body-stream',
      'a rendered body gives what the rendered stream gives',
      answers,
      ([call, chunks]) => {
        const body = wholeOf(readBody(codec, bodyOf(call, chunks)));
        const stream = wholeOf(readFrames(codec, framesOf(call, chunks)));
        expectSame(
          coalesceBlocks(body),
          coalesceBlocks(stream),
          'The chunks of the body',
          'those of the stream',
        );
      },
    ),
    lawOf(
      fc,
      'prefix',
      'a stream cut short fails, or all was said before',
      fc.tuple(answers, slices(fc)),
      ([[call, chunks], cuts]) => {
        const frames = framesOf(call, chunks);
        const whole = wholeOf(readFrames(codec, frames));
        for (let count = 0; count < frames.length; count += 1) {
          expectHonest(
            readFrames(codec, frames.slice(0, count)),
            whole,
            `${count} of ${frames.length} frames`,
          );
        }
        const bytes = bytesOf(codec, frames);
        for (const cut of cuts) {
          const length = cut % Math.max(bytes.length, 1);
          expectHonest(
            readPieces(codec, [bytes.subarray(0, length)]),
            whole,
            `${length} of ${bytes.length} bytes`,
          );
        }
      },
    ),
    lawOf(
      fc,
      'append-only',
      'blocks only grow, and the finish is one and last',
      answers,
      ([call, chunks]) => {
        for (const reading of [
          readFrames(codec, framesOf(call, chunks)),
          readBody(codec, bodyOf(call, chunks)),
        ]) {
          expectNone(disorderOf(reading.chunks, { isWhole: reading.error === undefined }));
        }
      },
    ),
  ];
}

function wholeOf({ chunks, error }: Reading): readonly Chunk[] {
  if (error !== undefined) throw error;
  return chunks;
}

// A prefix that ends well must have held the finish reason, and then no content can be missing.
function expectHonest({ chunks, error }: Reading, whole: readonly Chunk[], what: string): void {
  expectNone(disorderOf(chunks, { isWhole: error === undefined }));
  if (error !== undefined) return;
  expectSame(
    saidBy(chunks),
    saidBy(whole),
    `After ${what} the reply ended well, but what it said`,
    'that of the whole stream',
  );
}

function saidBy(chunks: readonly Chunk[]): unknown[] {
  return coalesceBlocks(chunks).filter(
    (chunk) => chunk.type === 'finish' || ('block' in chunk && chunk.type !== 'source'),
  );
}

/** A body as it comes out of a socket. */
function wired(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body));
}
