import type { Chunk } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';
import type { Usage } from '../../core/usage.ts';
import { citationOf } from './citations.ts';

/** One kind of chunk. */
export type Of<Type extends Chunk['type']> = Extract<Chunk, { type: Type }>;

const someId = '00000000-0000-4000-8000-000000000000';

/** What a reply says about itself. */
export class Facts {
  readonly #vendor: string;
  readonly metadata: Record<string, Json | undefined> = {};
  id: string = someId;
  usage: Usage | undefined;
  finish: Of<'finish'> | undefined;

  constructor(vendor: string) {
    this.#vendor = vendor;
  }

  /** Whether the chunk was one of these, or has no place in this format. */
  take(chunk: Chunk): boolean {
    switch (chunk.type) {
      case 'start':
        this.id = chunk.id ?? this.id;
        return true;
      case 'usage':
        this.usage = chunk.usage;
        return true;
      case 'finish':
        this.finish = chunk;
        return true;
      case 'extra': {
        if (chunk.provider !== this.#vendor || !isRecord(chunk.value)) return true;
        if (chunk.block !== undefined) return false;
        for (const [key, value] of Object.entries(chunk.value as JsonObject))
          setOwn(this.metadata, key, value);
        return true;
      }
      case 'warning':
        return true;
      default:
        return false;
    }
  }
}

/** A source of the whole answer: those of Cohere's plans and thoughts go back as they came. */
export function looseCitation(source: Of<'source'>['source']): JsonObject {
  const { raw } = source;
  return isRecord(raw) && Array.isArray(raw['sources']) ? (raw as JsonObject) : citationOf(source, 0);
}
