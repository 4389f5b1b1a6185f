import { isRecord, type Json, setOwn } from '../../core/json.ts';
import { asSaid } from '../loose.ts';

type Detail = Record<string, unknown>;

/**
 * Collects `reasoning_details` (OpenRouter, MiniMax, Vercel), which must go back unchanged: text and summary deltas of
 * one index grow together, encrypted items stay apart.
 */
export class ReasoningDetails {
  readonly #items: Detail[] = [];
  readonly #growing = new Map<string, Detail>();

  /** Takes the items of one frame and gives their words. */
  read(items: readonly unknown[]): string {
    let said = '';
    const known = this.#items.length;
    for (const item of items) {
      if (!isRecord(item)) continue;
      said += wordsOf(item);
      this.#add(item, known > 0);
    }
    return said;
  }

  get value(): Json | undefined {
    return this.#items.length === 0 ? undefined : (this.#items as Json);
  }

  // Items of one frame, and so of a whole body, are separate already.
  #add(item: Detail, mayGrow: boolean): void {
    const key = `${labelOf(item['type'])}:${labelOf(item['index'])}`;
    const before = mayGrow ? this.#growing.get(key) : undefined;
    if (before === undefined || 'data' in item || differ(before['id'], item['id'])) {
      const kept = { ...item };
      this.#items.push(kept);
      if (!('data' in item)) this.#growing.set(key, kept);
      return;
    }
    for (const [name, value] of Object.entries(item)) {
      if (value === null || value === '') continue;
      const old = before[name];
      const isWords =
        (name === 'text' || name === 'summary') && typeof old === 'string' && typeof value === 'string';
      setOwn(before, name, isWords ? old + value : value);
    }
  }
}

function wordsOf(item: Detail): string {
  return asSaid(item['text']) ?? asSaid(item['summary']) ?? '';
}

// Any value may stand here, also one that cannot become a text.
function labelOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function differ(left: unknown, right: unknown): boolean {
  return typeof left === 'string' && typeof right === 'string' && left !== right;
}
