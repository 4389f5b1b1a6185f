import { readFileSync, writeFileSync } from 'node:fs';
import {
  type Ledger,
  type LedgerModels,
  parseLedger,
  printLedger,
} from '../../../src/catalog/evidence/ledger.ts';
import { scenarios } from '../../../src/testing/scenarios/list.ts';

const file = new URL('../../../src/catalog/data/evidence.json', import.meta.url);

// What a model must show to be first-class, where it applies.
const core: ReadonlySet<string> = new Set([
  'basic',
  'streaming',
  'usage',
  'token_limit',
  'multi_tool',
  'no_tool',
  'object_basic',
  'object_streaming',
  'embed_basic',
  'embed_batch',
  'rerank_basic',
  'image_basic',
  'speech_basic',
  'transcription_basic',
]);

/** The ledger of these cells, as of the newest recording. */
export function ledgerOf(models: LedgerModels): Ledger {
  const dates = Object.values(models)
    .flatMap((surfaces) => Object.values(surfaces))
    .flatMap((cells) => Object.values(cells).map(({ date }) => date))
    .filter((date) => date !== 'unknown')
    .sort();
  return {
    version: 1,
    asOf: dates.at(-1) ?? 'unknown',
    scenarios: scenarios.map(({ id, shows, ability, type }) => ({
      id,
      shows,
      ...(type === 'text' ? {} : { type }),
      core: core.has(id),
      ...(ability === undefined ? {} : { ability }),
    })),
    models,
  };
}

/** Ledgers as one; a model may have surfaces in several of them. */
export function merged(...ledgers: readonly LedgerModels[]): LedgerModels {
  const all: Record<string, Record<string, LedgerModels[string][string]>> = {};
  for (const [spec, surfaces] of ledgers.flatMap((each) => Object.entries(each)))
    for (const [surface, cells] of Object.entries(surfaces)) {
      const known = (all[spec] ??= {});
      known[surface] = { ...known[surface], ...cells };
    }
  return all;
}

/** The ledger in the project. */
export function publishedLedger(): string {
  return readFileSync(file, 'utf8');
}

/** Puts a ledger into the project. Throws for one that could not be read back. */
export function publish(ledger: Ledger): void {
  const text = printLedger(ledger);
  if (parseLedger(text) === undefined) throw new TypeError('The ledger cannot be read back.');
  writeFileSync(file, text);
}
