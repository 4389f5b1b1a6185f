import { fromBase64 } from '../core/base64.ts';
import type { Chunk } from '../core/chunk.ts';
import { type ChunkSource, ChunkStream } from '../core/chunk-stream.ts';
import { ReqLLMError } from '../core/error.ts';
import { isSameJson } from '../core/json.ts';
import type { AssistantPart, ToolCallPart } from '../core/message.ts';
import type { ModelResponse } from '../core/response.ts';

/** What there is of an answer already: `error.partial`, or the response of a stream that was left. */
export type HeldAnswer = Pick<ModelResponse, 'message'> &
  Partial<Pick<ModelResponse, 'sources' | 'logprobs'>>;

type Of<Type extends Chunk['type']> = Extract<Chunk, { type: Type }>;
type Push = (chunk: Chunk) => void;

/**
 * The chunks of a whole answer without those that are held, and these in a list that grows while they come by. Compares
 * texts, and fails with `invalid-request` when what is held is no beginning of the answer.
 */
export function beyondPartial(
  chunks: ChunkStream,
  held: HeldAnswer,
): { readonly chunks: ChunkStream; readonly held: readonly Chunk[] } {
  const source = new BeyondSource(chunks, held);
  return { chunks: new ChunkStream(source), held: source.skipped };
}

/** How much of one part is still to come by. */
interface Held {
  readonly part: AssistantPart;
  at: number;
  signatureAt: number;
  /** Arguments that may be all there are: `{}`, or none. */
  pieces: Of<'tool-input'>[];
}

class BeyondSource implements ChunkSource {
  readonly skipped: Chunk[] = [];
  readonly #chunks: ChunkStream;
  readonly #parts: readonly AssistantPart[];
  /** By block; parts and blocks are in the same order. */
  readonly #held = new Map<number, Held>();
  #sources: number;
  #logprobs: number;
  #isVoid = false;

  constructor(chunks: ChunkStream, { message, sources = [], logprobs = [] }: HeldAnswer) {
    this.#chunks = chunks;
    this.#parts = message.content;
    this.#sources = sources.length;
    this.#logprobs = logprobs.length;
  }

  async pull(push: Push): Promise<boolean> {
    const batch = await this.#chunks.batch();
    for (const chunk of batch ?? []) this.#take(chunk, push);
    return batch !== undefined;
  }

  async close(): Promise<void> {
    await this.#chunks.return();
  }

  #take(chunk: Chunk, push: Push): void {
    if (chunk.type === 'recovery' && chunk.event.phase === 'retract') this.#isVoid = true;
    if (chunk.type === 'finish') this.#settle();
    if (this.#isVoid || !this.#isHeld(chunk, push)) push(chunk);
  }

