import { isRecord, parseJson } from '../../core/json.ts';
import type { JournalLine } from './journal.ts';

/** What the lines of a journal are put together by. `day` is that of UTC. */
export type JournalGroup = 'model' | 'tag' | 'day';

/** One row of a summary. */
export interface JournalRow {
  readonly name: string;
  readonly calls: number;
  readonly failed: number;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In US dollars. */
  readonly cost: number;
  /** Requests of which no final count is known. */
  readonly uncounted: number;
  /** Requests of which no whole price is known. */
  readonly unpriced: number;
}

/** What a journal adds up to. */
export interface JournalSummary {
  readonly rows: readonly JournalRow[];
  readonly total: JournalRow;
  /** Numbers of the lines that are no line of a journal, counted from 1: a crash may have cut the last one. */
  readonly unreadable: readonly number[];
}

type Sum = { -readonly [Name in keyof JournalRow]: JournalRow[Name] };

/**
 * Adds up the lines of a journal. Requests count for the model that was asked, calls for the model that answered; a call
 * with several tags counts in each of their rows, and once in the total.
 */
export function summariseJournal(lines: Iterable<string>, by: JournalGroup = 'model'): JournalSummary {
  const rows = new Map<string, Sum>();
  const total = empty('total');
  const unreadable: number[] = [];
  const rowOf = (name: string): Sum => {
    const known = rows.get(name);
    if (known !== undefined) return known;
    const made = empty(name);
    rows.set(name, made);
    return made;
  };
  let number = 0;
  for (const text of lines) {
    number += 1;
    if (text.trim() === '') continue;
    const line = lineOf(text);
    if (line === undefined) {
      unreadable.push(number);
      continue;
    }
    for (const sum of [total, ...namesOf(line, by).map(rowOf)]) addCall(sum, line);
    for (const request of line.requests) {
      const names = by === 'model' ? [request.model] : namesOf(line, by);
      for (const sum of [total, ...names.map(rowOf)]) addRequest(sum, request);
    }
  }
  const sorted = [...rows.values()];
  sorted.sort((left, right) =>
    by === 'day' ? order(left, right) : right.cost - left.cost || order(left, right),
  );
  return { rows: sorted, total, unreadable };
}

function namesOf({ model, at, tags = [] }: JournalLine, by: JournalGroup): readonly string[] {
  if (by === 'model') return [model];
  if (by === 'day') return [at.slice(0, 10)];
  return tags.length === 0 ? ['(none)'] : [...new Set(tags)];
}

function lineOf(text: string): JournalLine | undefined {
  const parsed = parseJson(text);
  if (!parsed.ok || !isRecord(parsed.value)) return undefined;
  const { v, model, at, requests } = parsed.value;
  const isLine = v === 1 && typeof model === 'string' && typeof at === 'string' && Array.isArray(requests);
  return isLine ? (parsed.value as unknown as JournalLine) : undefined;
}

function addCall(sum: Sum, { outcome }: JournalLine): void {
  sum.calls += 1;
  if (outcome === 'error' || outcome === 'truncated') sum.failed += 1;
}

function addRequest(sum: Sum, request: JournalLine['requests'][number]): void {
  const { inputTokens, outputTokens, cost, costComplete, status } = request;
  sum.requests += 1;
  sum.inputTokens += inputTokens ?? 0;
  sum.outputTokens += outputTokens ?? 0;
  sum.cost = Math.round((sum.cost + (cost ?? 0)) * 1e12) / 1e12;
  if (status !== 'final') sum.uncounted += 1;
  const isFree = inputTokens === 0 && outputTokens === 0;
  if (costComplete !== true && !isFree) sum.unpriced += 1;
}

function order(left: Sum, right: Sum): number {
  return left.name < right.name ? -1 : 1;
}

function empty(name: string): Sum {
  return {
    name,
    calls: 0,
    failed: 0,
    requests: 0,
    inputTokens: 0,
    outputTokens: 0,
    cost: 0,
    uncounted: 0,
    unpriced: 0,
  };
}
