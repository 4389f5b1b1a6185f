import { beforeAll, describe, expect, test } from 'vitest';
import { type Ledger, type LedgerModels, printLedger } from '../../src/catalog/evidence/ledger.ts';
import { scenarios } from '../../src/testing/scenarios/list.ts';
import { ledgerOf, merged, publish, publishedLedger } from './evidence/publish.ts';
import { takes } from './evidence/recorded.ts';
import { operationTakes } from './evidence/recorded-operations.ts';
import { simulatedCells, simulatedModels } from './evidence/simulated.ts';
import { tryOperations } from './evidence/try-operations.ts';
import { tryTakes } from './evidence/try-takes.ts';
import { absence, hasCorpus } from './recordings.ts';

describe.runIf(hasCorpus())('evidence from recordings', () => {
  let ledger: Ledger;
  let recorded: LedgerModels;
  let operations: LedgerModels;
  beforeAll(async () => {
    recorded = await tryTakes(takes(), scenarios);
    operations = await tryOperations(operationTakes(), scenarios);
    ledger = ledgerOf(merged(recorded, operations, await simulatedCells(scenarios)));
    if (process.env['REQLLM_CORPUS_REPORT'] === 'write') publish(ledger);
  }, 120_000);

  const cellsOf = (all: LedgerModels) =>
    Object.values(all).flatMap((surfaces) => Object.values(surfaces).flatMap((each) => Object.values(each)));
  const cells = () => cellsOf(recorded);

  test('at least 280 models have some', () => {
    expect(Object.keys(recorded).length).toBeGreaterThanOrEqual(280);
  });

  test('every cell is decided by a recording, and no reply was unreadable but for errors that a host put into it', () => {
    expect(cells().every(({ fixture }) => fixture.startsWith('reqllm/'))).toBe(true);
    const lost = cells().filter(({ layer }) => layer === 'decode');
    expect(lost.map(({ fixture }) => fixture)).toEqual(hostErrors);
  });

  test('vectors, ranks, images, speech and transcripts have some too, and every answer can be read', () => {
    const shown = new Map<string, number>();
    for (const surfaces of Object.values(operations))
      for (const [scenario, { result }] of Object.values(surfaces).flatMap((each) => Object.entries(each)))
        if (result === 'pass') shown.set(scenario, (shown.get(scenario) ?? 0) + 1);
    const least = {
      embed_basic: 25,
      embed_batch: 11,
      rerank_basic: 3,
      image_basic: 11,
      speech_basic: 3,
      transcription_basic: 5,
    };
    for (const [scenario, count] of Object.entries(least))
      expect(shown.get(scenario), scenario).toBeGreaterThanOrEqual(count);
    expect(cellsOf(operations).filter(({ layer }) => layer === 'decode')).toEqual([]);
  });

  test('what only the simulator shows is marked as such, for models that were not recorded, and passes', () => {
    for (const spec of Object.keys(simulatedModels)) {
      expect(Object.keys(recorded)).not.toContain(spec);
      const cells = Object.values(ledger.models[spec] ?? {}).flatMap((all) => Object.entries(all));
      expect(cells.length, spec).toBeGreaterThan(10);
      for (const [scenario, { source, result, reason }] of cells)
        expect([source, result, reason], `${spec} ${scenario}`).toEqual(['simulator', 'pass', undefined]);
    }
  });

  test('the published ledger is what the scenarios say now', () => {
    expect(printLedger(ledger)).toBe(publishedLedger());
  });
});

// Errors that a host sent inside a reply with status 200.
const hostErrors: string[] = [
  'reqllm/openrouter/google_gemini_2.5_flash_lite/object_basic/41c3cad756',
  'reqllm/openrouter/mistralai_devstral_small_2505/tool_round_trip_2/5ec5b654f7',
  'reqllm/openrouter/nousresearch_hermes_4_405b/token_limit/0a5fc73145',
];

test.runIf(!hasCorpus())('nothing was recorded here', () => console.log(absence));
