import type { Emit } from '../../core/chunk.ts';
import { count, usage } from '../../core/usage.ts';
import { asSaid } from '../loose.ts';
import { failureInBody } from '../operation-failure.ts';
import { numbersOf, replyOf, unreadable } from '../operation-reply.ts';
import type { OllamaEmbedDialect } from './dialect.ts';
import type { WireEmbeddings } from './wire.ts';

/** A reply as chunks. How long the work took is not read. */
export function readBody(body: unknown, emit: Emit, _dialect: OllamaEmbedDialect): void {
  const reply = replyOf(body);
  const failure = failureInBody(reply);
  if (failure !== undefined) throw failure;
  const { model, embeddings, prompt_eval_count: tokens } = reply as WireEmbeddings;
  if (!Array.isArray(embeddings)) throw unreadable('it holds no `embeddings`');
  emit({ type: 'start', ...(asSaid(model) === undefined ? {} : { model: asSaid(model) as string }) });
  for (const [index, item] of (embeddings as unknown[]).entries()) {
    const values = numbersOf(item);
    if (values === undefined) throw unreadable(`the vector at ${index} is no list of numbers`);
    emit({ type: 'vector', index, values });
  }
  const inputTokens = count(tokens);
  const isKnown = inputTokens !== null;
  emit({
    type: 'usage',
    usage: usage({ inputTokens, outputTokens: isKnown ? 0 : null, status: isKnown ? 'final' : 'unknown' }),
  });
  emit({ type: 'finish', reason: 'stop' });
}
