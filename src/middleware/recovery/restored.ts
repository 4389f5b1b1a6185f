import type { Chunk } from '../../core/chunk.ts';
import { type ChunkSource, ChunkStream } from '../../core/chunk-stream.ts';
import type { Placeholders } from '../placeholders.ts';

type Growing = Extract<Chunk, { type: 'text' | 'reasoning' | 'refusal' | 'tool-input' }>;

/**
 * A stream in which placeholders are what they stand for. A placeholder may be cut anywhere, so what may be the beginning
 * of one is held back until it is clear.
 */
export function restored(chunks: ChunkStream, placeholders: Placeholders): ChunkStream {
  const held = new Map<string, { readonly chunk: Growing; readonly text: string }>();

  const release = (push: (chunk: Chunk) => void): void => {
    for (const { chunk, text } of held.values()) push(withText(chunk, placeholders, text));
    held.clear();
  };
  const take = (chunk: Chunk, push: (chunk: Chunk) => void): void => {
    if (!isGrowing(chunk)) {
      // Nothing may come after what ends the reply; other blocks may grow beside a held one.
      if (chunk.type === 'finish') release(push);
      return push(chunk);
    }
    const key = `${chunk.type} ${chunk.block}`;
    const text = (held.get(key)?.text ?? '') + textOf(chunk);
    const open = placeholders.openEnd(text);
    if (open === 0) held.delete(key);
    else held.set(key, { chunk: bare(chunk), text: text.slice(text.length - open) });
    const shown = withText(chunk, placeholders, text.slice(0, text.length - open));
    if (open < text.length || 'signature' in shown) push(shown);
  };

  const source: ChunkSource = {
    async pull(push) {
      const batch = await chunks.batch();
      if (batch === undefined) {
        release(push);
        return false;
      }
      for (const chunk of batch) take(chunk, push);
      return true;
    },
    close: async () => {
      await chunks.return();
    },
  };
  return new ChunkStream(source);
}

function isGrowing(chunk: Chunk): chunk is Growing {
  return ['text', 'reasoning', 'refusal', 'tool-input'].includes(chunk.type);
}

function textOf(chunk: Growing): string {
  return chunk.type === 'tool-input' ? chunk.json : chunk.text;
}

function withText(chunk: Growing, { restore }: Placeholders, text: string): Chunk {
  if (chunk.type !== 'tool-input') return { ...chunk, text: restore(text) };
  // Arguments are JSON, and a placeholder stands inside of a string there.
  const json = text.replace(/\[[A-Z0-9-]{1,40}_\d{1,9}\]/g, (name) =>
    JSON.stringify(restore(name)).slice(1, -1),
  );
  return { ...chunk, json };
}

// A signature was handed on with the chunk that brought it.
function bare(chunk: Growing): Growing {
  if (chunk.type === 'tool-input') return chunk;
  return { type: chunk.type, block: chunk.block, text: '' };
}
