import { describe, expect, it } from 'vitest';
import type { Chunk } from './chunk.ts';
import { type ChunkSource, ChunkStream, type StreamOutcome } from './chunk-stream.ts';

const text = (value: string): Chunk => ({ type: 'text', block: 0, text: value });

function sourceOf(
  batches: readonly (readonly Chunk[] | Error)[],
): ChunkSource & { closed: number; pulls: number } {
  const source = {
    closed: 0,
    pulls: 0,
    pull(push: (chunk: Chunk) => void): Promise<boolean> {
      const batch = batches[source.pulls];
      source.pulls += 1;
      if (batch instanceof Error) return Promise.reject(batch);
      for (const chunk of batch ?? []) push(chunk);
      return Promise.resolve(source.pulls < batches.length);
    },
    close(): Promise<void> {
      source.closed += 1;
      return Promise.resolve();
    },
  };
  return source;
}

async function readAll(stream: ChunkStream): Promise<string> {
  let all = '';
  for await (const chunk of stream) if (chunk.type === 'text') all += chunk.text;
  return all;
}

describe('ChunkStream', () => {
  it('hands over chunks in order and closes the source once', async () => {
    const source = sourceOf([[text('a'), text('b')], [], [text('c')]]);
    const stream = new ChunkStream(source);
    expect(await readAll(stream)).toBe('abc');
    expect(source.closed).toBe(1);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(source.closed).toBe(1);
  });

  it('reads nothing ahead of its reader', async () => {
    const source = sourceOf([[text('a')], [text('b')], [text('c')]]);
    const stream = new ChunkStream(source);
    expect(source.pulls).toBe(0);
    await stream.next();
    expect(source.pulls).toBe(1);
    await stream.return();
  });

  it('closes the source when the reader leaves before the first chunk', async () => {
    const source = sourceOf([[text('a')]]);
    const stream = new ChunkStream(source);
    const outcomes: StreamOutcome[] = [];
    stream.tap({ done: (outcome) => outcomes.push(outcome) });
    await stream.return();
    await stream.return();
    expect(source.closed).toBe(1);
    expect(source.pulls).toBe(0);
    expect(outcomes).toEqual([{ type: 'left' }]);
  });

  it('delivers what came before a failure, then the failure as taps translate it', async () => {
    const source = sourceOf([[text('a')], new Error('broken')]);
    const stream = new ChunkStream(source);
    const outcomes: StreamOutcome[] = [];
    stream.tap({
      failed: (error) => new Error(`seen: ${(error as Error).message}`),
      done: (outcome) => outcomes.push(outcome),
    });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const chunk of stream) if (chunk.type === 'text') seen.push(chunk.text);
    })();
    await expect(reading).rejects.toThrow('seen: broken');
    expect(seen).toEqual(['a']);
    expect(source.closed).toBe(1);
    expect(outcomes).toEqual([{ type: 'failed', error: new Error('seen: broken') }]);
  });

  it('looks ahead without taking, and fails there when the source does', async () => {
    const isFinish = (chunk: Chunk): boolean => chunk.type === 'finish';
    const stream = new ChunkStream(sourceOf([[text('a')], [{ type: 'finish', reason: 'stop' }]]));
    await stream.until(isFinish);
    expect(await stream.batch()).toHaveLength(2);
    const broken = new ChunkStream(sourceOf([[text('')], new Error('early')]));
    await expect(broken.until(isFinish)).rejects.toThrow('early');
  });

  it('shows each chunk to each tap exactly once, however it is read', async () => {
    const stream = new ChunkStream(sourceOf([[text('a'), text('b')], [text('c')]]));
    let seen = '';
    stream.tap({ chunk: (chunk) => void (chunk.type === 'text' && (seen += chunk.text)) });
    await stream.next();
    while ((await stream.batch()) !== undefined);
    expect(seen).toBe('abc');
  });

  it('keeps order when two readers pull at once', async () => {
    const stream = new ChunkStream(sourceOf([[text('a')], [text('b')], [text('c')]]));
    const read = await Promise.all([stream.next(), stream.next(), stream.next()]);
    const texts = read.map(({ value }) => (value?.type === 'text' ? value.text : '')).sort();
    expect(texts).toEqual(['a', 'b', 'c']);
  });

  it('gives a reader that left nothing more, and one that failed the same failure again', async () => {
    const left = new ChunkStream(sourceOf([[text('a'), text('b')], [text('c')]]));
    await left.next();
    await left.return();
    expect(await left.next()).toEqual({ done: true, value: undefined });
    expect(await left.batch()).toBeUndefined();
    const failed = new ChunkStream(sourceOf([new Error('broken')]));
    failed.tap({ failed: (error) => new Error(`seen: ${(error as Error).message}`) });
    await expect(failed.next()).rejects.toThrow(/^seen: broken$/);
    await expect(failed.next()).rejects.toThrow(/^seen: broken$/);
  });
});
