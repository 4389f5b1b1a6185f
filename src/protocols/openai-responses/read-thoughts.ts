import type { Emit } from '../../core/chunk.ts';
import type { ItemState } from './read-state.ts';
import { closingLine, idLine, reasoningText, type Segment, separator } from './reasoning.ts';
import { signatureLine } from './signature.ts';
import type { WireFrame, WireItem } from './wire.ts';

/** A delta of thoughts (`content`) or of their summary. */
export function thoughtDelta(kind: Segment['kind'], item: ItemState, frame: WireFrame, emit: Emit): void {
  const { delta } = frame;
  if (typeof delta !== 'string' || delta === '') return;
  const said = kind === 'content' ? frame.content_index : frame.summary_index;
  const index = typeof said === 'number' ? said : 0;
  const { block, segments } = item;
  const last = segments.at(-1);
  if (last !== undefined && last.kind === kind && last.index === index) {
    last.length += delta.length;
    emit({ type: 'reasoning', block, text: delta });
    return;
  }
  segments.push({ kind, index, length: delta.length });
  if (last !== undefined) emit({ type: 'reasoning', block, text: separator + delta });
  else emit({ type: 'reasoning', block, text: delta, ...signed(idLine(item.id)) });
}

/** The done item: its texts, if no delta told them, and all else in the signature. */
export function closeThoughts(
  item: ItemState,
  whole: WireItem & Readonly<Record<string, unknown>>,
  emit: Emit,
): void {
  const { text, segments } = reasoningText(whole);
  const isTold = item.segments.length > 0;
  const line = closingLine(whole, item.id, isTold ? item.segments : segments);
  const first = idLine(item.id);
  item.hasEncrypted = typeof whole.encrypted_content === 'string';
  emit({
    type: 'reasoning',
    block: item.block,
    text: isTold ? '' : text,
    signature: first === '' ? line : `${isTold ? '' : first}\n${line}`,
  });
}

/** Thoughts that only the whole response holds in encrypted form, as streams of Azure do. */
export function addEncrypted(item: ItemState, whole: WireItem, emit: Emit): void {
  const { encrypted_content } = whole;
  if (item.kind !== 'reasoning' || item.hasEncrypted || typeof encrypted_content !== 'string') return;
  item.hasEncrypted = true;
  const signature = `\n${signatureLine({ encrypted_content })}`;
  emit({ type: 'reasoning', block: item.block, text: '', signature });
}

function signed(signature: string): { signature?: string } {
  return signature === '' ? {} : { signature };
}
