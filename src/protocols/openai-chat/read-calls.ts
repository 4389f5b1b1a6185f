import type { Emit } from '../../core/chunk.ts';
import { isRecord } from '../../core/json.ts';
import { asObject, asSaid } from '../loose.ts';
import { idFrom } from '../../core/made-id.ts';
import type { Blocks } from './read-blocks.ts';
import type { WireToolCall } from './wire.ts';

interface OpenCall {
  readonly block: number;
  /** As sent; empty when the host sends none. */
  readonly wireId: string;
  name: string;
  /** All arguments so far: to see whether a repeated name begins another call, and to wait for a late name. */
  json: string;
}

/**
 * Puts tool calls together. Hosts send them whole or in pieces, with an index, without, with -1 (Z.ai), with one index
 * for all (Ollama), without an id (Google) or with a late or repeated name.
 */
export class ToolCalls {
  hasCalls = false;
  readonly #blocks: Blocks;
  readonly #byIndex = new Map<number, OpenCall>();
  readonly #calls: OpenCall[] = [];

  constructor(blocks: Blocks) {
    this.#blocks = blocks;
  }

  /** Reads a call or a piece of one. A `whole` one never continues another. */
  read(value: unknown, whole: boolean, replyId: string, emit: Emit): void {
    const wire = asObject<WireToolCall>(value);
    const said = asObject<{ name?: unknown; arguments?: unknown }>(wire?.function);
    if (wire === undefined || said === undefined) return;
    const id = asSaid(wire.id) ?? '';
    const name = asSaid(said.name) ?? '';
    const json = argumentsOf(said.arguments);
    const index = typeof wire.index === 'number' && wire.index >= 0 ? wire.index : -1;
    let call = whole ? undefined : this.#continued(index, id, name);
    if (call === undefined) {
      if (id === '' && name === '' && json === '') return;
      call = { block: this.#blocks.take(), wireId: id, name: '', json: '' };
      this.#calls.push(call);
      this.hasCalls = true;
    } else if (id !== '' && name !== '' && call.json === json && isWhole(json)) {
      return; // The same call a second time.
    }
    if (index >= 0) this.#byIndex.set(index, call);
    this.#grow(call, name, json, { replyId, signature: signatureOf(wire.extra_content), emit });
  }

  /** Calls whose name never came begin now, so that nothing is lost. */
  end(replyId: string, emit: Emit): void {
    for (const call of this.#calls) if (call.name === '') this.#begin(call, '', { replyId, emit });
  }

  #continued(index: number, id: string, name: string): OpenCall | undefined {
    const last = this.#calls.at(-1);
    let call = index >= 0 ? this.#byIndex.get(index) : last;
    if (index < 0 && id !== '')
      call = this.#calls.find(({ wireId }) => wireId === id) ?? (name === '' ? last : undefined);
    if (call === undefined || name === '' || call.name === '') return call;
    if (id !== call.wireId && id !== '' && call.wireId !== '') return undefined;
    return id === '' && isWhole(call.json) ? undefined : call;
  }

  #grow(call: OpenCall, name: string, json: string, to: Target): void {
    const wasNamed = call.name !== '';
    call.json += json;
    if (!wasNamed && name !== '') {
      call.name = name;
      this.#begin(call, name, to);
    } else if (wasNamed && json !== '') {
      to.emit({ type: 'tool-input', block: call.block, json });
    }
  }

  #begin(call: OpenCall, name: string, { replyId, signature, emit }: Target): void {
    const { block, json } = call;
    const id =
      call.wireId === '' ? `call_${idFrom(`${replyId}:${this.#calls.indexOf(call)}`, 24)}` : call.wireId;
    emit({ type: 'tool-call', block, id, name, ...(signature === undefined ? {} : { signature }) });
    if (json !== '') emit({ type: 'tool-input', block, json });
  }
}

interface Target {
  readonly replyId: string;
  readonly signature?: string | undefined;
  readonly emit: Emit;
}

function argumentsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : '';
}

// Parsing is only tried when it can succeed: names are repeated rarely, but then on every delta.
function isWhole(json: string): boolean {
  if (!json.trimEnd().endsWith('}')) return false;
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

// Google's compatible endpoint proves the call with a thought signature.
function signatureOf(extra: unknown): string | undefined {
  const google = isRecord(extra) ? extra['google'] : undefined;
  return isRecord(google) ? asSaid(google['thought_signature']) : undefined;
}
