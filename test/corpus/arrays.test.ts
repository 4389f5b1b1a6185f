import { googleGenerate } from 'reqllm';
import { describe, expect, it } from 'vitest';
import { coalesceBlocks } from '../../src/testing/conformance/canonical.ts';
import { readBody, readPieces } from '../../src/testing/conformance/reading.ts';
import { absence, hasCorpus, piecesOf, type Recording, recordingsOf, textOf } from './recordings.ts';
import { recut } from './replay.ts';

if (!hasCorpus()) console.warn(absence);

const isArray = (recording: Recording): boolean =>
  recording.response.status < 400 && textOf(recording).trimStart().startsWith('[');

// Without `alt=sse` Gemini streams one JSON array. The client takes it for a body; the framer can cut it as it comes.
describe.skipIf(!hasCorpus())('Gemini streams that are one JSON array', () => {
  it('give the same, cut element by element as read whole', async () => {
    const codec = { ...(await googleGenerate().load()), framing: 'json-array' as const };
    const recordings = recordingsOf('google_generate_content').filter(isArray);
    expect(recordings.length).toBeGreaterThan(10);
    for (const recording of recordings) {
      const whole = readBody(codec, JSON.parse(textOf(recording)));
      expect(whole.error).toBeUndefined();
      for (const pieces of [piecesOf(recording), recut(recording, 1), recut(recording, 2)]) {
        const cut = readPieces(codec, pieces);
        expect(coalesceBlocks(cut.chunks), recording.id).toEqual(coalesceBlocks(whole.chunks));
      }
    }
  });
});
