import { isRecord, parseJson } from '../../core/json.ts';
import type { IsoDate } from '../schema.ts';

/** What one replayed exchange showed about one model. */
export interface Cell {
  /** `unusable`: the recording shows nothing of the model, as its request was malformed or half is missing. */
  readonly result: 'pass' | 'fail' | 'unusable';
  /** The day of the recording. */
  readonly date: IsoDate;
  /** The recording, by its name. */
  readonly fixture: string;
  /** `recording`: a provider's own answer. `simulator`: our own, which shows the protocol and nothing of the model. */
  readonly source: 'recording' | 'simulator';
  /** How far a failed attempt came. */
  readonly layer?: 'request' | 'transport' | 'decode' | 'assertion' | 'drift';
  readonly reason?: string;
}

/** A scenario as the ledger knows it. */
export interface LedgerScenario {
  readonly id: string;
  readonly shows: string;
  /** The kind of work that it tries; absent for text. */
  readonly type?: 'embedding' | 'rerank' | 'image' | 'speech' | 'transcription';
  /** The ability that it is the evidence for. */
  readonly ability?: string;
  /** Whether a model must pass it, where it applies, to be first-class. */
  readonly core: boolean;
}

/** Cells by model spec, surface (protocol and endpoint) and scenario. */
export type LedgerModels = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Cell>>>>>>;

/** What has been seen of which model: every cell is decided by a scenario's own assertions on a replayed exchange. */
export interface Ledger {
  readonly version: 1;
  /** The day of the newest recording. */
  readonly asOf: IsoDate;
  readonly scenarios: readonly LedgerScenario[];
  readonly models: LedgerModels;
}

/** A ledger from its text; undefined for anything else. */
export function parseLedger(text: string): Ledger | undefined {
  const parsed = parseJson(text);
  if (!parsed.ok || !isRecord(parsed.value) || parsed.value['version'] !== 1) return undefined;
  const { scenarios, reasons, models, asOf } = parsed.value;
  const isWhole =
    Array.isArray(scenarios) && Array.isArray(reasons) && isRecord(models) && typeof asOf === 'string';
  if (!isWhole) return undefined;
  const packed = parsed.value as unknown as Packed;
  const unpacked = mapValues(packed.models, (surfaces, spec) =>
    mapValues(surfaces, (surface) => unpackSurface(surface, spec, packed)),
  );
  return { version: 1, asOf: packed.asOf, scenarios: packed.scenarios, models: unpacked };
}

/** A ledger as text: sorted, one model a line, so that a change shows as a change of that line. */
export function printLedger({ version, asOf, scenarios, models }: Ledger): string {
  const specs = Object.keys(models).sort();
  const reasons = [...new Set(specs.flatMap((spec) => reasonsIn(models[spec] ?? {}, spec)))].sort();
  const packing: Packing = {
    scenarios: new Map(scenarios.map(({ id }, index) => [id, index])),
    reasons: new Map(reasons.map((reason, index) => [reason, index])),
  };
  const lines = specs.map((spec) => {
    const surfaces = mapValues(sorted(models[spec] ?? {}), (cells) => packSurface(cells, spec, packing));
    return `${JSON.stringify(spec)}: ${JSON.stringify(surfaces)}`;
  });
  const list = (values: readonly unknown[]): string =>
    `[\n${values.map((value) => JSON.stringify(value)).join(',\n')}\n]`;
  const head = `"version": ${version},\n"asOf": ${JSON.stringify(asOf)},\n"scenarios": ${list(scenarios)},\n"reasons": ${list(reasons)}`;
  return `{\n${head},\n"models": {\n${lines.join(',\n')}\n}\n}\n`;
}

