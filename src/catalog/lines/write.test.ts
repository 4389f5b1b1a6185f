import { expect, test } from 'vitest';
import { parseModelLine, readHistory, readModelLine } from './read.ts';
import type { AgedModel, ModelRecord } from '../record.ts';
import { daysOf, historyLine, modelLine } from './write.ts';

const price = {
  rates: { input: '5', output: '25', cache_write: '6.25', web_search: '10' },
  cards: [
    { when: { promptOver: 200_000 }, rates: { input: '10' } },
    { when: { serviceTier: 'flex' as const, region: 'eu' }, rates: { input: '2.5', request: '1' } },
  ],
  basis: 'metered' as const,
};
const full: ModelRecord = {
  id: 'lab/model-5:thinking',
  name: 'A name of its own',
  family: 'model',
  kind: 'embedding',
  reasoning: true,
  tools: false,
  schema: true,
  input: ['text', 'image', 'pdf', 'audio', 'video'],
  output: ['embedding'],
  context: 200_000,
  maxInput: 100_000,
  maxOutput: 64_000,
  dimensions: 1024,
  released: '2026-05-28',
  knowledge: '2025-12',
  status: 'deprecated',
  efforts: ['none', 'low', 'max'],
  budget: { min: 1024 },
  toggle: true,
  alwaysThinks: true,
  field: 'reasoning_content',
  price,
  modes: { fast: { body: { speed: 'fast' } } },
  wire: { api: 'openai-responses' },
  capabilities: { tools: { strict: true } },
  canonical: 'lab/model-5',
  pointsTo: 'lab/model-5-1',
  aliases: ['model-5'],
  replacement: 'lab/model-6',
  layer: 'overlay',
  patched: ['kind'],
  extra: { tokenizer: 'x' },
};
const bare: ModelRecord = { id: 'm', name: 'M', kind: 'chat', input: ['text'], output: ['text'] };

function roundTrip(aged: AgedModel): AgedModel {
  const days = daysOf([aged]);
  const [id = '', json = ''] = modelLine(aged, days).split('\t');
  return readModelLine(parseModelLine(id, json, days));
}

test('a line holds everything', () => {
  const periods = [{ from: '2026-07-01', price }];
  const aged: AgedModel = { model: full, firstSeen: '2025-07-01', lastSeen: '2026-07-02', periods };
  expect(roundTrip(aged)).toEqual(aged);
});

test('a line of a model about which little is known is short', () => {
  const aged: AgedModel = { model: bare, firstSeen: '2025-07-01', lastSeen: '2025-07-01', periods: [] };
  expect(modelLine(aged, ['2025-07-01'])).toBe('m\t[0,"t>t",0,0,"00",""]');
  expect(roundTrip(aged)).toEqual(aged);
});

test('words for effort that are not shared are written out', () => {
  const model: ModelRecord = { ...bare, efforts: ['off', 'high'] };
  const aged: AgedModel = { model, firstSeen: '2025-07-01', lastSeen: '2025-07-01', periods: [] };
  expect(roundTrip(aged).model.efforts).toEqual(['off', 'high']);
});

test('older prices have a line of their own', () => {
  const older = { rates: { input: '9' }, cards: [], basis: 'free' as const };
  const periods = [
    { from: null, price: older },
    { from: '2026-03-01', price: { ...older, rates: { output: '1' } } },
    { from: '2026-07-01', price },
  ];
  const aged: AgedModel = { model: full, firstSeen: '2025-07-01', lastSeen: '2026-07-02', periods };
  const days = daysOf([aged]);
  const [, json = ''] = historyLine(aged, days).split('\t');
  expect(readHistory(json, days)).toEqual(periods.slice(0, 2));
});
