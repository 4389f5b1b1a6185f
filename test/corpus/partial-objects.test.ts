import { describe, expect, it } from 'vitest';
import type { Chunk } from 'reqllm';
import { isRecord, isSameJson, type Json, parseJson } from '../../src/core/json.ts';
import { createPartialJson } from '../../src/schema/partial-json.ts';
import { sliced } from '../../src/testing/conformance/slicing.ts';
import { parityFamilies } from './parity/compare.ts';
import { absence, type Family, hasCorpus, recordingsOf } from './recordings.ts';
import { createReplayer } from './replay.ts';

if (!hasCorpus()) console.warn(absence);

/** The JSON texts of one answer in the pieces in which they came: its text, and the arguments of each call. */
function jsonIn(chunks: readonly Chunk[]): string[][] {
  const found = new Map<number, string[]>();
  for (const chunk of chunks) {
    const piece = chunk.type === 'text' ? chunk.text : chunk.type === 'tool-input' ? chunk.json : undefined;
    if (piece === undefined || !('block' in chunk)) continue;
    found.set(chunk.block, [...(found.get(chunk.block) ?? []), piece]);
  }
  return [...found.values()].filter((pieces) => /^\s*[[{]/.test(pieces.join('')));
}

/** Whether what was shown can still become the whole. */
function canBecome(shown: Json | undefined, whole: Json | undefined): boolean {
  if (shown === undefined) return true;
  if (typeof shown === 'string') return typeof whole === 'string' && whole.startsWith(shown);
  if (Array.isArray(shown))
    return Array.isArray(whole) && (shown as Json[]).every((each, at) => canBecome(each, whole[at] as Json));
  if (!isRecord(shown)) return isSameJson(shown, whole);
  return (
    isRecord(whole) && Object.entries(shown).every(([name, value]) => canBecome(value, whole[name] as Json))
  );
}

/** Reads the pieces, and says what is wrong with what was shown on the way. */
function wrongs(pieces: readonly string[], whole: Json): string[] {
  const reader = createPartialJson({ strings: 'partial' });
  const wrong: string[] = [];
  let last: Json | undefined;
  for (const piece of pieces) {
    reader.push(piece);
    if (reader.value === last) continue;
    last = reader.value;
    if (!canBecome(last, whole)) wrong.push(`showed ${JSON.stringify(last)?.slice(0, 80)}`);
  }
  reader.end();
  if (!isSameJson(reader.value, whole)) wrong.push('ended as something else');
  return wrong;
}

/** The text cut anew: one character at a time, and at places of its own. */
function cutsOf(text: string, seed: number): string[][] {
  const bytes = new TextEncoder().encode(text);
  const at = Array.from(
    { length: 12 },
    (_none, index) => ((seed + 1) * (index + 7) * 2_654_435) % (bytes.length + 1),
  );
  const decoder = new TextDecoder();
  return [Array.from(text), sliced(bytes, at).map((piece) => decoder.decode(piece, { stream: true }))];
}

describe.skipIf(!hasCorpus())('recorded JSON', () => {
  let read = 0;
  let pieces = 0;

  it.each(parityFamilies)('of %s never contradicts its end, in any pieces', async (family) => {
    const recordings = recordingsOf(family as Family).filter(
      ({ response, tags }) => response.status === 200 && tags.some((tag) => /structured|tool/.test(tag)),
    );
    const replay = await createReplayer(recordings);
    const wrong: string[] = [];
    for (const [seed, recording] of recordings.entries()) {
      for (const came of jsonIn((await replay(recording)).chunks)) {
        const text = came.join('');
        const parsed = parseJson(text);
        if (!parsed.ok || text.length > 20_000) continue;
        read += 1;
        pieces += came.length;
        for (const cut of [came, ...cutsOf(text, seed)])
          for (const problem of wrongs(cut, parsed.value)) wrong.push(`${recording.id}: ${problem}`);
      }
    }
    expect(wrong.slice(0, 20)).toEqual([]);
  });

  it('is there to be read', () => {
    expect(read).toBeGreaterThan(1_000);
    expect(pieces).toBeGreaterThan(4_000);
  });

  it('would be found out', () => {
    expect(wrongs(['{"a":', '1}'], { a: 2 })).toEqual(['showed {"a":1}', 'ended as something else']);
  });
});
