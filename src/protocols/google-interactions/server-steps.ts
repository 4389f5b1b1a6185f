import { toBase64 } from '../../core/base64.ts';
import type { Chunk } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject, parseJson } from '../../core/json.ts';
import type { Source } from '../../core/message.ts';
import { annotationOf } from './annotations.ts';

type Of<Type extends Chunk['type']> = Extract<Chunk, { type: Type }>;

/** Tells what becomes of one step. */
export interface Say {
  start(step: JsonObject): void;
  delta(delta: JsonObject): void;
}

/** One step of a reply while it is written. */
export interface StepDraft {
  add(chunk: Chunk): void;
  /** Whether nothing more can come for it when another step begins. */
  readonly isWhole: boolean;
  /** The step as a body has it. Says what was held back. */
  close(): JsonObject;
}

/** A text of the model, with what it cites. */
export class TextDraft implements StepDraft {
  readonly isWhole = true;
  readonly #say: Say;
  readonly #annotations: JsonObject[] = [];
  #text = '';

  constructor(say: Say) {
    this.#say = say;
    say.start({ type: 'model_output' });
  }

  add(chunk: Chunk): void {
    if ((chunk.type !== 'text' && chunk.type !== 'refusal') || chunk.text === '') return;
    this.#text += chunk.text;
    this.#say.delta({ type: 'text', text: chunk.text });
  }

  cite(source: Source): void {
    const annotation = annotationOf(source, this.#text);
    if (annotation === undefined) return;
    this.#annotations.push(annotation);
    this.#say.delta({ type: 'text_annotation_delta', annotations: [annotation] });
  }

  close(): JsonObject {
    const cited = this.#annotations.length === 0 ? {} : { annotations: this.#annotations };
    return { type: 'model_output', content: [{ type: 'text', text: this.#text, ...cited }] };
  }
}

/** A thought: its summary and its proof. */
export class ThoughtDraft implements StepDraft {
  readonly isWhole = true;
  readonly #say: Say;
  #text = '';
  #signature = '';

  constructor(say: Say) {
    this.#say = say;
    say.start({ type: 'thought' });
  }

  add(chunk: Chunk): void {
    if (chunk.type !== 'reasoning') return;
    if (chunk.text !== '') {
      this.#text += chunk.text;
      this.#say.delta({ type: 'thought_summary', content: { type: 'text', text: chunk.text } });
    }
    if (chunk.signature === undefined) return;
    this.#signature += chunk.signature;
    this.#say.delta({ type: 'thought_signature', signature: chunk.signature });
  }

  close(): JsonObject {
    return {
      type: 'thought',
      ...(this.#signature === '' ? {} : { signature: this.#signature }),
      ...(this.#text === '' ? {} : { summary: [{ type: 'text', text: this.#text }] }),
    };
  }
}

/** A call of a function, its arguments as text in a stream and as an object in a body. */
export class CallDraft implements StepDraft {
  readonly #say: Say;
  readonly #step: JsonObject;
  #json = '';

  constructor({ id, name, signature }: Of<'tool-call'>, say: Say) {
    this.#say = say;
    const proof = signature === undefined ? {} : { signature };
    this.#step = { type: 'function_call', id, name, ...proof };
    say.start({ ...this.#step, arguments: {} });
  }

  add(chunk: Chunk): void {
    if (chunk.type !== 'tool-input' || chunk.json === '') return;
    this.#json += chunk.json;
    this.#say.delta({ type: 'arguments_delta', arguments: chunk.json });
  }

  get isWhole(): boolean {
    return this.#json.trimEnd().endsWith('}') && parseJson(this.#json).ok;
  }

  close(): JsonObject {
    const parsed = parseJson(this.#json);
    // Arguments that are no object cannot be said in this format.
    const given = parsed.ok && isRecord(parsed.value) ? (parsed.value as JsonObject) : {};
    return { ...this.#step, arguments: given };
  }
}

/** A file that the model made, told as a whole. */
export class MediaDraft implements StepDraft {
  readonly isWhole = true;
  readonly #say: Say;
  readonly #content: JsonObject;
  readonly #pieces: Uint8Array[] = [];

  constructor(chunk: Of<'media' | 'media-url'>, say: Say) {
    this.#say = say;
    const { mediaType } = chunk;
    const kind = mediaType?.split('/')[0] ?? 'image';
    this.#content = {
      type: kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'document',
      ...(mediaType === undefined ? {} : { mime_type: mediaType }),
      ...(chunk.type === 'media-url' ? { uri: chunk.url } : {}),
    };
    say.start({ type: 'model_output' });
  }

  add(chunk: Chunk): void {
    if (chunk.type === 'media') this.#pieces.push(chunk.data);
  }

  close(): JsonObject {
    const content =
      this.#pieces.length === 0 ? this.#content : { ...this.#content, data: joined(this.#pieces) };
    this.#say.delta(content);
    return { type: 'model_output', content: [content] };
  }
}

/** A step that goes as it is. */
export class OtherDraft implements StepDraft {
  readonly isWhole = true;
  readonly #step: JsonObject;

  constructor(value: Json, say: Say) {
    this.#step = value as JsonObject;
    say.start(this.#step);
  }

  add(_chunk: Chunk): void {}

  close(): JsonObject {
    return this.#step;
  }
}

function joined(pieces: readonly Uint8Array[]): string {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return toBase64(whole);
}
