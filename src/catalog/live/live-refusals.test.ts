// What providers may answer and must not do to us.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { useLiveServer } from '../../../test/support/live-server.ts';
import { createCatalog } from '../catalog.ts';
import { withLayers } from '../layers/with-layers.ts';
import { readPackaged } from '../node-data.ts';
import { openLiveStore } from '../node-live-store.ts';
import { readLiveList } from './read-list.ts';
import { liveProviders, liveSources } from './sources.ts';

const base = createCatalog({ read: readPackaged });
const live = useLiveServer();

describe('what cannot be trusted', () => {
  const good = { data: [{ id: 'm1', context_window: 10 }, { id: 'm2' }, { id: 'm3' }, { id: 'm4' }] };
  beforeEach(async () => {
    live.json(good);
    await live.sync('groq');
  });
  const isAsBefore = (): void => {
    expect(live.model('groq:m1').limits.context).toBe(10);
    expect(readdirSync(join(live.folder, 'models/live'))).toEqual(['groq.json']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  };

  test.each([
    ['no JSON', '<html>', 'failed', /no JSON/],
    ['cut short', JSON.stringify(good).slice(0, -9), 'failed', /no JSON/],
    ['deep', `{"data":${'['.repeat(600)}${']'.repeat(600)}}`, 'failed', /nested/],
    ['another document', '{"error":"x"}', 'refused', /no list/],
    ['an empty list', '{"data":[]}', 'refused', /no model/],
    ['wrong types', '{"data":[1,null,"x",[],{"id":7},{"id":"ok"}]}', 'refused', /5 of 6/],
    ['shrunken', '{"data":[{"id":"m1"}]}', 'refused', /Only 1 of 4/],
    [
      'prototypes',
      '{"__proto__":{"data":[{"id":"a"}]},"data":[{"id":"__proto__","polluted":1},{"id":"../../etc"}]}',
      'refused',
      /no model/,
    ],
    [
      'too many',
      JSON.stringify({ data: Array.from({ length: 5001 }, (_, index) => ({ id: `m${index}` })) }),
      'refused',
      /more than 5000/,
    ],
    ['too large', `{"data":"${'x'.repeat(17 * 1024 * 1024)}"}`, 'failed', /16 MB/],
  ] as const)('%s', async (_name, text, status, reason) => {
    live.answer(() => ({ text }));
    expect(await live.sync('groq')).toMatchObject({ status, reason: expect.stringMatching(reason) });
    isAsBefore();
  });

  test('a bad record is left out and named, the others count', async () => {
    live.json({
      data: [...good.data, { id: 'm5', context_window: '8k', created: -1 }, { id: 'a b' }, 7],
    });
    const report = await live.sync('groq');
    expect(report).toMatchObject({
      status: 'updated',
      models: 5,
      problems: ['"a b" is no id.', 'A record is no object.'],
    });
    expect(live.model('groq:m5').limits).toEqual({});
  });

  test('a server that refuses, sends elsewhere, never ends or is not there', async () => {
    live.answer(() => ({ status: 401, text: `{"error":"bad key ${live.secret}"}` }));
    expect(await live.sync('groq')).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('401'),
    });
    live.answer(() => ({ status: 302, text: '', location: 'https://elsewhere.example/' }));
    expect(await live.sync('groq')).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('302'),
    });
    live.answer(() => ({ text: JSON.stringify({ models: [{ name: 'models/x' }], nextPageToken: 'again' }) }));
    expect(await live.sync('google')).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('20 pages'),
    });
    expect(await live.sync('groq', { baseUrls: { groq: 'http://127.0.0.1:9' } })).toMatchObject({
      status: 'failed',
    });
    isAsBefore();
  });

  test('keys: needed, not sent in the open, not sent elsewhere from the environment, written nowhere', async () => {
    expect(
      await live.sync('groq', {
        keys: {},
        env: (name) => (name === 'GROQ_API_KEY' ? live.secret : undefined),
      }),
    ).toMatchObject({ status: 'no-key', reason: expect.stringContaining('GROQ_API_KEY') });
    expect(await live.sync('groq', { baseUrls: { groq: 'http://llm.example' } })).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('plain http'),
    });
    expect(await live.sync('groq', { keys: { groq: 'a\nb' } })).toMatchObject({
      status: 'failed',
      reason: expect.not.stringContaining('a\nb'),
    });
    const files = readdirSync(live.folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    );
    for (const name of files)
      expect(readFileSync(join(live.folder, name), 'utf8')).not.toContain(live.secret);
    expect(files).toHaveLength(1);
  });

  test('a stored list that was damaged or changed by hand is not read', async () => {
    for (const text of [
      '{',
      '{"schema":9}',
      JSON.stringify({
        schema: 1,
        provider: 'groq',
        fetchedAt: '2026-11-20',
        layer: { models: { 'groq:m1': { limits: { context: 'x' } } } },
      }),
    ]) {
      writeFileSync(join(live.folder, 'models/live/groq.json'), text);
      expect(openLiveStore(live.folder).read()).toEqual([]);
    }
    live.json(good);
    expect(await live.sync('groq')).toMatchObject({ status: 'updated' });
  });

  test('an unknown provider is a config error; a dry run writes nothing', async () => {
    await expect(live.sync('openrouterr')).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('openrouter'),
    });
    await live.sync('openai', { dryRun: true });
    isAsBefore();
  });
});

test('whatever a provider answers, the list is read or refused, and never throws', () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.record({
      id: fc.string(),
      name: fc.string(),
      pricing: fc.jsonValue(),
      capabilities: fc.jsonValue(),
      created: fc.jsonValue(),
      aliases: fc.jsonValue(),
    }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...liveProviders()),
      fc.array(value, { maxLength: 5 }),
      (provider, records) => {
        const source = liveSources[provider];
        if (source === undefined) throw new Error('There is no such source.');
        const list = readLiveList(
          provider,
          source,
          [{ data: records, models: records, stt: records }],
          '2026-11-20',
        );
        if (typeof list !== 'string') withLayers(base, [{ kind: 'live', layer: list.layer }]).list(provider);
      },
    ),
    { numRuns: 300 },
  );
});
