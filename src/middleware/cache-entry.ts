import { fromBase64, toBase64 } from '../core/base64.ts';
import type { Reply } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import { isRecord, parseJson } from '../core/json.ts';
import type { Model } from '../core/model.ts';
import { unknownUsage, type Usage } from '../core/usage.ts';

/** An answer that was read to its end, as a cache keeps it. */
export interface CacheEntry {
  /** When it was made, in milliseconds since 1970. */
  readonly at: number;
  readonly model: Pick<Model, 'spec' | 'provider' | 'id'>;
  readonly protocol?: string;
  readonly requestId?: string;
  readonly chunks: readonly Chunk[];
}

/** The form of the stored text; an entry of another form is as good as none. */
const version = 1;

/** An answer to keep, or undefined for one that must not be: cut short, or good for a while only. */
export function entryOf(reply: Reply, chunks: readonly Chunk[], at: number): CacheEntry | undefined {
  const isWhole = chunks.at(-1)?.type === 'finish' && !chunks.some(isPassing);
  if (!isWhole) return undefined;
  const { spec, provider, id } = reply.model;
  const { protocol, requestId } = reply;
  return {
    at,
    model: { spec, provider, id },
    ...(protocol === undefined ? {} : { protocol }),
    ...(requestId === undefined ? {} : { requestId }),
    chunks,
  };
}

// Addresses of media end with the hour; what was recovered was seen in pieces.
function isPassing(chunk: Chunk): boolean {
  return chunk.type === 'media-url' || chunk.type === 'recovery';
}

/** The text that a store keeps. */
export function writeEntry(entry: CacheEntry): string {
  return JSON.stringify({ version, ...entry }, (_, value: unknown) =>
    value instanceof Uint8Array ? { $bytes: toBase64(value) } : value,
  );
}

/** Reads a stored text; undefined for anything that this version did not write. */
export function readEntry(text: unknown): CacheEntry | undefined {
  if (typeof text !== 'string') return undefined;
  const parsed = parseJson(text);
  if (!parsed.ok || !isRecord(parsed.value)) return undefined;
  const { version: stored, at, model, chunks } = parsed.value;
  const isEntry = stored === version && typeof at === 'number' && isRecord(model) && Array.isArray(chunks);
  if (!isEntry || !chunks.every((chunk) => isRecord(chunk) && typeof chunk['type'] === 'string'))
    return undefined;
  const entry = parsed.value as unknown as CacheEntry;
  return { ...entry, chunks: (chunks as unknown as Chunk[]).map(withBytes) };
}

/** What an answer used when it was made. */
export function usageIn(chunks: readonly Chunk[]): Usage {
  let usage = unknownUsage;
  for (const chunk of chunks) if (chunk.type === 'usage') ({ usage } = chunk);
  return usage;
}

function withBytes(chunk: Chunk): Chunk {
  if (chunk.type !== 'media') return chunk;
  const { $bytes } = chunk.data as unknown as { readonly $bytes?: string };
  return { ...chunk, data: fromBase64($bytes ?? '') ?? new Uint8Array() };
}
