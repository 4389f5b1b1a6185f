import type { Emit } from '../../core/chunk.ts';
import type { Json } from '../../core/json.ts';
import { count, usage, type Usage, unknownUsage } from '../../core/usage.ts';
import { membersOf } from '../loose.ts';
import { numbersOf, replyOf, unreadable } from '../operation-reply.ts';
import type { GoogleEmbedDialect } from './dialect.ts';
import type { WireEmbeddings } from './wire.ts';

/** A reply as chunks. Whether a text was cut (`statistics.truncated`) is told in a warning. */
export function readBody(body: unknown, emit: Emit, _dialect: GoogleEmbedDialect): void {
  const reply = replyOf(body) as WireEmbeddings;
  const list = listOf(reply);
  if (list === undefined) throw unreadable('it holds no embeddings');
  emit({ type: 'start' });
  for (const [index, item] of list.entries()) {
    const values = numbersOf(item['values']);
    if (values === undefined) throw unreadable(`the vector at ${index} is no list of numbers`);
    emit({ type: 'vector', index, values });
    if (membersOf(item['statistics'])['truncated'] !== true) continue;
    const message = `values[${index}] is longer than the model takes; the vector is of its beginning.`;
    emit({ type: 'warning', warning: { code: 'reply', message, setting: `values[${index}]` } });
  }
  emit({ type: 'usage', usage: usageOf(reply, list) });
  emit({ type: 'finish', reason: 'stop' });
}

type Item = Readonly<Record<string, unknown>>;

function listOf({ embeddings, embedding, predictions }: WireEmbeddings): Item[] | undefined {
  if (Array.isArray(embeddings)) return embeddings.map(membersOf);
  if (Array.isArray(predictions)) return predictions.map((each) => membersOf(membersOf(each)['embeddings']));
  return embedding === undefined ? undefined : [membersOf(embedding)];
}

// The Gemini API counts for embedding 2 only (recorded); `predict` counts by text.
function usageOf({ usageMetadata, metadata }: WireEmbeddings, list: readonly Item[]): Usage {
  const said = count(membersOf(usageMetadata)['promptTokenCount']);
  const counts = list.map((item) => count(membersOf(item['statistics'])['token_count']));
  const summed = counts.reduce((sum, each) => (sum === null || each === null ? null : sum + each), 0);
  const inputTokens = said ?? (list.length === 0 ? null : summed);
  if (inputTokens === null) return unknownUsage;
  const raw = (usageMetadata ?? metadata) as Json | undefined;
  return usage({ inputTokens, outputTokens: 0, ...(raw === undefined ? {} : { raw }) });
}
