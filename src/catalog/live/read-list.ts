import { isRecord } from '../../core/json.ts';
import { patchProblem } from '../layers/check-layer.ts';
import type { ModelLayer, ModelPatch } from '../layers/layer.ts';
import type { LiveSource } from './sources.ts';

/** What a provider's list said. */
export interface LiveList {
  readonly layer: ModelLayer;
  readonly models: number;
  /** Records that were left out, and why. */
  readonly problems: readonly string[];
}

/** The most records that a list may hold. */
export const mostRecords = 5_000;

/**
 * Reads a provider's documents, page by page. A bad record is left out and reported; text, with the reason, for what is
 * no list, holds no model, or is bad for the greater part. `today` is the first day on which its prices are known to hold.
 */
export function readLiveList(
  provider: string,
  source: Pick<LiveSource, 'records' | 'read'>,
  documents: readonly unknown[],
  today: string,
): LiveList | string {
  const models: Record<string, ModelPatch> = {};
  const aliases: Record<string, string> = {};
  const problems: string[] = [];
  let count = 0;
  for (const document of documents) {
    const records = source.records(document);
    if (records === undefined) return 'The answer is no list of models.';
    count += records.length;
    if (count > mostRecords) return `The list holds more than ${mostRecords} models.`;
    for (const record of records) {
      const problem = addRecord({ provider, source, record, today, models, aliases });
      if (problem !== undefined) problems.push(problem);
    }
  }
  const good = Object.keys(models).length;
  if (good === 0) return 'The list holds no model that can be read.';
  if (problems.length > count / 2) return `${problems.length} of ${count} records are bad.`;
  for (const alias of Object.keys(aliases)) if (Object.hasOwn(models, alias)) delete aliases[alias];
  return { layer: { models, aliases }, models: good, problems };
}

interface Adding {
  readonly provider: string;
  readonly source: Pick<LiveSource, 'read'>;
  readonly record: unknown;
  readonly today: string;
  readonly models: Record<string, ModelPatch>;
  readonly aliases: Record<string, string>;
}

function addRecord({ provider, source, record, today, models, aliases }: Adding): string | undefined {
  if (!isRecord(record)) return 'A record is no object.';
  const found = source.read(record);
  if ('problem' in found) return `A record ${found.problem}.`;
  const { id, patch } = found;
  if (!isId(id)) return `"${clip(id)}" is no id.`;
  const dated = patch.price === undefined ? patch : { ...patch, price: { from: today, ...patch.price } };
  const problem = patchProblem(dated);
  if (problem !== undefined) return `"${clip(id)}" ${problem}`;
  models[`${provider}:${id}`] = dated;
  for (const alias of found.aliases ?? [])
    if (isId(alias) && alias !== id) aliases[`${provider}:${alias}`] = `${provider}:${id}`;
  return undefined;
}

// An id that could be a path or a pattern elsewhere is none.
function isId(id: string): boolean {
  return /^[A-Za-z0-9~][\w.:@/+~-]{0,199}$/.test(id) && !/(?:^|\/)\.{1,2}(?:\/|$)/.test(id);
}

function clip(value: string): string {
  return JSON.stringify(value.slice(0, 80)).slice(1, -1);
}
