import type { Chunk } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';
import type { Usage } from '../../core/usage.ts';

/** What a reply says beside its blocks. */
export class Facts {
  readonly #vendor: string;
  readonly #metadata: Record<string, Json | undefined> = {};
  usage: Usage | undefined;
  finish: Extract<Chunk, { type: 'finish' }> | undefined;

  constructor(vendor: string) {
    this.#vendor = vendor;
  }

  /** Whether the chunk is settled: it is about the whole reply, or has no place in this format. */
  take(chunk: Chunk): boolean {
    if (chunk.type === 'usage') this.usage = chunk.usage;
    else if (chunk.type === 'finish') this.finish = chunk;
    else if (chunk.type === 'extra') {
      if (chunk.provider !== this.#vendor || !isRecord(chunk.value)) return true;
      if (chunk.block !== undefined) return false;
      for (const [name, fact] of Object.entries(chunk.value as JsonObject))
        setOwn(this.#metadata, name, fact);
    } else if (chunk.type !== 'start' && chunk.type !== 'logprobs' && chunk.type !== 'warning') return false;
    return true;
  }

  /** Beside the stop reason of a stream. */
  get beside(): JsonObject {
    const { additionalModelResponseFields: fields } = this.#metadata;
    return fields === undefined ? {} : { additionalModelResponseFields: fields };
  }

  /** Beside the count of a stream. */
  get around(): JsonObject {
    const { additionalModelResponseFields: _fields, ...rest } = this.#metadata;
    return rest;
  }
}
