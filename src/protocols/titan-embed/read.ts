import type { Emit } from '../../core/chunk.ts';
import { count, unknownUsage, usage } from '../../core/usage.ts';
import { membersOf } from '../loose.ts';
import { numbersOf, replyOf, unreadable } from '../operation-reply.ts';
import type { TitanEmbedDialect } from './dialect.ts';
import type { WireEmbedding } from './wire.ts';

/** A reply as chunks. `embeddingsByType` repeats the vector and is not read. */
export function readBody(body: unknown, emit: Emit, _dialect: TitanEmbedDialect): void {
  const { embedding, embeddings, inputTextTokenCount } = replyOf(body) as WireEmbedding;
  const list = Array.isArray(embeddings)
    ? embeddings.map((each) => membersOf(each)['embedding'])
    : [embedding];
  emit({ type: 'start' });
  for (const [index, item] of list.entries()) {
    const values = numbersOf(item);
    if (values === undefined) throw unreadable('it holds no vector');
    emit({ type: 'vector', index, values });
  }
  const inputTokens = count(inputTextTokenCount);
  emit({
    type: 'usage',
    usage: inputTokens === null ? unknownUsage : usage({ inputTokens, outputTokens: 0 }),
  });
  emit({ type: 'finish', reason: 'stop' });
}
