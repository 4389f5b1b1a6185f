import type { Chunk } from '../../core/chunk.ts';

interface Seen {
  text: number;
  signature: number;
  others: number;
}

/**
 * What has been read of one answer, so that the whole of it can be read again and only the rest is new. Counts places in
 * blocks: a body and a stream give the same blocks, cut otherwise. Texts are not compared.
 */
export class Reread {
  readonly #seen = new Map<number, Seen>();
  #sources = 0;
  #logprobs = 0;

  /** Notes a chunk that was read. */
  note(chunk: Chunk): void {
    if (chunk.type === 'source') this.#sources += 1;
    else if (chunk.type === 'logprobs') this.#logprobs += chunk.logprobs.length;
    else if ('block' in chunk && chunk.block !== undefined) {
      const seen = this.#seen.get(chunk.block) ?? { text: 0, signature: 0, others: 0 };
      this.#seen.set(chunk.block, seen);
      seen.text += textIn(chunk).length;
      seen.signature += signatureIn(chunk).length;
      if (textIn(chunk) === '') seen.others += 1;
    }
  }

  /** The chunks of the whole answer without what was read before, in order. */
  rest(chunks: readonly Chunk[]): Chunk[] {
    const left = new Map([...this.#seen].map(([block, seen]) => [block, { ...seen }]));
    let [sources, logprobs] = [this.#sources, this.#logprobs];
    return chunks.flatMap((chunk): Chunk[] => {
      if (chunk.type === 'source') return sources-- > 0 ? [] : [chunk];
      if (chunk.type === 'logprobs') {
        const known = Math.min(logprobs, chunk.logprobs.length);
        logprobs -= known;
        const rest = chunk.logprobs.slice(known);
        return rest.length === 0 ? [] : [{ ...chunk, logprobs: rest }];
      }
      if (!('block' in chunk) || chunk.block === undefined) return [chunk];
      const known = left.get(chunk.block);
      return known === undefined ? [chunk] : unread(chunk, known);
    });
  }
}

function textIn(chunk: Chunk): string {
  return 'text' in chunk ? chunk.text : chunk.type === 'tool-input' ? chunk.json : '';
}

function signatureIn(chunk: Chunk): string {
  return 'signature' in chunk ? (chunk.signature ?? '') : '';
}

function unread(chunk: Chunk, known: Seen): Chunk[] {
  const text = cut(textIn(chunk), known, 'text');
  const signature = cut(signatureIn(chunk), known, 'signature');
  switch (chunk.type) {
    case 'text':
    case 'reasoning': {
      const { signature: _signature, ...bare } = chunk;
      const isNew = text !== '' || signature !== '';
      return isNew ? [{ ...bare, text, ...(signature === '' ? {} : { signature }) }] : [];
    }
    case 'refusal':
      return text === '' ? [] : [{ ...chunk, text }];
    case 'tool-input':
      return text === '' ? [] : [{ ...chunk, json: text }];
    // Said once and whole; of a part that only its provider understands, the last word counts.
    case 'extra':
      return [chunk];
    default:
      return known.others-- > 0 ? [] : [chunk];
  }
}

function cut(text: string, known: Seen, what: 'text' | 'signature'): string {
  const length = Math.min(known[what], text.length);
  known[what] -= length;
  return text.slice(length);
}
