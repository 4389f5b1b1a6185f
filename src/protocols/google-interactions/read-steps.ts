import { fromBase64 } from '../../core/base64.ts';
import type { Emit } from '../../core/chunk.ts';
import { type ErrorPhase, ReqLLMError } from '../../core/error.ts';
import { isRecord, isWithinDepth, type JsonObject, parseJson } from '../../core/json.ts';
import { asObject, asSaid, asText } from '../loose.ts';
import { sourceOf } from './annotations.ts';
import {
  type CallState,
  newCall,
  newOutput,
  type OtherState,
  type OutputState,
  type StepState,
  type ThoughtState,
} from './step-state.ts';
import { mediaTypes, objectsOf, type WireContent, type WireDelta, type WireStep } from './wire.ts';

type Step = WireStep & Readonly<Record<string, unknown>>;

/** Reads the steps of one interaction, whole or in pieces. Blocks are numbered in the order in which they begin. */
export class StepReader {
  readonly #vendor: string;
  readonly #phase: ErrorPhase;
  readonly #steps = new Map<number, StepState>();
  #nextBlock = 0;
  #last = -1;
  /** Whether functions were called. */
  hasCalls = false;
  /** Queries of searches that Google ran. */
  searches = 0;

  constructor(vendor: string, phase: ErrorPhase) {
    this.#vendor = vendor;
    this.#phase = phase;
  }

