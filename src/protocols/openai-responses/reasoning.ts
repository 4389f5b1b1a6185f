import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { ReasoningPart } from '../../core/message.ts';
import { membersBut, signatureLine, signatureMembers } from './signature.ts';

// A reasoning item has texts in two lists, `content` (the thoughts) and `summary`. A reasoning part has one text: all of
// them, with an empty line between. The signature keeps the rest of the item and, in place of the lists, the length of
// each text, so that the item can be put together again exactly.

type Kind = 'content' | 'summary';

/** One text of a reasoning item: which list it is from, where in it, and how long it is. */
export interface Segment {
  readonly kind: Kind;
  readonly index: number;
  length: number;
}

/** Stands between the texts of one item. */
export const separator = '\n\n';

const texts: ReadonlySet<string> = new Set(['type', 'id', 'content', 'summary']);

/** The part that an item becomes. */
export function reasoningPartOf(item: Readonly<Record<string, unknown>>): ReasoningPart {
  const { text, segments } = reasoningText(item);
  const first = idLine(item['id']);
  const last = closingLine(item, first === '' ? undefined : item['id'], segments);
  return { type: 'reasoning', text, signature: first === '' ? last : `${first}\n${last}` };
}

/** The readable text of an item and what it is made of. */
export function reasoningText(item: Readonly<Record<string, unknown>>): {
  text: string;
  segments: Segment[];
} {
  const segments: Segment[] = [];
  const said: string[] = [];
  for (const kind of ['content', 'summary'] as const) {
    const list: unknown = item[kind];
    if (!Array.isArray(list)) continue;
    for (const [index, part] of list.entries()) {
      const text: unknown = isRecord(part) ? part['text'] : undefined;
      if (typeof text !== 'string' || text === '') continue;
      segments.push({ kind, index, length: text.length });
      said.push(text);
    }
  }
  return { text: said.join(separator), segments };
}

/** The first line of the signature, known when the item begins. */
export function idLine(id: unknown): string {
  return typeof id === 'string' && id !== '' ? signatureLine({ id }) : '';
}

/** The last line of the signature: all but the id, unless that has changed since the first line. */
export function closingLine(
  item: Readonly<Record<string, unknown>>,
  firstId: unknown,
  told: readonly Segment[],
): string {
  const { id, summary, content } = item;
  const isPlain =
    isSame(reasoningText(item).segments, told) &&
    isPlainList(summary, 'summary_text') &&
    isPlainList(content, 'reasoning_text');
  return signatureLine({
    ...(id === firstId ? {} : { id }),
    ...membersBut(item, texts),
    summary: (isPlain ? lengthsOf(summary) : summary) ?? [],
    content: isPlain ? lengthsOf(content) : content,
  });
}

/** The item that a reasoning part came from; undefined when its signature is not from this format. */
export function reasoningItemOf(part: ReasoningPart): JsonObject | undefined {
  const members = signatureMembers(part.signature);
  if (members === undefined) return undefined;
  const { content, summary, ...rest } = members;
  const cut = cutText(part.text, { content, summary });
  return { type: 'reasoning', ...rest, ...cut };
}

function cutText(text: string, layout: { content: Json | undefined; summary: Json | undefined }): JsonObject {
  const state = { text, at: 0 };
  const content = fill(layout.content, 'reasoning_text', state);
  const summary = fill(layout.summary, 'summary_text', state) ?? [];
  if (state.at === text.length || isWhole(layout.content) || isWhole(layout.summary))
    return { summary, ...(content === undefined ? {} : { content }) };
  // The text was changed since: it is all there is to say.
  return { summary: [{ type: 'summary_text', text }] };
}

function fill(
  layout: Json | undefined,
  type: string,
  state: { readonly text: string; at: number },
): Json[] | undefined {
  if (!Array.isArray(layout)) return undefined;
  return layout.map((entry: Json) => {
    if (typeof entry !== 'number') return entry;
    if (entry === 0) return { type, text: '' };
    if (state.at > 0) state.at += separator.length;
    const text = state.text.slice(state.at, state.at + entry);
    state.at += entry;
    return { type, text };
  });
}

function isWhole(layout: Json | undefined): boolean {
  return Array.isArray(layout) && layout.some((entry) => typeof entry !== 'number');
}

function lengthsOf(list: unknown): number[] | undefined {
  return Array.isArray(list) ? list.map((part: { readonly text: string }) => part.text.length) : undefined;
}

// Whether lengths and the text say all there is in the list.
function isPlainList(list: unknown, type: string): boolean {
  if (!Array.isArray(list)) return list === undefined || list === null;
  return list.every(
    (part) =>
      isRecord(part) &&
      part['type'] === type &&
      typeof part['text'] === 'string' &&
      Object.keys(part).length === 2,
  );
}

function isSame(left: readonly Segment[], right: readonly Segment[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ kind, index, length }, at) => {
      const other = right[at];
      return other !== undefined && other.kind === kind && other.index === index && other.length === length;
    })
  );
}
