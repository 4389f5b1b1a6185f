import type { Emit } from '../../core/chunk.ts';
import { asSaid } from '../loose.ts';
import type { ItemState } from './read-state.ts';
import { callSignature } from './signature.ts';
import type { WireFrame, WireItem } from './wire.ts';

/** Tells of a call once its id and name are known. Of the arguments nothing is told here: hosts differ in whether they are there yet. */
export function openCall(item: ItemState, said: WireItem, emit: Emit): boolean {
  const id = asSaid(said.call_id);
  const name = asSaid(said.name);
  if (id === undefined || name === undefined) return false;
  tellCall(item, said, { id, name }, emit);
  return true;
}

/** A delta of a function's arguments or of the text for a free-text tool. */
export function callDelta(item: ItemState, frame: WireFrame, emit: Emit): void {
  const { delta } = frame;
  // Before the call is known by name nothing can be told; the done item has it all.
  if (item.isOpen && typeof delta === 'string' && delta !== '') tellArguments(item, delta, emit);
}

/** The done call: what no delta told. An id that is missing is made from the response's id. */
export function closeCall(item: ItemState, whole: WireItem, responseId: string, emit: Emit): void {
  if (!item.isOpen) {
    const id = asSaid(whole.call_id) ?? item.id ?? `call_${responseId}_${Math.abs(item.index)}`;
    tellCall(item, whole, { id, name: asSaid(whole.name) ?? '' }, emit);
  }
  const said = item.kind === 'call' ? whole.arguments : whole.input;
  const text = typeof said === 'string' ? said : said === undefined ? '' : JSON.stringify(said);
  if (text.length > item.length) tellArguments(item, text.slice(item.length), emit);
  if (item.kind === 'call') return;
  emit({ type: 'tool-input', block: item.block, json: item.length === 0 ? '{"input":""}' : '"}' });
}

function tellCall(
  item: ItemState,
  said: WireItem,
  call: { readonly id: string; readonly name: string },
  emit: Emit,
): void {
  item.isOpen = true;
  const signature = callSignature({ ...said });
  emit({
    type: 'tool-call',
    block: item.block,
    ...call,
    ...(signature === undefined ? {} : { signature }),
  });
}

function tellArguments(item: ItemState, text: string, emit: Emit): void {
  const json =
    item.kind === 'call' ? text : (item.length === 0 ? '{"input":"' : '') + JSON.stringify(text).slice(1, -1);
  item.length += text.length;
  emit({ type: 'tool-input', block: item.block, json });
}
