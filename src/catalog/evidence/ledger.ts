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
  const { scenarios, models, asOf } = parsed.value;
  const isWhole = Array.isArray(scenarios) && isRecord(models) && typeof asOf === 'string';
  return isWhole ? (parsed.value as unknown as Ledger) : undefined;
}

/** A ledger as text: sorted, one model a line, so that a change shows as a change of that line. */
export function printLedger({ version, asOf, scenarios, models }: Ledger): string {
  const lines = Object.keys(models)
    .sort()
    .map((spec) => `${JSON.stringify(spec)}: ${JSON.stringify(sorted(models[spec] ?? {}))}`);
  const head = `"version": ${version},\n"asOf": ${JSON.stringify(asOf)},\n"scenarios": ${JSON.stringify(scenarios)}`;
  return `{\n${head},\n"models": {\n${lines.join(',\n')}\n}\n}\n`;
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));
}