  /** Whether the chunk was dealt with; what of it is new was handed on then. */
  #isHeld(chunk: Chunk, push: Push): boolean {
    if (chunk.type === 'source') return this.#sources-- > 0 && this.#skip(chunk);
    if (chunk.type === 'logprobs') return this.#logprobsHeld(chunk, push);
    if (!('block' in chunk) || chunk.block === undefined) return false;
    const held = this.#heldOf(chunk.block);
    if (held === undefined) return false;
    switch (chunk.type) {
      case 'text':
      case 'reasoning':
      case 'refusal':
        if (held.part.type !== chunk.type) throw another();
        this.#textHeld(chunk, held, push);
        return true;
      case 'tool-call':
        if (held.part.type !== 'tool-call' || held.part.id !== chunk.id) throw another();
        return this.#skip(chunk);
      case 'tool-input':
        if (held.part.type !== 'tool-call') throw another();
        this.#argumentsHeld(chunk, held, held.part, push);
        return true;
      case 'media':
        this.#mediaHeld(chunk, held, push);
        return true;
      case 'media-url':
        return this.#skip(chunk);
      case 'extra':
        // Of a part that only its provider understands the last word counts.
        return held.part.type === 'extra' && isSameJson(held.part.value, chunk.value) && this.#skip(chunk);
      default:
        return false;
    }
  }

  #heldOf(block: number): Held | undefined {
    const known = this.#held.get(block);
    const part = this.#parts[this.#held.size];
    if (known !== undefined || part === undefined) return known;
    const held = { part, at: 0, signatureAt: 0, pieces: [] };
    this.#held.set(block, held);
    return held;
  }

  #skip(chunk: Chunk): true {
    this.skipped.push(chunk);
    return true;
  }

  #textHeld(chunk: Of<'text' | 'reasoning' | 'refusal'>, held: Held, push: Push): void {
    const { part } = held;
    const text = 'text' in part ? part.text : '';
    const known = common(text, held.at, chunk.text);
    held.at += known;
    const signature = chunk.type === 'refusal' ? '' : (chunk.signature ?? '');
    const proof = ('signature' in part ? part.signature : undefined) ?? '';
    const knownProof = common(proof, held.signatureAt, signature);
    held.signatureAt += knownProof;
    const cut = (from: [number, number], to: [number?, number?]): Chunk => {
      const kept = signature.slice(from[1], to[1]);
      const { signature: _whole, ...bare } = { signature: '', ...chunk };
      const piece = { ...bare, text: chunk.text.slice(from[0], to[0]) };
      return kept === '' ? piece : ({ ...piece, signature: kept } as Chunk);
    };
    if (known > 0 || knownProof > 0) this.#skip(cut([0, 0], [known, knownProof]));
    const isNew = known < chunk.text.length || knownProof < signature.length;
    if (isNew) push(cut([known, knownProof], []));
  }

  // Arguments that were whole are held as a value; those that were cut, as their text.
  #argumentsHeld(chunk: Of<'tool-input'>, held: Held, part: ToolCallPart, push: Push): void {
    if (part.invalid !== undefined) {
      const known = common(part.raw ?? '', held.at, chunk.json);
      held.at += known;
      if (known > 0) this.#skip({ ...chunk, json: chunk.json.slice(0, known) });
      if (known < chunk.json.length) push({ ...chunk, json: chunk.json.slice(known) });
      return;
    }
    if (!isEmpty(part)) {
      this.#skip(chunk);
      return;
    }
    held.pieces.push(chunk);
    const json = held.pieces.map((piece) => piece.json).join('');
    if ('{}'.startsWith(json.replace(/\s/g, ''))) return;
    for (const piece of held.pieces.splice(0)) push(piece);
  }

  #mediaHeld(chunk: Of<'media'>, held: Held, push: Push): void {
    const { part } = held;
    if (part.type !== 'image' && part.type !== 'file') throw another();
    const whole = 'data' in part.source ? (fromBase64(part.source.data)?.length ?? 0) : 0;
    const known = Math.min(Math.max(0, whole - held.at), chunk.data.length);
    held.at += known;
    if (known > 0) this.#skip({ ...chunk, data: chunk.data.slice(0, known) });
    if (known < chunk.data.length) push({ ...chunk, data: chunk.data.slice(known) });
  }

  #logprobsHeld(chunk: Of<'logprobs'>, push: Push): boolean {
    const known = Math.min(this.#logprobs, chunk.logprobs.length);
    if (known === 0) return false;
    this.#logprobs -= known;
    this.#skip({ ...chunk, logprobs: chunk.logprobs.slice(0, known) });
    const rest = chunk.logprobs.slice(known);
    if (rest.length > 0) push({ ...chunk, logprobs: rest });
    return true;
  }

  /** The answer is over: what is held must have come by. */
  #settle(): void {
    if (this.#isVoid) return;
    for (const { pieces } of this.#held.values()) for (const piece of pieces.splice(0)) this.#skip(piece);
    const isShort = [...this.#held.values()].some(({ part, at }) => 'text' in part && at < part.text.length);
    if (isShort || this.#held.size < this.#parts.length) throw another();
  }
}

function isEmpty({ input }: ToolCallPart): boolean {
  return typeof input === 'object' && input !== null && Object.keys(input).length === 0;
}

/** How many characters of a piece are held already. */
function common(held: string, at: number, piece: string): number {
  const length = Math.min(held.length - at, piece.length);
  if (!piece.startsWith(held.slice(at, at + length))) throw another();
  return length;
}

function another(): ReqLLMError {
  const message =
    'The `partial` is no beginning of the answer that the token is for. Leave it out to read the answer from its beginning.';
  return new ReqLLMError(message, { code: 'invalid-request', phase: 'stream' });
}
