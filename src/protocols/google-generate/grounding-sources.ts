import type { Emit } from '../../core/chunk.ts';
import { isRecord } from '../../core/json.ts';
import type { Source } from '../../core/message.ts';
import { sourceOf } from './grounding.ts';

interface Grounded {
  readonly source: Source;
  /** The statements that rest on it, in Google's own copy of their words. */
  readonly statements: Set<string>;
}

/**
 * The sources of an answer and the spans that rest on them. They come in the last frames, each telling all so far, and
 * are said at the end, when the whole text is there to find the statements in: Google counts in bytes of UTF-8, but
 * repeats the words too (recorded).
 */
export class GroundingSources {
  readonly #found = new Map<string, Grounded>();

  read(grounding: Readonly<Record<string, unknown>>): void {
    const { groundingChunks, groundingSupports } = grounding;
    const keys = listOf(groundingChunks).map((chunk) => this.#add(chunk));
    for (const support of listOf(groundingSupports)) {
      const segment = isRecord(support) ? support['segment'] : undefined;
      const text = isRecord(segment) ? segment['text'] : undefined;
      if (typeof text !== 'string' || text === '' || !isRecord(support)) continue;
      for (const index of listOf(support['groundingChunkIndices'])) {
        const key = typeof index === 'number' ? keys[index] : undefined;
        if (key !== undefined) this.#found.get(key)?.statements.add(text);
      }
    }
  }

  /** Says each source once for each statement, or once if no statement rests on it. */
  emit(answer: string, emit: Emit): void {
    for (const { source, statements } of this.#found.values()) {
      const spans = [...statements].flatMap((statement) => {
        const start = answer.indexOf(statement);
        return start === -1 ? [] : [{ start, end: start + statement.length }];
      });
      if (spans.length === 0) emit({ type: 'source', source });
      for (const span of spans) emit({ type: 'source', source: { ...source, ...span } });
    }
  }

  #add(chunk: unknown): string | undefined {
    const source = sourceOf(chunk);
    if (source === undefined) return undefined;
    const key = `${source.url}\n${source.title}\n${source.citedText}`;
    if (!this.#found.has(key)) this.#found.set(key, { source, statements: new Set() });
    return key;
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
