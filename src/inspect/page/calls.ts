import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type {
  CallLine,
  ChunkLine,
  EndLine,
  ExchangeLine,
  JournalLine,
  RequestLine,
} from '../journal-line.ts';

/** Everything the journal has of one call. */
export interface CallView {
  readonly head: CallLine;
  readonly requests: RequestLine[];
  readonly exchanges: ExchangeLine[];
  readonly chunks: ChunkLine[];
  end?: EndLine;
}

/** Usage as the page shows it. */
export interface Counts {
  readonly inputTokens?: number | null;
  readonly outputTokens?: number | null;
  readonly cacheReadTokens?: number | null;
  readonly reasoningTokens?: number | null;
  readonly cost?: { readonly total: number; readonly complete: boolean } | null;
}

export type Status = 'running' | 'ok' | 'error' | 'left';

const byId = new Map<string, CallView>();
const version: Signal<number> = signal(0);

/** How many lines of the journal could not be read. */
export const unreadable: Signal<number> = signal(0);
export const link: Signal<'connecting' | 'live' | 'lost'> = signal('connecting');

/** All calls, the newest first. */
export const calls: ReadonlySignal<CallView[]> = computed(() => {
  void version.value;
  return [...byId.values()].sort((left, right) => right.head.at - left.head.at);
});

/** A call by its id; follows its growth. */
export function callOf(id: string | undefined): CallView | undefined {
  void version.value;
  return id === undefined ? undefined : byId.get(id);
}

let isDrawing = false;

// A stream may bring hundreds of lines a second; the page is drawn once a frame, and now and then while it reads the journal.
function draw(): void {
  if (isDrawing) return;
  isDrawing = true;
  const show = (): void => {
    isDrawing = false;
    version.value += 1;
  };
  setTimeout(show, link.value === 'connecting' ? 250 : 16);
}

export function reset(): void {
  byId.clear();
  unreadable.value = 0;
  draw();
}

/** Takes in one line of the journal. */
export function take(text: string): void {
  draw();
  let line: JournalLine;
  try {
    line = JSON.parse(text) as JournalLine;
  } catch {
    unreadable.value += 1;
    return;
  }
  if (line.type === 'call') {
    byId.set(line.id, { head: line, requests: [], exchanges: [], chunks: [] });
    return;
  }
  const call = byId.get(line.id);
  if (call === undefined) {
    unreadable.value += 1;
    return;
  }
  add(call, line);
  // Another object, as a part of the page that is given the same one again is not drawn anew.
  byId.set(line.id, { ...call });
}

function add(call: CallView, line: Exclude<JournalLine, CallLine>): void {
  switch (line.type) {
    case 'request':
      call.requests.push(line);
      return;
    case 'exchange':
      call.exchanges.push(line);
      return;
    case 'chunk':
      call.chunks.push(line);
      return;
    case 'end':
      call.end = line;
      return;
    default:
      unreadable.value += 1;
  }
}

export function statusOf(call: CallView): Status {
  return call.end?.outcome ?? 'running';
}

export function countsOf(call: CallView): Counts {
  const known = call.end?.usage ?? call.chunks.findLast(({ chunk }) => kindOf(chunk) === 'usage')?.chunk;
  if (typeof known !== 'object' || known === null) return {};
  return ('usage' in known ? (known as unknown as { usage: Counts }).usage : known) as Counts;
}

export function kindOf(chunk: ChunkLine['chunk']): string {
  return (chunk as { type?: string } | null)?.type ?? 'unknown';
}

/** The texts of one kind of chunk, joined. */
export function textOf(call: CallView, kind: 'text' | 'reasoning' | 'refusal'): string {
  return call.chunks
    .filter(({ chunk }) => kindOf(chunk) === kind)
    .map(({ chunk }) => (chunk as { text: string }).text)
    .join('');
}

/** The tools that were called, with their arguments as they were written. */
export function toolsOf(call: CallView): { readonly name: string; readonly json: string }[] {
  const found = new Map<number, { name: string; json: string }>();
  for (const { chunk } of call.chunks) {
    const { type, block, name, json } = chunk as {
      type: string;
      block: number;
      name?: string;
      json?: string;
    };
    if (type === 'tool-call') found.set(block, { name: name ?? '', json: '' });
    const open = found.get(block);
    if (type === 'tool-input' && open !== undefined) open.json += json ?? '';
  }
  return [...found.values()].map(({ name, json }) => ({ name, json: pretty(json) }));
}

/** Arguments as they came, laid out where they are whole. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** What was not said as it was asked, and other advice. */
export function warningsOf(call: CallView): string[] {
  return call.chunks
    .filter(({ chunk }) => kindOf(chunk) === 'warning')
    .map(({ chunk }) => (chunk as { warning: { message: string } }).warning.message);
}

const quiet: ReadonlySet<string> = new Set(['start', 'usage', 'warning']);

/** The pieces that say something. */
export function spokenOf({ chunks }: CallView): readonly ChunkLine[] {
  return chunks.filter(({ chunk }) => !quiet.has(kindOf(chunk)));
}

/** When the first piece came, in milliseconds since the call began. */
export function firstPieceOf(call: CallView): number | undefined {
  return spokenOf(call)[0]?.ms;
}

interface Other {
  readonly type?: string;
  readonly mediaType?: string;
  readonly bytes?: number;
  readonly url?: string;
  readonly values?: readonly number[];
  readonly index?: number;
  readonly score?: number;
  readonly source?: { readonly url?: string; readonly title?: string };
}

/** What came besides words and tools: images, sounds, vectors, scores and sources, a line each. */
export function othersOf({ chunks }: CallView): string[] {
  const all = chunks.map(({ chunk }) => chunk as Other);
  const vectors = all.filter(({ type }) => type === 'vector');
  return [
    ...(vectors.length === 0
      ? []
      : [`${vectors.length} vectors of ${vectors[0]?.values?.length ?? 0} numbers`]),
    ...mediaOf(all),
    ...all.flatMap(({ type, url }) => (type === 'media-url' ? [`a file at ${url}`] : [])),
    ...all.flatMap(({ type, index, score }) =>
      type === 'score' ? [`document ${index}: ${(score ?? 0).toFixed(4)}`] : [],
    ),
    ...all.flatMap(({ type, source }) =>
      type === 'source' ? [`source: ${source?.title ?? ''} ${source?.url ?? ''}`] : [],
    ),
  ];
}

/** Pieces of one kind in a row are one file. */
function mediaOf(all: readonly Other[]): string[] {
  const sizes = new Map<string, number>();
  for (const [at, { type, mediaType, bytes = 0 }] of all.entries()) {
    if (type !== 'media') continue;
    const block = (all[at] as { block?: number }).block ?? 0;
    const name = `${mediaType} (block ${block})`;
    sizes.set(name, (sizes.get(name) ?? 0) + bytes);
  }
  return [...sizes].map(([name, bytes]) => `${name}: ${bytes.toLocaleString('en')} bytes`);
}
