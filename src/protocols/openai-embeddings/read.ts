import { fromBase64 } from '../../core/base64.ts';
import type { Emit } from '../../core/chunk.ts';
import { asObject, asSaid } from '../loose.ts';
import { failureInBody } from '../operation-failure.ts';
import { numbersOf, replyOf, unreadable } from '../operation-reply.ts';
import { wireUsageOf } from '../operation-usage.ts';
import type { OpenaiEmbeddingsDialect } from './dialect.ts';
import type { WireEmbedding, WireEmbeddings } from './wire.ts';

/** A reply as chunks. `object` and the counters' details are not read; `usage` is kept whole in `raw`. */
export function readBody(body: unknown, emit: Emit, dialect: OpenaiEmbeddingsDialect): void {
  const reply = replyOf(body);
  const failure = failureInBody(reply);
  if (failure !== undefined) throw failure;
  const { id, model, data, usage, provider } = reply as WireEmbeddings;
  if (!Array.isArray(data)) throw unreadable('it holds no `data`');
  const said = { id: asSaid(id), model: asSaid(model) };
  emit({
    type: 'start',
    ...(said.id === undefined ? {} : { id: said.id }),
    ...(said.model === undefined ? {} : { model: said.model }),
  });
  for (const [at, item] of (data as unknown[]).entries()) {
    const { index, embedding } = asObject<WireEmbedding>(item) ?? {};
    const values = vectorOf(embedding, dialect);
    if (values === undefined) throw unreadable(`the vector at ${at} is no list of numbers`);
    emit({ type: 'vector', index: isPlace(index) ? index : at, values });
  }
  if (asSaid(provider) !== undefined)
    emit({ type: 'extra', provider: dialect.vendor, value: { provider: asSaid(provider) } });
  emit({ type: 'usage', usage: wireUsageOf(usage, { isInputOnly: true }) });
  emit({ type: 'finish', reason: 'stop' });
}

function isPlace(index: unknown): index is number {
  return typeof index === 'number' && Number.isInteger(index) && index >= 0;
}

function vectorOf(wire: unknown, { encoding }: OpenaiEmbeddingsDialect): readonly number[] | undefined {
  if (typeof wire !== 'string') return numbersOf(wire);
  const bytes = fromBase64(wire);
  if (bytes === undefined) return undefined;
  // Perplexity: one signed byte a number (recorded).
  if (encoding === 'int8') return Array.from(new Int8Array(bytes.buffer, 0, bytes.length));
  // Little-endian floats of four bytes; a cut recording may hold a part of one at its end.
  const view = new DataView(bytes.buffer);
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => view.getFloat32(at * 4, true));
}
