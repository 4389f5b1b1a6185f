import type { Emit } from '../../core/chunk.ts';
import type { Json } from '../../core/json.ts';
import { count, usage } from '../../core/usage.ts';
import { asSaid, membersOf } from '../loose.ts';
import { numbersOf, replyOf, unreadable } from '../operation-reply.ts';
import type { CohereEmbedDialect } from './dialect.ts';
import type { WireEmbeddings } from './wire.ts';

/** A reply as chunks. The texts that it repeats are not read. */
export function readBody(body: unknown, emit: Emit, _dialect: CohereEmbedDialect): void {
  const { id, embeddings, meta } = replyOf(body) as WireEmbeddings;
  const list = Array.isArray(embeddings) ? embeddings : firstList(embeddings);
  if (list === undefined) throw unreadable('it holds no `embeddings`');
  emit({ type: 'start', ...(asSaid(id) === undefined ? {} : { id: asSaid(id) as string }) });
  for (const [index, item] of (list as unknown[]).entries()) {
    const values = numbersOf(item);
    if (values === undefined) throw unreadable(`the vector at ${index} is no list of numbers`);
    emit({ type: 'vector', index, values });
  }
  const billed = membersOf(membersOf(meta)['billed_units']);
  const texts = count(billed['input_tokens']);
  const images = count(billed['image_tokens']);
  const inputTokens = texts === null && images === null ? null : (texts ?? 0) + (images ?? 0);
  const status = inputTokens === null ? 'unknown' : 'final';
  const raw = meta === undefined ? {} : { raw: meta as Json };
  emit({
    type: 'usage',
    usage: usage({ inputTokens, outputTokens: status === 'final' ? 0 : null, status, ...raw }),
  });
  emit({ type: 'finish', reason: 'stop' });
}

// `float` where it was asked for; another type only when the caller's own settings asked for it alone.
function firstList(byType: unknown): unknown[] | undefined {
  const lists = membersOf(byType);
  const list = lists['float'] ?? Object.values(lists).find((value) => Array.isArray(value));
  return Array.isArray(list) ? (list as unknown[]) : undefined;
}
