import { isSameJson } from '../../core/json.ts';
import { byText } from '../order.ts';
import type { AgedModel, Book, ModelRecord } from '../record.ts';

/** What changed between two catalogues. Specs are `provider:id`, all lists sorted. */
export interface CatalogDiff {
  readonly addedProviders: readonly string[];
  readonly removedProviders: readonly string[];
  readonly added: readonly string[];
  readonly retired: readonly string[];
  readonly repriced: readonly Change[];
  /** Abilities and limits that changed. */
  readonly changed: readonly Change[];
}

/** One fact of one model. */
export interface Change {
  readonly spec: string;
  readonly fact: string;
  readonly from: string;
  readonly to: string;
}

/** Compares what is served now; retired models count as gone. */
export function diffBooks(before: Book, after: Book): CatalogDiff {
  const [left, right] = [liveModels(before), liveModels(after)];
  const both = [...right].flatMap(([spec, model]) => {
    const old = left.get(spec);
    return old === undefined ? [] : [{ spec, old, model }];
  });
  return {
    addedProviders: missingFrom(liveProviders(before), liveProviders(after)),
    removedProviders: missingFrom(liveProviders(after), liveProviders(before)),
    added: missingFrom([...left.keys()], [...right.keys()]),
    retired: missingFrom([...right.keys()], [...left.keys()]),
    repriced: both.flatMap(({ spec, old, model }) => priceChanges(spec, old, model)),
    changed: both.flatMap(({ spec, old, model }) => factChanges(spec, old, model)),
  };
}

/** A diff as lines of text; what is empty is left out. */
export function renderDiff(diff: CatalogDiff): string {
  const list = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`${title} (${lines.length}):`, ...lines.map((line) => `  ${line}`)];
  const change = ({ spec, fact, from, to }: Change): string =>
    `${spec} ${fact}: ${from} -> ${to}${percent(from, to)}`;
  const lines = [
    ...list('New providers', diff.addedProviders),
    ...list('Gone providers', diff.removedProviders),
    ...list('New models', diff.added),
    ...list('Retired models', diff.retired),
    ...list('New prices', diff.repriced.map(change)),
    ...list('Changed facts', diff.changed.map(change)),
  ];
  return lines.length === 0 ? 'Nothing changed.' : lines.join('\n');
}

/** Whether anything changed. */
export function isEmptyDiff(diff: CatalogDiff): boolean {
  return Object.values(diff).every((list: readonly unknown[]) => list.length === 0);
}

function liveModels({ providers }: Book): Map<string, ModelRecord> {
  const entries = providers.flatMap(({ provider, models }) =>
    models.map(({ model }: AgedModel): [string, ModelRecord] => [`${provider.id}:${model.id}`, model]),
  );
  return new Map(entries.sort(([left], [right]) => byText(left, right)));
}

function liveProviders({ providers }: Book): string[] {
  return providers.filter(({ models }) => models.length > 0).map(({ provider }) => provider.id);
}

function missingFrom(known: readonly string[], wanted: readonly string[]): string[] {
  const there = new Set(known);
  return wanted.filter((each) => !there.has(each));
}

function priceChanges(spec: string, old: ModelRecord, model: ModelRecord): Change[] {
  const [before, after] = [old.price?.rates ?? {}, model.price?.rates ?? {}];
  const meters = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof typeof before)[];
  return meters
    .filter((meter) => before[meter] !== after[meter])
    .map((meter) => ({ spec, fact: meter, from: before[meter] ?? 'unknown', to: after[meter] ?? 'unknown' }));
}

const watched = [
  'kind',
  'reasoning',
  'tools',
  'temperature',
  'schema',
  'input',
  'output',
  'context',
  'maxInput',
  'maxOutput',
  'dimensions',
  'efforts',
  'status',
] as const;

function factChanges(spec: string, old: ModelRecord, model: ModelRecord): Change[] {
  return watched
    .filter((fact) => !isSameJson(old[fact], model[fact]))
    .map((fact) => ({ spec, fact, from: textOf(old[fact]), to: textOf(model[fact]) }));
}

function textOf(value: string | number | boolean | readonly string[] | undefined): string {
  if (value === undefined) return 'unknown';
  return typeof value === 'object' ? value.join(' ') : String(value);
}

function percent(from: string, to: string): string {
  const change = (Number(to) / Number(from) - 1) * 100;
  return Number.isFinite(change) ? ` (${change > 0 ? '+' : ''}${change.toFixed(0)} %)` : '';
}