  /** A step begins; what it holds already is told. One that began before is told anew by a stream that is read on, and known. */
  begin(index: number, value: unknown, emit: Emit): void {
    if (this.#steps.has(index)) return;
    const step = asObject<WireStep>(value) ?? {};
    const state = this.#newState(step);
    this.#steps.set(index, state);
    this.#last = index;
    switch (state.kind) {
      case 'output':
        if (step.type !== 'model_output') this.#content(state, step, emit);
        for (const content of objectsOf<WireContent>(step.content)) this.#content(state, content, emit);
        return;
      case 'thought':
        for (const content of objectsOf<WireContent>(step.summary)) this.#summary(state, content, emit);
        this.#signature(state, step.signature, emit);
        return;
      case 'call':
        this.#call(state, step, emit);
        return;
      case 'other':
        state.value = asJson(step, this.#phase);
        return;
      case 'skipped':
        return;
      default:
        state satisfies never;
    }
  }

  /** A step grows. One that never began is taken for what its delta says: a stream that is read on begins in the middle. */
  grow(index: number | undefined, value: unknown, emit: Emit): void {
    const delta = asObject<WireDelta>(value);
    if (delta === undefined) return;
    const at = index ?? this.#last;
    const state = this.#steps.get(at) ?? this.#opened(at, delta);
    switch (state.kind) {
      case 'output':
        this.#content(state, delta, emit);
        return;
      case 'thought':
        if (delta.type === 'thought_signature') this.#signature(state, delta.signature, emit);
        else this.#summary(state, asObject<WireContent>(delta.content) ?? delta, emit);
        return;
      case 'call':
        if (delta.type === 'arguments_delta') this.#arguments(state, delta.arguments, emit);
        else this.#call(state, delta, emit);
        return;
      case 'other':
        this.#other(state, delta);
        return;
      case 'skipped':
        return;
      default:
        state satisfies never;
    }
  }

  /** A step is over. */
  stop(index: number | undefined, emit: Emit): void {
    const state = this.#steps.get(index ?? this.#last);
    if (state?.kind === 'call') this.#endCall(state, emit);
    if (state?.kind === 'other') this.#endOther(state, emit);
    if (state?.kind === 'output') state.audio = undefined;
  }

  /** The interaction is over, and so are the steps that nobody ended. */
  end(emit: Emit): void {
    for (const index of this.#steps.keys()) this.stop(index, emit);
  }

  #newState(step: WireStep): StepState {
    const { type } = step;
    switch (type) {
      case 'model_output':
      case 'text':
        return newOutput();
      case 'thought':
        return { kind: 'thought', block: undefined };
      case 'function_call':
        this.hasCalls = true;
        return newCall(this.#nextBlock++);
      case 'user_input':
        return { kind: 'skipped' };
      default:
        if (typeof type !== 'string') return { kind: 'skipped' };
        if (mediaTypes.has(type)) return newOutput();
        return { kind: 'other', block: this.#nextBlock++, value: {}, json: '', isDone: false };
    }
  }

  #opened(index: number, delta: WireDelta): StepState {
    const { type } = delta;
    const kind =
      typeof type === 'string' && (type.startsWith('text') || mediaTypes.has(type))
        ? 'model_output'
        : typeof type === 'string' && type.startsWith('thought')
          ? 'thought'
          : type;
    if (kind === 'arguments_delta')
      throw this.#unreadable('The stream held arguments of a call that never began.');
    const state = this.#newState({ type: kind });
    if (state.kind === 'other' && typeof kind === 'string') state.value = { type: kind };
    this.#steps.set(index, state);
    return state;
  }

  #content(state: OutputState, content: WireContent, emit: Emit): void {
    if (typeof content.type === 'string' && mediaTypes.has(content.type)) {
      this.#media(state, content, emit);
      return;
    }
    const text = asText(content.text) ?? '';
    if (text !== '') {
      state.audio = undefined;
      state.text ??= { block: this.#nextBlock++, said: '' };
      state.text.said += text;
      emit({ type: 'text', block: state.text.block, text });
    }
    this.#cite(state, content.annotations, emit);
  }

  #cite({ text }: OutputState, annotations: unknown, emit: Emit): void {
    if (!Array.isArray(annotations)) return;
    if (!isWithinDepth(annotations)) throw tooDeep(this.#phase);
    for (const annotation of annotations) {
      const source = sourceOf(annotation, text?.said ?? '');
      if (source !== undefined)
        emit({ type: 'source', ...(text === undefined ? {} : { block: text.block }), source });
    }
  }

  // Recordings come in pieces, every other file as a whole.
  #media(state: OutputState, content: WireContent, emit: Emit): void {
    const mediaType = asSaid(content.mime_type);
    const uri = asSaid(content.uri);
    state.text = undefined;
    if (typeof content.data === 'string' && content.data !== '') {
      const data = fromBase64(content.data);
      if (data === undefined) throw this.#unreadable('The reply held a file that is no base64.');
      const type =
        mediaType ??
        state.audio?.mediaType ??
        fallbackTypes[String(content.type)] ??
        'application/octet-stream';
      const before = content.type === 'audio' && state.audio?.mediaType === type ? state.audio : undefined;
      const block = before?.block ?? this.#nextBlock++;
      state.audio = content.type === 'audio' ? { block, mediaType: type } : undefined;
      emit({ type: 'media', block, mediaType: type, data });
    } else if (uri !== undefined) {
      state.audio = undefined;
      const known = mediaType === undefined ? {} : { mediaType };
      emit({ type: 'media-url', block: this.#nextBlock++, url: uri, ...known });
    }
  }

  #summary(state: ThoughtState, content: WireContent, emit: Emit): void {
    const text = asSaid(content.text);
    if (text !== undefined) emit({ type: 'reasoning', block: (state.block ??= this.#nextBlock++), text });
    else if (typeof content.type === 'string' && mediaTypes.has(content.type)) {
      const message = 'A picture among the thoughts was left out.';
      emit({ type: 'warning', warning: { code: 'reply', message } });
    }
  }

  #signature(state: ThoughtState, value: unknown, emit: Emit): void {
    const signature = asSaid(value);
    if (signature === undefined) return;
    emit({ type: 'reasoning', block: (state.block ??= this.#nextBlock++), text: '', signature });
  }

  // Before May 2026 a call began with its id alone; its name and its arguments came in a delta.
  #call(state: CallState, step: WireStep, emit: Emit): void {
    state.id = asSaid(step.id) ?? state.id;
    state.name = asSaid(step.name) ?? state.name;
    state.given = isRecord(step.arguments) ? asJson(step.arguments, this.#phase) : state.given;
    if (state.isTold || state.name === undefined) return;
    state.isTold = true;
    const signature = asSaid(step.signature);
    const id = (state.id ??= `call_${state.block}`);
    const proof = signature === undefined ? {} : { signature };
    emit({ type: 'tool-call', block: state.block, id, name: state.name, ...proof });
  }

  #arguments(state: CallState, json: unknown, emit: Emit): void {
    if (!state.isTold) throw this.#unreadable('The stream held arguments of a call without a name.');
    if (typeof json !== 'string' || json === '') return;
    state.hasArguments = true;
    emit({ type: 'tool-input', block: state.block, json });
  }

  #endCall(state: CallState, emit: Emit): void {
    if (state.isDone) return;
    state.isDone = true;
    if (!state.isTold) throw this.#unreadable('The reply held a call without a name.');
    if (!state.hasArguments)
      emit({ type: 'tool-input', block: state.block, json: JSON.stringify(state.given ?? {}) });
  }

  #other(state: OtherState, delta: WireDelta): void {
    const { type, ...members } = delta;
    if (type === 'arguments_delta') state.json += asText(delta.arguments) ?? '';
    else state.value = { ...state.value, ...asJson(withoutEmpty(members), this.#phase) };
  }

  #endOther(state: OtherState, emit: Emit): void {
    if (state.isDone) return;
    state.isDone = true;
    const value = withoutEmpty({ ...state.value, ...this.#given(state, emit) }) as JsonObject;
    if (value['type'] === 'google_search_call') this.searches += queriesIn(value['arguments']);
    emit({ type: 'extra', block: state.block, provider: this.#vendor, value });
  }

  // An answer that ran into its limit may break off inside of them.
  #given({ json, value }: OtherState, emit: Emit): JsonObject {
    if (json === '') return {};
    const parsed = parseJson(json);
    if (parsed.ok) return { arguments: parsed.value };
    const message = `The arguments of ${JSON.stringify(value['type'])} were left out: ${parsed.problem}.`;
    emit({ type: 'warning', warning: { code: 'reply', message } });
    return {};
  }

  #unreadable(message: string): ReqLLMError {
    return new ReqLLMError(message, { code: 'bad-response', phase: this.#phase });
  }
}

const fallbackTypes: Readonly<Record<string, string>> = {
  image: 'image/png',
  audio: 'audio/wav',
  video: 'video/mp4',
  document: 'application/pdf',
};

// A signature that is still to come is an empty text (recorded).
function withoutEmpty(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).filter(([name, value]) => name !== 'signature' || value !== ''),
  );
}

function queriesIn(given: unknown): number {
  const queries = isRecord(given) ? given['queries'] : undefined;
  return Array.isArray(queries) ? queries.length : 0;
}

function asJson(value: Step | Readonly<Record<string, unknown>>, phase: ErrorPhase): JsonObject {
  if (!isWithinDepth(value)) throw tooDeep(phase);
  return value as JsonObject;
}

/** The refusal of a reply that cannot be walked through. */
export function tooDeep(phase: ErrorPhase): ReqLLMError {
  return new ReqLLMError('The interaction is nested too deeply to be read.', { code: 'bad-response', phase });
}
