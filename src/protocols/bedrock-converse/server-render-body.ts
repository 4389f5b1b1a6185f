import { base64OfPieces } from '../../core/base64.ts';
import type { Chunk } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject, parseJson } from '../../core/json.ts';
import { mediaTypeFormat } from './formats.ts';
import { stopReasonOf } from './finish.ts';
import { Facts } from './server-facts.ts';
import { citationOf } from './sources.ts';
import { countersFor } from './usage.ts';

/** A whole Converse body. */
export function renderBody(chunks: Iterable<Chunk>, vendor: string): Json {
  const facts = new Facts(vendor);
  const blocks = new Map<number, Chunk[]>();
  for (const chunk of chunks) {
    if (facts.take(chunk) || !('block' in chunk) || chunk.block === undefined) continue;
    const pieces = blocks.get(chunk.block);
    if (pieces === undefined) blocks.set(chunk.block, [chunk]);
    else pieces.push(chunk);
  }
  const content = [...blocks.entries()]
    .sort(([left], [right]) => left - right)
    .flatMap(([, list]) => blockOf(list));
  const { finish, usage, beside, around } = facts;
  return {
    output: { message: { role: 'assistant', content } },
    stopReason: stopReasonOf(finish?.reason ?? 'stop', finish?.raw),
    usage: countersFor(usage),
    ...beside,
    ...around,
  };
}

function blockOf(chunks: readonly Chunk[]): JsonObject[] {
  const [first] = chunks;
  const text = chunks.map((chunk) => ('text' in chunk ? chunk.text : '')).join('');
  switch (first?.type) {
    case 'text':
    case 'refusal': {
      const citations = chunks.flatMap((chunk) =>
        chunk.type === 'source' ? [citationOf(chunk.source)] : [],
      );
      if (text === '' && citations.length === 0) return [];
      return [citations.length === 0 ? { text } : { citationsContent: { content: [{ text }], citations } }];
    }
    case 'reasoning': {
      const signature = chunks
        .map((chunk) => (chunk.type === 'reasoning' ? (chunk.signature ?? '') : ''))
        .join('');
      const signed = signature === '' ? {} : { signature };
      return [{ reasoningContent: { reasoningText: { text, ...signed } } }];
    }
    case 'tool-call': {
      const input = parseJson(
        chunks.map((chunk) => (chunk.type === 'tool-input' ? chunk.json : '')).join(''),
      );
      // Arguments that are no object cannot be said in a body.
      const object = input.ok && isRecord(input.value) ? (input.value as JsonObject) : {};
      return [{ toolUse: { toolUseId: first.id, name: first.name, input: object } }];
    }
    case 'media': {
      const bytes = base64OfPieces(chunks.flatMap((chunk) => (chunk.type === 'media' ? [chunk.data] : [])));
      return [{ image: { format: mediaTypeFormat(first.mediaType), source: { bytes } } }];
    }
    case 'extra':
      return [first.value as JsonObject];
    default:
      return [];
  }
}
