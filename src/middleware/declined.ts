import type { Reply } from '../core/call.ts';
import { type Chunk, type FinishReason, isSpoken } from '../core/chunk.ts';

/** Why an answer is none, as far as its beginning shows. */
export type Declined = Extract<FinishReason, 'refusal' | 'content-filter'>;

/** Whether the first thing that a reply says is that there will be no answer. Nothing is taken from the stream. */
export async function declinedBy(reply: Reply): Promise<Declined | undefined> {
  let first: Chunk | undefined;
  await reply.chunks.until((chunk) => {
    if (isSpoken(chunk)) first = chunk;
    return first !== undefined;
  });
  if (first?.type === 'refusal') return 'refusal';
  if (first?.type !== 'finish') return undefined;
  return first.reason === 'refusal' || first.reason === 'content-filter' ? first.reason : undefined;
}
