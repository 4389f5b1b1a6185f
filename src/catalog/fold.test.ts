import { expect, test } from 'vitest';
import { fold } from './fold.ts';
import { readDocument } from './import/document.ts';
import type { AgedModel } from './record.ts';

const model = (input?: number): object => ({
  name: 'M',
  limit: { context: 1000, output: 100 },
  modalities: { input: ['text'], output: ['text'] },
  ...(input === undefined ? {} : { cost: { input, output: 2 } }),
});
const document = (models: Record<string, object>): NonNullable<ReturnType<typeof readDocument>> => {
  const read = readDocument({ host: { id: 'host', name: 'Host', npm: '@ai-sdk/openai-compatible', models } });
  if (read === undefined) throw new Error('no document');
  return read;
};
const life = ({ model: { id }, firstSeen, lastSeen, periods }: AgedModel): unknown[] => [
  id,
  firstSeen,
  lastSeen,
  ...periods.map(({ from, price }) => [from, price.rates.input]),
];

test('models retire, return and change their prices', () => {
  const { book, counts } = fold([
    { date: '2026-01-01', document: document({ a: model(1), b: model(1), c: model() }) },
    { date: '2026-02-01', document: document({ a: model(2), c: model(1) }) },
    { date: '2026-03-01', document: document({ a: model(2), b: model(1), d: model(4) }) },
  ]);
  const [host] = book.providers;
  expect(host?.models.map(life)).toEqual([
    ['a', '2026-01-01', '2026-03-01', [null, '1'], ['2026-02-01', '2']],
    ['b', '2026-01-01', '2026-03-01', [null, '1']],
    ['d', '2026-03-01', '2026-03-01', [null, '4']],
  ]);
  // Its first price is the first that was ever said.
  expect(host?.retired.map(life)).toEqual([['c', '2026-01-01', '2026-02-01', [null, '1']]]);
  expect(counts).toEqual({ everSeen: 4, retired: 1, repriced: 2, reappeared: 1 });
});

test('folding in two steps is folding at once', () => {
  const steps = [
    { date: '2026-01-01', document: document({ a: model(1), b: model(1) }) },
    { date: '2026-02-01', document: document({ a: model(2) }) },
    { date: '2026-03-01', document: document({ a: model(3), c: model(1) }) },
  ];
  const { book: first } = fold(steps.slice(0, 2));
  expect(fold(steps.slice(2), first).book).toEqual(fold(steps).book);
});
