import { describe, expect, it } from 'vitest';
import { isReqLLMError, type ModelResponse } from 'reqllm';
import { absence, families, hasCorpus, piecesOf, type Recording, recordingsOf } from './recordings.ts';
import { createReplayer, cutOff } from './replay.ts';

// Every recorded stream, ended at its frame boundaries and at random bytes: an end that comes too early is an error, or
// what was missing was nothing that a reader could miss.

const mostBoundaries = 48;
const seeds = [11, 12, 13, 14, 15, 16];

// One host sent two answers in one stream, the first with its own finish reason: a cut after that is a complete answer.
const twoAnswers = /vercel\/cerebras\/zai_glm_4\.7\/cererebras_structured_output_tools/;

if (!hasCorpus()) console.warn(absence);

describe.skipIf(!hasCorpus()).each(families)('%s', (family) => {
  it('is never cut short in silence', async () => {
    const streams = recordingsOf(family).filter(({ stream, response }) => stream && response.status < 300);
    const replay = await createReplayer(streams);
    const wrong: string[] = [];
    let tried = 0;
    for (const recording of streams) {
      const whole = await replay(recording);
      if (whole.response === undefined || twoAnswers.test(recording.id)) continue;
      for (const [where, bytes] of cutsOf(recording)) {
        tried += 1;
        const { response, error } = await replay(recording, [bytes]);
        const problem = response === undefined ? untyped(error) : missing(whole.response, response);
        if (problem !== undefined) wrong.push(`${recording.id} at ${where}: ${problem}`);
      }
    }
    expect(wrong.slice(0, 40), `${wrong.length} of ${tried} cuts are wrong`).toEqual([]);
    expect(tried).toBeGreaterThan(streams.length);
  });
});

function cutsOf(recording: Recording): (readonly [string, Uint8Array])[] {
  const bytes = new Uint8Array(Buffer.concat(piecesOf(recording)));
  const ends = boundariesOf(bytes).filter((end) => end < bytes.length);
  const step = Math.max(1, Math.ceil(ends.length / mostBoundaries));
  // The last ones, where the finish is, are all tried.
  const chosen = ends.filter((_, index) => index % step === 0 || index >= ends.length - 8);
  return [
    ...chosen.map((end) => [`frame boundary ${end}`, bytes.subarray(0, end)] as const),
    ...seeds.map((seed) => [`seed ${seed}`, Buffer.concat(cutOff(recording, seed))] as const),
  ];
}

const lineFeed = 10;

/** Where frames end: blank lines, lines of JSON, or the lengths of binary frames. */
function boundariesOf(bytes: Uint8Array): number[] {
  if (bytes[0] === 0) return binaryBoundaries(bytes);
  const isEvents = /^\s*(?:data|event|id|:)/.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1'));
  const ends: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== lineFeed) continue;
    const isBlank = bytes[at - 1] === lineFeed || (bytes[at - 1] === 13 && bytes[at - 2] === lineFeed);
    if (!isEvents || isBlank) ends.push(at + 1);
  }
  return ends;
}

function binaryBoundaries(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ends: number[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = view.getUint32(at);
    if (length < 16) break;
    at += length;
    ends.push(at);
  }
  return ends;
}

function untyped(error: unknown): string | undefined {
  return isReqLLMError(error) ? undefined : `an untyped error: ${String(error)}`;
}

/** What the whole answer has that the cut one, which calls itself complete, has not. */
function missing(whole: ModelResponse, cut: ModelResponse): string | undefined {
  if (cut.text !== whole.text) return `success with ${cut.text.length} of ${whole.text.length} characters`;
  const calls = (response: ModelResponse): string =>
    JSON.stringify(response.toolCalls.map(({ name, input, invalid }) => ({ name, input, invalid })));
  if (calls(cut) !== calls(whole)) return `success with other calls: ${calls(cut).slice(0, 120)}`;
  if (cut.finishReason !== whole.finishReason)
    return `success, finished by ${cut.finishReason} instead of ${whole.finishReason}`;
  return undefined;
}