// Packed, a surface is the start that the names of its recordings share, then a word for each cell: the index of the
// scenario, what became of it (below), the day, the rest of the recording's name, and the index of the reason.
interface Packed extends Pick<Ledger, 'asOf' | 'scenarios'> {
  /** The model's spec and id stand in them as `{spec}` and `{id}`. */
  readonly reasons: readonly string[];
  readonly models: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface Packing {
  readonly scenarios: ReadonlyMap<string, number>;
  readonly reasons: ReadonlyMap<string, number>;
}

const outcomes: readonly (readonly [
  letter: string,
  result: Cell['result'],
  layer?: NonNullable<Cell['layer']>,
])[] = [
  ['p', 'pass'],
  ['u', 'unusable'],
  ['r', 'fail', 'request'],
  ['t', 'fail', 'transport'],
  ['d', 'fail', 'decode'],
  ['a', 'fail', 'assertion'],
  ['x', 'fail', 'drift'],
];

function packSurface(cells: Readonly<Record<string, Cell>>, spec: string, packing: Packing): string {
  const names = Object.values(cells).map(({ fixture }) => fixture);
  const start = sharedStart(names);
  const words = Object.entries(sorted(cells)).map(([scenario, cell]) => {
    const { result, layer, date, fixture, source, reason } = cell;
    const letter = outcomes.find(([, each, at]) => each === result && at === layer)?.[0] ?? '?';
    const said = source === 'simulator' ? letter.toUpperCase() : letter;
    const because = reason === undefined ? '' : `:${packing.reasons.get(general(reason, spec))}`;
    const rest = fixture.slice(start.length).replace(`${scenario}/`, '~');
    const day = date === 'unknown' ? '' : date.slice(2).replaceAll('-', '');
    return `${packing.scenarios.get(scenario)}${said}${day}:${rest}${because}`;
  });
  return [start, ...words].join(' ');
}

function unpackSurface(text: string, spec: string, { scenarios, reasons }: Packed): Record<string, Cell> {
  const [start = '', ...words] = text.split(' ');
  const cells = words.map((word): [string, Cell] => {
    const [head = '', rest = '', because] = word.split(':');
    const [, index, letter = '', day = ''] = /^(\d+)([A-Za-z?])(\d*)$/.exec(head) ?? [];
    const scenario = scenarios[Number(index)]?.id ?? '';
    const [, result = 'fail', layer] = outcomes.find(([each]) => each === letter.toLowerCase()) ?? [];
    const reason = because === undefined ? undefined : reasons[Number(because)];
    const cell: Cell = {
      result,
      date: day === '' ? 'unknown' : `20${day.slice(0, 2)}-${day.slice(2, 4)}-${day.slice(4)}`,
      fixture: start + rest.replace('~', `${scenario}/`),
      source: letter === letter.toLowerCase() ? 'recording' : 'simulator',
      ...(layer === undefined ? {} : { layer }),
      ...(reason === undefined ? {} : { reason: particular(reason, spec) }),
    };
    return [scenario, cell];
  });
  return Object.fromEntries(cells);
}

function sharedStart(names: readonly string[]): string {
  const [first = '', ...others] = names;
  let length = first.lastIndexOf('/') + 1;
  while (length > 0 && !others.every((name) => name.startsWith(first.slice(0, length))))
    length = first.lastIndexOf('/', length - 2) + 1;
  // The last folder is the scenario's.
  return others.length === 0
    ? first.slice(0, first.lastIndexOf('/', length - 2) + 1)
    : first.slice(0, length);
}

function reasonsIn(surfaces: LedgerModels[string], spec: string): string[] {
  const cells = Object.values(surfaces).flatMap((each) => Object.values(each));
  return cells.flatMap(({ reason }) => (reason === undefined ? [] : [general(reason, spec)]));
}

function general(reason: string, spec: string): string {
  return reason.replaceAll(spec, '{spec}').replaceAll(idOf(spec), '{id}');
}

function particular(reason: string, spec: string): string {
  return reason.replaceAll('{spec}', spec).replaceAll('{id}', idOf(spec));
}

function idOf(spec: string): string {
  return spec.slice(spec.indexOf(':') + 1);
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From, name: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));
}
