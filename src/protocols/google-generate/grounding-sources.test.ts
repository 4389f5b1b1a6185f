import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { GroundingSources } from './grounding-sources.ts';

const chunks = [{ web: { uri: 'https://a', title: 'A' } }, { web: { uri: 'https://b', title: 'B' } }];

function said(answer: string, ...frames: Readonly<Record<string, unknown>>[]): unknown[] {
  const sources = new GroundingSources();
  for (const frame of frames) sources.read(frame);
  const out: Chunk[] = [];
  sources.emit(answer, (chunk) => out.push(chunk));
  return out.map((chunk) => (chunk.type === 'source' ? chunk.source : chunk));
}

describe('grounded statements', () => {
  it('have their spans in characters, whatever bytes the text has', () => {
    const support = {
      segment: { startIndex: 9, endIndex: 15, text: 'Second' },
      groundingChunkIndices: [0, 1],
    };
    const answer = 'Füßchen. Second.';
    expect(said(answer, { groundingChunks: chunks, groundingSupports: [support] })).toEqual([
      { kind: 'url', url: 'https://a', title: 'A', start: 9, end: 15 },
      { kind: 'url', url: 'https://b', title: 'B', start: 9, end: 15 },
    ]);
  });

  it('repeated in later frames count once; a source without one stands for itself', () => {
    const first = { segment: { text: 'One.' }, groundingChunkIndices: [0] };
    const second = { segment: { text: 'Two.' }, groundingChunkIndices: [0, 7] };
    expect(
      said(
        'One. Two.',
        { groundingChunks: chunks.slice(0, 1), groundingSupports: [first] },
        { groundingChunks: chunks, groundingSupports: [first, second] },
      ),
    ).toEqual([
      { kind: 'url', url: 'https://a', title: 'A', start: 0, end: 4 },
      { kind: 'url', url: 'https://a', title: 'A', start: 5, end: 9 },
      { kind: 'url', url: 'https://b', title: 'B' },
    ]);
  });

  it('that are not in the text, or of another shape, give no span', () => {
    const supports = [
      null,
      { segment: 4 },
      { segment: { text: 'Elsewhere' }, groundingChunkIndices: [0] },
      { segment: { text: 'One' } },
    ];
    expect(said('One', { groundingChunks: [chunks[0], 5], groundingSupports: supports })).toEqual([
      { kind: 'url', url: 'https://a', title: 'A' },
    ]);
  });
});
