import { joinBytes } from '../core/bytes.ts';
import { type Json, parseJson } from '../core/json.ts';
import { decodeText } from '../http/decode-text.ts';
import type { HttpResponse } from '../http/transport.ts';
import { unreadable } from './unreadable.ts';

// Errors are shorter; more is not kept.
const mostKept = 1024 * 1024;

/** What a stream of server-sent events holds before its first event: pages and error bodies that are called streams hold nothing else. */
export class BeforeEvents {
  /** Whether an event came. */
  isOver = false;
  readonly #response: HttpResponse;
  #pieces: Uint8Array[] = [];
  #length = 0;

  constructor(response: HttpResponse) {
    this.#response = response;
  }

  take(bytes: Uint8Array): void {
    if (this.isOver) return;
    if (this.#length < mostKept) this.#pieces.push(bytes);
    this.#length += bytes.length;
  }

  /** An event came. */
  end(): void {
    this.isOver = true;
    this.#pieces = [];
  }

  /** The JSON that came instead of events; undefined when nothing did. Throws when it was something else. */
  body(): Json | undefined {
    const text = decodeText(joinBytes(this.#pieces));
    if (this.isOver || text.trim() === '' || /^(?::|data|event|id|retry)/m.test(text)) return undefined;
    const parsed = parseJson(text);
    if (parsed.ok) return parsed.value;
    throw unreadable(this.#response, text, 'no event came');
  }
}
