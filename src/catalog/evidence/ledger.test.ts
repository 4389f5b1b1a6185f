import fc from 'fast-check';
import { expect, test } from 'vitest';
import { models } from '../models.ts';
import { type Cell, type Ledger, parseLedger, printLedger } from './ledger.ts';
import { evidenceOf, readLedger } from './supports.ts';
import { tierOf } from './tiers.ts';

const outcome = fc.oneof(
  fc.constantFrom(
    { result: 'pass' } as const,
    { result: 'unusable', reason: 'One half is missing.' } as const,
  ),
  fc.record({
    result: fc.constant('fail' as const),
    layer: fc.constantFrom('request', 'transport', 'decode', 'assertion', 'drift'),
    reason: fc.constantFrom('m:x/y is gone.', 'x/y is gone', 'Found: "a:b c".'),
  }),
);
const cell = fc
  .tuple(
    outcome,
    fc.constantFrom('unknown', '2025-11-02', '2026-05-11'),
    fc.constantFrom('set/p/m/one/a1', 'set/p/m/two/b2', 'set/q/m/one_1/c3', 'alone', 'test/fixtures/p.jsonl'),
    fc.constantFrom('recording', 'simulator'),
  )
  .map(([said, date, fixture, source]) => ({ ...said, date, fixture, source }) as Cell);
const names = ['one', 'two', 'three'];
const surface = fc.dictionary(fc.constantFrom(...names), cell, { minKeys: 1, noNullPrototype: true });

test('what is printed is read back, whatever is in it', () => {
  const all = fc.dictionary(
    fc.constantFrom('m:x/y', 'n:z'),
    fc.dictionary(fc.constantFrom('openai-chat', 'other'), surface, { minKeys: 1, noNullPrototype: true }),
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(all, (known) => {
      const scenarios = names.map((id) => ({ id, shows: id, core: id === 'one' }));
      const ledger: Ledger = { version: 1, asOf: '2026-05-11', scenarios, models: known };
      expect(parseLedger(printLedger(ledger))).toEqual(ledger);
    }),
    { numRuns: 200 },
  );
});

test('texts that are no ledger are not read', () => {
  for (const text of ['', '[]', '{"version":2}', '{"version":1,"models":{}}'])
    expect(parseLedger(text)).toBeUndefined();
});

test('the packaged one is read, is what it would be printed as, and holds no name of an account', () => {
  const ledger = readLedger();
  expect(Object.keys(ledger?.models ?? {}).length).toBeGreaterThanOrEqual(280);
  const text = printLedger(ledger as Ledger);
  expect(text.length).toBeLessThan(120_000);
  expect(text).not.toMatch(/[\da-f]{8}-[\da-f]{4}-|org-[A-Za-z0-9]{10}|sk-[A-Za-z0-9]{8}/);
});

test('models.supports says what is declared and what was seen', () => {
  const seen = models.supports('anthropic:claude-haiku-4-5-20251001', 'tools');
  expect(seen).toMatchObject({ declared: true, verified: true });
  expect(seen.evidence.length).toBeGreaterThan(0);
  for (const { source, result, date, fixture } of seen.evidence)
    expect([
      source,
      result,
      /^\d{4}-/.test(date) || date === 'unknown',
      fixture.startsWith('reqllm/anthropic/'),
    ]).toEqual(['recording', 'pass', true, true]);
  expect(models.supports('nobody:nothing', 'tools')).toMatchObject({
    declared: 'unknown',
    verified: undefined,
    evidence: [],
  });
});

test('one recorded failure is told', () => {
  const ledger = readLedger() as Ledger;
  const failing = Object.entries(ledger.models).find(([spec, surfaces]) =>
    Object.values(surfaces).some((cells) => cells['no_tool']?.layer === 'assertion' && models.has(spec)),
  );
  expect(models.supports(failing?.[0] ?? '', 'tools').verified).toBe(false);
});

test('tiers follow the rules', () => {
  const good: Cell = { result: 'pass', date: '2026-01-01', fixture: 'f', source: 'recording' };
  const bad: Cell = { ...good, result: 'fail', layer: 'assertion' };
  const scenarios = ['basic', 'usage', 'extra'].map((id) => ({ id, shows: id, core: id !== 'extra' }));
  const tier = (cells: Record<string, Cell>, applies = (_: string): boolean => true): string =>
    tierOf(cells, scenarios, applies);
  expect(tier({})).toBe('experimental');
  expect(tier({ basic: good })).toBe('partial');
  expect(tier({ basic: good }, (id) => id !== 'usage')).toBe('first-class');
  expect(tier({ basic: good, usage: good })).toBe('first-class');
  expect(tier({ basic: good, usage: good, extra: bad })).toBe('partial');
  expect(tier({ basic: bad, usage: good })).toBe('failing');
  expect(tier({ basic: good, extra: { ...bad, layer: 'decode' } })).toBe('failing');
  expect(tier({ usage: good })).toBe('experimental');
  expect(tier({ basic: { ...good, source: 'simulator' }, usage: { ...good, source: 'simulator' } })).toBe(
    'experimental',
  );
  expect(tier({ basic: { ...good, result: 'unusable' }, usage: good })).toBe('experimental');
});

test('models that do not talk have tiers by the scenarios of their own work', () => {
  const good: Cell = { result: 'pass', date: '2026-01-01', fixture: 'f', source: 'recording' };
  const bad: Cell = { ...good, result: 'fail', layer: 'assertion' };
  const scenarios = [
    { id: 'basic', shows: 'talks', core: true },
    { id: 'embed_basic', shows: 'one', core: true, type: 'embedding' },
    { id: 'embed_batch', shows: 'some', core: true, type: 'embedding' },
  ] as const;
  const tier = (cells: Record<string, Cell>): string => tierOf(cells, scenarios, () => true);
  expect(tier({ embed_basic: good })).toBe('partial');
  expect(tier({ embed_basic: good, embed_batch: good })).toBe('first-class');
  expect(tier({ embed_basic: good, embed_batch: bad })).toBe('partial');
  expect(tier({ embed_basic: bad, embed_batch: good })).toBe('failing');
  expect(tier({ embed_batch: good })).toBe('experimental');
  // One that does both is judged by what it says.
  expect(tier({ basic: bad, embed_basic: good, embed_batch: good })).toBe('failing');
  expect(tier({ basic: good, embed_basic: bad })).toBe('partial');
});

test('evidence stands under the name of the recording, by protocol', () => {
  const [surface] = evidenceOf(models, 'anthropic:claude-3-5-haiku-20241022');
  expect(surface?.surface).toBe('anthropic-messages');
  expect(surface?.cells['basic']).toMatchObject({ result: 'pass' });
});
