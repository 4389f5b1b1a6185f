import { expect, it } from 'vitest';
import type { Chunk } from '../core/chunk.ts';
import { emitRecording, emitStretches } from './transcript.ts';

function stretches(list: unknown): Chunk[] {
  const chunks: Chunk[] = [];
  emitStretches(
    list,
    { unit: 'word', textOf: ({ text }: { text?: unknown }) => text },
    (chunk) => void chunks.push(chunk),
  );
  return chunks;
}

it('leaves out what has no text, no start or no end', () => {
  const whole = { text: 'Hi', start: 0, end: 1 };
  const { text: _text, ...mute } = whole;
  const { start: _start, ...late } = whole;
  const { end: _end, ...open } = whole;
  expect(stretches([mute, late, open, null, 'Hi', whole])).toEqual([
    { type: 'segment', segment: { unit: 'word', text: 'Hi', startSeconds: 0, endSeconds: 1 } },
  ]);
  expect(stretches(undefined)).toEqual([]);
});

it('names speakers by number or by name', () => {
  const item = { text: 'Hi', start: 0, end: 1 };
  const spoken = stretches([
    { ...item, speaker: 0 },
    { ...item, speaker_id: 'one' },
    { ...item, speaker: {} },
  ]);
  expect(spoken.map((chunk) => chunk.type === 'segment' && chunk.segment.speaker)).toEqual([
    '0',
    'one',
    undefined,
  ]);
});

it('tells of a recording what is known', () => {
  const chunks: Chunk[] = [];
  const emit = (chunk: Chunk): void => void chunks.push(chunk);
  emitRecording('en', null, emit);
  emitRecording(undefined, 0, emit);
  emitRecording(undefined, null, emit);
  expect(chunks).toEqual([
    { type: 'recording', language: 'en' },
    { type: 'recording', durationSeconds: 0 },
  ]);
});
