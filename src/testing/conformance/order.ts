import type { Chunk } from '../../core/chunk.ts';

/**
 * What is wrong with the order of these chunks, as a sentence; undefined when nothing is. Blocks only grow and never
 * change kind, arguments follow their call, `start` stands first, and the finish is one and last.
 */
export function disorderOf(
  chunks: readonly Chunk[],
  options: { readonly isWhole: boolean },
): string | undefined {
  const kinds = new Map<number, string>();
  for (const [index, chunk] of chunks.entries()) {
    const problem = misplaced(chunk, index, chunks) ?? misfit(chunk, kinds);
    if (problem !== undefined) return `Chunk ${index} (${chunk.type}) ${problem}.`;
  }
  if (options.isWhole && chunks.at(-1)?.type !== 'finish')
    return 'The reply was read to its end without a finish.';
  return undefined;
}

function misplaced(chunk: Chunk, index: number, chunks: readonly Chunk[]): string | undefined {
  if (chunk.type === 'finish' && index !== chunks.length - 1) return 'is not the last one';
  if (chunk.type === 'start' && index !== 0) return 'is not the first one';
  return undefined;
}

function misfit(chunk: Chunk, kinds: Map<number, string>): string | undefined {
  if (!('block' in chunk) || chunk.block === undefined) return undefined;
  const { block } = chunk;
  if (!Number.isSafeInteger(block) || block < 0) return `has the block number ${block}`;
  const before = kinds.get(block);
  if (chunk.type === 'source')
    return before === 'text' ? undefined : `cites the ${before ?? 'unknown'} block ${block}`;
  if (chunk.type === 'tool-input')
    return before === 'tool-call'
      ? undefined
      : `gives arguments to the ${before ?? 'unknown'} block ${block}`;
  if (chunk.type === 'tool-call' && before === 'tool-call') return `begins the call of block ${block} again`;
  if (before !== undefined && before !== chunk.type)
    return `turns the ${before} block ${block} into another kind`;
  kinds.set(block, chunk.type);
  return undefined;
}
