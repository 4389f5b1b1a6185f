import { fromBase64 } from '../../core/base64.ts';
import type { Emit } from '../../core/chunk.ts';
import { type ErrorPhase, ReqLLMError } from '../../core/error.ts';
import { isRecord, isWithinDepth, type Json } from '../../core/json.ts';
import { addPartialArg } from './partial-args.ts';
import type { WireFunctionCall, WirePart } from './wire.ts';

type Kind = 'text' | 'reasoning' | 'pcm' | 'other';

/** Reads the parts of one reply, in the order they come. Deltas of the same kind go on with the same block. */
export class PartReader {
  readonly #vendor: string;
  readonly #phase: ErrorPhase;
  #id = '';
  #block = -1;
  #kind: Kind = 'other';
  #isSigned = false;
  #calls = 0;
  #openCall: { readonly block: number; readonly args: Record<string, unknown> } | undefined;

  constructor(vendor: string, phase: ErrorPhase) {
    this.#vendor = vendor;
    this.#phase = phase;
  }

  /** The id of the reply, from which ids of calls that lack one are made. */
  set responseId(id: string) {
    this.#id = id;
  }

  get hasParts(): boolean {
    return this.#block >= 0;
  }

  get hasCalls(): boolean {
    return this.#calls > 0;
  }

  read(part: WirePart & Readonly<Record<string, unknown>>, emit: Emit): void {
    const signature = typeof part.thoughtSignature === 'string' ? part.thoughtSignature : undefined;
    if (typeof part.text === 'string') {
      this.#text(part.thought === true ? 'reasoning' : 'text', part.text, signature, emit);
    } else if (isRecord(part.functionCall)) this.#call(part.functionCall, signature, emit);
    else if (isRecord(part.inlineData) && part.thought !== true) this.#media(part, signature, emit);
    else if (isOnlySigned(part))
      this.#text(part.thought === true ? 'reasoning' : 'text', '', signature, emit);
    else this.#extra(part, emit);
  }

  /** No more parts will come: a call that was still growing is handed over as cut. */
  end(emit: Emit): void {
    if (this.#openCall !== undefined) this.#closeCall(emit, false);
  }

  // A signature ends its part: what follows is another part, as each goes back with the signature it came with.
  #text(kind: 'text' | 'reasoning', text: string, signature: string | undefined, emit: Emit): void {
    if (text === '' && signature === undefined) return;
    if (this.#kind !== kind || this.#isSigned) this.#open(kind);
    if (signature === undefined) {
      emit({ type: kind, block: this.#block, text });
      return;
    }
    this.#isSigned = true;
    emit({ type: kind, block: this.#block, text, signature });
  }

  #open(kind: Kind): number {
    this.#block += 1;
    this.#kind = kind;
    this.#isSigned = false;
    return this.#block;
  }

  #call(call: WireFunctionCall, signature: string | undefined, emit: Emit): void {
    const hasName = typeof call.name === 'string' && call.name !== '';
    if (hasName || this.#openCall === undefined) {
      if (!hasName && call.args === undefined && call.id === undefined) {
        if (call.partialArgs !== undefined)
          warn(emit, 'A piece of a tool call belongs to no call and was left out.');
        return;
      }
      if (this.#openCall !== undefined) this.#closeCall(emit, false);
      const block = this.#open('other');
      const id = typeof call.id === 'string' && call.id !== '' ? call.id : this.#madeId();
      this.#calls += 1;
      emit({ type: 'tool-call', block, id, name: hasName ? call.name : '', ...signed(signature) });
      if (call.willContinue !== true && call.partialArgs === undefined) {
        emit({ type: 'tool-input', block, json: jsonOf(call.args) });
        return;
      }
      this.#openCall = { block, args: isRecord(call.args) ? { ...call.args } : {} };
    }
    this.#grow(call, emit);
  }

  #grow(call: WireFunctionCall, emit: Emit): void {
    const pieces = Array.isArray(call.partialArgs) ? call.partialArgs : [];
    const args = this.#openCall?.args ?? {};
    const isSound = pieces.every((piece) => isRecord(piece) && addPartialArg(args, piece));
    if (!isSound) warn(emit, 'A piece of a tool call had no place in its arguments and was left out.');
    if (call.willContinue !== true) this.#closeCall(emit, isSound);
  }

  // Arguments that were cut are handed over without their last brace, so that nobody takes them for whole.
  #closeCall(emit: Emit, isWhole: boolean): void {
    if (this.#openCall === undefined) return;
    const json = jsonOf(this.#openCall.args);
    emit({ type: 'tool-input', block: this.#openCall.block, json: isWhole ? json : json.slice(0, -1) });
    this.#openCall = undefined;
  }

  #madeId(): string {
    return this.#id === '' ? `call_${this.#calls}` : `call_${this.#id}_${this.#calls}`;
  }

  #media(part: WirePart, signature: string | undefined, emit: Emit): void {
    const { data, mimeType } = part.inlineData ?? {};
    const bytes = typeof data === 'string' ? fromBase64(data) : undefined;
    if (bytes === undefined) {
      warn(emit, 'A file in the reply is not base64; it is kept as it came.');
      this.#extra(part, emit);
      return;
    }
    const mediaType = typeof mimeType === 'string' ? mimeType : 'application/octet-stream';
    // Speech streams as raw samples, a piece in each frame.
    const isPcm = /^audio\/(?:l16|pcm)\b/i.test(mediaType);
    if (!isPcm || this.#kind !== 'pcm') this.#open(isPcm ? 'pcm' : 'other');
    emit({ type: 'media', block: this.#block, mediaType, data: bytes, ...signed(signature) });
  }

  // Code that ran, files by address, Google's own tool calls: whole parts that only Google can read back.
  #extra(part: object, emit: Emit): void {
    if (!isWithinDepth(part)) throw tooDeep(this.#phase);
    emit({ type: 'extra', block: this.#open('other'), provider: this.#vendor, value: part as Json });
  }
}

/** A note about the reply for the caller. */
export function warn(emit: Emit, message: string): void {
  emit({ type: 'warning', warning: { code: 'reply', message } });
}

/** The failure for JSON that is nested too deep to be handed on. */
export function tooDeep(phase: ErrorPhase): ReqLLMError {
  return new ReqLLMError('Google sent JSON that is nested too deep to be read.', {
    code: 'bad-response',
    phase,
  });
}

function isOnlySigned(part: Readonly<Record<string, unknown>>): boolean {
  for (const key in part) if (key !== 'thoughtSignature' && key !== 'thought') return false;
  return true;
}

function signed(signature: string | undefined): { signature?: string } {
  return signature === undefined ? {} : { signature };
}

// Arguments are parsed in core; a text among them (gateways) is handed on as it is.
function jsonOf(args: unknown): string {
  if (typeof args === 'string') return args;
  try {
    return JSON.stringify(args ?? {});
  } catch {
    // V8's stringify runs out of stack at some thousand levels; cut off, the fold calls it invalid.
    return '{"nested too deep"';
  }
}
