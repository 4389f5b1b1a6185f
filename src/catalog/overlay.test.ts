import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isOverlay, type Overlay, applyOverlay } from './overlay.ts';
import type { Book, ModelRecord } from './record.ts';

const price = {
  rates: { input: '3', output: '15' },
  cards: [{ when: { promptOver: 200_000 }, rates: { input: '6' } }],
  basis: 'metered' as const,
};
const model: ModelRecord = {
  id: 'claude-x',
  name: 'X',
  kind: 'chat',
  input: ['text'],
  output: ['text'],
  price,
};
const book: Book = {
  date: '2026-07-02',
  providers: [
    {
      provider: {
        id: 'host',
        name: 'Host',
        aliases: [],
        api: 'openai-chat',
        auth: { type: 'bearer', env: [] },
        executable: true,
      },
      models: [{ model, firstSeen: '2026-01-01', lastSeen: '2026-07-02', periods: [{ from: null, price }] }],
      retired: [],
    },
  ],
};
const evidence = { source: 'a page', date: '2026-07-01' };
const match = { provider: ['host'], model: ['claude*'] };
const apply = (overlay: Overlay): { models: readonly ModelRecord[]; stale: readonly string[] } => {
  const { book: laid, stale } = applyOverlay(book, [overlay]);
  return { models: laid.providers.flatMap((each) => each.models.map((aged) => aged.model)), stale };
};

test('objects merge, the rest replaces, null deletes, and the layer is written down', () => {
  const patches = [
    { ...evidence, match, set: { schema: true, capabilities: { tools: { strict: true } } } },
    { ...evidence, match, set: { capabilities: { batch: true }, name: null } },
  ];
  expect(apply({ patches }).models[0]).toEqual({
    id: 'claude-x',
    kind: 'chat',
    input: ['text'],
    output: ['text'],
    price,
    schema: true,
    capabilities: { tools: { strict: true }, batch: true },
    patched: ['capabilities', 'name'],
  });
});

test('rates follow from others on every card, exactly', () => {
  const { models } = apply({ patches: [{ ...evidence, match, rates: { cache_write_1h: ['input', '2'] } }] });
  expect(models[0]?.price?.rates.cache_write_1h).toBe('6');
  expect(models[0]?.price?.cards[0]?.rates.cache_write_1h).toBe('12');
});

test('a card of its own is a multiple, once', () => {
  const card = { when: { serviceTier: 'flex' as const }, times: '0.5' };
  const { models } = apply({
    patches: [
      { ...evidence, match, card },
      { ...evidence, match, card },
    ],
  });
  expect(models[0]?.price?.cards.slice(1)).toEqual([
    { when: card.when, rates: { input: '1.5', output: '7.5' } },
    // For long prompts too, as else the two conditions would contradict each other.
    { when: { promptOver: 200_000, serviceTier: 'flex' }, rates: { input: '3' } },
  ]);
});

test('a correction that upstream made itself is reported, and one past its day is left out', () => {
  const fixed = { ...evidence, match, expect: { name: 'Old name' }, set: { name: 'X!' } };
  const past = { ...evidence, match, until: '2026-07-01', set: { name: 'X?' } };
  const { models, stale } = apply({ patches: [fixed, past] });
  expect(models[0]?.name).toBe('X');
  expect(stale).toEqual(['host:claude* matches nothing that still needs it']);
});

test('a model that no source lists has its id, its kind and the layer', () => {
  const { models } = apply({
    models: [{ ...evidence, provider: 'host', ids: ['e-1', 'claude-x'], kind: 'embedding' }],
  });
  expect(models.map(({ id, kind, output, layer }) => [id, kind, output, layer])).toEqual([
    ['claude-x', 'chat', ['text'], undefined],
    ['e-1', 'embedding', ['embedding'], 'overlay'],
  ]);
});

test('each of our own corrections names its source and its day', () => {
  const folder = new URL('overlay/', import.meta.url);
  const files = readdirSync(folder).map((name): unknown =>
    JSON.parse(readFileSync(new URL(name, folder), 'utf8')),
  );
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    if (!isOverlay(file)) throw new Error('no overlay');
    const { patches = [], models = [], aliases = [], providers = [] } = file;
    for (const each of [...patches, ...models, ...aliases, ...providers]) {
      expect(each.source.length).toBeGreaterThan(10);
      expect(each.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  }
});
