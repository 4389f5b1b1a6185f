import type { Emit } from '../../core/chunk.ts';
import { count } from '../../core/usage.ts';
import { asObject, asSaid, membersOf } from '../loose.ts';
import { failureInBody } from '../operation-failure.ts';
import { replyOf, unreadable } from '../operation-reply.ts';
import { wireUsageOf } from '../operation-usage.ts';
import type { CohereRerankDialect } from './dialect.ts';
import type { WireScore } from './wire.ts';

/** A reply as chunks. The documents that some hosts repeat are not read: the caller has them. */
export function readBody(body: unknown, emit: Emit, { listField }: CohereRerankDialect): void {
  const reply = replyOf(body);
  const failure = failureInBody(reply);
  if (failure !== undefined) throw failure;
  const list = reply[listField] ?? reply['results'] ?? reply['data'];
  if (!Array.isArray(list)) throw unreadable(`it holds no \`${listField}\``);
  const [id, model] = [asSaid(reply['id']), asSaid(reply['model'])];
  emit({ type: 'start', ...(id === undefined ? {} : { id }), ...(model === undefined ? {} : { model }) });
  for (const [at, item] of (list as unknown[]).entries()) {
    const { index, relevance_score: score } = asObject<WireScore>(item) ?? {};
    if (typeof index !== 'number' || typeof score !== 'number')
      throw unreadable(`the result at ${at} has no index and score`);
    emit({ type: 'score', index, score });
  }
  // Cohere bills by the search, the others by the token.
  const searches = count(membersOf(membersOf(reply['meta'])['billed_units'])['search_units']);
  const units = searches === null ? undefined : { searches };
  emit({ type: 'usage', usage: wireUsageOf(reply['usage'], { isInputOnly: true, units }) });
  emit({ type: 'finish', reason: 'stop' });
}
