import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCatalog } from '../catalog.ts';
import { readPackaged } from '../node-data.ts';
import { readDocuments, readOverlays } from '../node-documents.ts';
import { type CatalogStore, openStore } from '../node-store.ts';
import { renderDiff } from './diff.ts';
import type { Download } from './download.ts';
import { type SyncReport, syncStore } from './sync-store.ts';

const model = (input: number, more: object = {}): object => ({
  name: 'M',
  limit: { context: 1000, output: 100 },
  modalities: { input: ['text'], output: ['text'] },
  cost: { input, output: 2 },
  ...more,
});
const textOf = (models: Record<string, object>): string =>
  JSON.stringify({ host: { id: 'host', name: 'Host', npm: '@ai-sdk/openai-compatible', models } });
const first = textOf({ a: model(1), b: model(1), c: model(1), d: model(1) });
const second = textOf({ a: model(2), b: model(1, { tool_call: true }), c: model(1), e: model(1) });

let folder: string;
let store: CatalogStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
  store = openStore(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sync = (
  text: string,
  date: string,
  more: { force?: boolean; dryRun?: boolean } = {},
): Promise<SyncReport> =>
  syncStore({
    store,
    packaged: () => undefined,
    source: { documents: [{ text, date, path: 'api.json' }] },
    overlays: [],
    today: date,
    ...more,
  });
const ids = (): string[] => {
  const read = store.read();
  return read === undefined
    ? []
    : createCatalog({ read })
        .list('host')
        .map(({ id }) => id);
};
const generations = (): string[] => readdirSync(join(folder, 'models/v2')).sort();

describe('a sync', () => {
  test('takes what is new, keeps what is gone in the archive, and says what changed', async () => {
    await sync(first, '2026-08-01');
    const report = await sync(second, '2026-09-01');
    expect(report).toMatchObject({
      status: 'updated',
      diff: {
        added: ['host:e'],
        retired: ['host:d'],
        repriced: [{ spec: 'host:a', fact: 'input', from: '1', to: '2' }],
        changed: [{ spec: 'host:b', fact: 'tools', from: 'unknown', to: 'true' }],
      },
    });
    expect(report.status === 'updated' && renderDiff(report.diff)).toContain('host:a input: 1 -> 2 (+100 %)');
    expect(ids()).toEqual(['a', 'b', 'c', 'e']);
    const catalog = createCatalog({ read: store.read() ?? (() => undefined) });
    expect(catalog.get('host:d').lifecycle).toMatchObject({ status: 'retired', lastSeen: '2026-08-01' });
    expect(catalog.history(catalog.get('host:a'))?.periods.map(({ from }) => from)).toEqual([
      null,
      '2026-09-01',
    ]);
    expect(await sync(second, '2026-09-02')).toEqual({ status: 'unchanged' });
  });

  test('keeps two generations, whatever came before', async () => {
    await sync(first, '2026-08-01');
    await sync(second, '2026-09-01');
    await sync(first, '2026-10-01');
    expect(generations().filter((name) => /^[0-9a-f]{64}$/.test(name))).toHaveLength(2);
    expect(generations()).not.toContain('lock');
  });

  test('a dry run writes nothing', async () => {
    expect(await sync(first, '2026-08-01', { dryRun: true })).toMatchObject({ status: 'updated' });
    expect(store.read()).toBeUndefined();
  });
});

describe('bad input is refused and the current catalogue stays', () => {
  const deep = `{"host":${'['.repeat(600)}${']'.repeat(600)}}`;
  const many = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`m${index}`, model(index < 1 ? -1 : 1)]),
  );
  test.each([
    ['truncated', second.slice(0, -20), /no JSON/],
    ['empty', '', /no JSON/],
    ['a list', '[]', /no list of providers/],
    ['nothing in it', '{}', /no list of providers/],
    ['text', '"hello"', /no list of providers/],
    ['a page', '<html></html>', /no JSON/],
    ['too deep', deep, /nested deeper/],
    ['shrunken', textOf({ a: model(1) }), /Only 1 of 4 models/],
    ['bad records', textOf({ ...many }), /1 of 21 records are bad/],
    ['wrong types', '{"host":{"id":"host","name":1,"npm":[],"models":"x"}}', /records are bad/],
    ['only a prototype', '{"__proto__":{"models":{"polluted":{}}}}', /records are bad/],
    ['too large', `"${'x'.repeat(32 * 1024 * 1024)}"`, /32 MB/],
  ])('%s', async (_name, text, reason) => {
    await sync(first, '2026-08-01');
    const before = readFileSync(join(folder, 'models/v2/current'), 'utf8');
    const report = await sync(text, '2026-09-01');
    expect(report).toMatchObject({ status: 'refused', reason: expect.stringMatching(reason) });
    expect(readFileSync(join(folder, 'models/v2/current'), 'utf8')).toBe(before);
    expect(ids()).toEqual(['a', 'b', 'c', 'd']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('unless it is forced', async () => {
    await sync(first, '2026-08-01');
    expect(await sync(textOf({ a: model(1) }), '2026-09-01', { force: true })).toMatchObject({
      status: 'updated',
    });
    expect(ids()).toEqual(['a']);
  });

  test('a document older than the catalogue', async () => {
    await sync(first, '2026-08-01');
    expect(await sync(second, '2026-07-01')).toMatchObject({ status: 'refused' });
  });
});

describe('on disk', () => {
  test('a damaged generation is not read', async () => {
    await sync(first, '2026-08-01');
    const name = readFileSync(join(folder, 'models/v2/current'), 'utf8').trim();
    writeFileSync(join(folder, 'models/v2', name, 'host.txt'), 'short');
    expect(store.read()).toBeUndefined();
    expect(await sync(first, '2026-08-02')).toMatchObject({ status: 'updated' });
    expect(ids()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('a process that died before the end leaves the old catalogue, and its draft goes with the next sync', async () => {
    await sync(first, '2026-08-01');
    mkdirSync(join(folder, 'models/v2/.draft-1'));
    writeFileSync(join(folder, 'models/v2/.draft-1/meta.json'), '{');
    writeFileSync(join(folder, 'models/v2/.current-1'), 'half');
    expect(ids()).toEqual(['a', 'b', 'c', 'd']);
    await sync(second, '2026-09-01');
    expect(generations().filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('a write that fails on the way leaves the old catalogue', async () => {
    await sync(first, '2026-08-01');
    // A folder where the pointer's draft should go, as on a disk that refuses the last step.
    mkdirSync(join(folder, `models/v2/.current-${process.pid}`));
    await expect(sync(second, '2026-09-01')).rejects.toThrow(/EISDIR/);
    expect(ids()).toEqual(['a', 'b', 'c', 'd']);
    expect(generations()).not.toContain('lock');
  });

  test('two syncs at once: one works, the other is told', async () => {
    const results = await Promise.allSettled([sync(first, '2026-08-01'), sync(second, '2026-08-01')]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find((each) => each.status === 'rejected')).toMatchObject({ reason: { code: 'config' } });
    expect(ids()).toHaveLength(4);
  });

  test('the lock of a dead or very old process does not count', async () => {
    await sync(first, '2026-08-01');
    const lock = join(folder, 'models/v2/lock');
    writeFileSync(lock, JSON.stringify({ pid: process.pid, at: Date.now() - 11 * 60_000 }));
    expect(await sync(second, '2026-09-01')).toMatchObject({ status: 'updated' });
    writeFileSync(lock, JSON.stringify({ pid: 2 ** 30, at: Date.now() }));
    expect(await sync(first, '2026-10-01')).toMatchObject({ status: 'updated' });
    writeFileSync(lock, JSON.stringify({ pid: process.pid, at: Date.now() }));
    await expect(sync(second, '2026-11-01')).rejects.toMatchObject({ code: 'config' });
  });

  test('documents come from files and folders, packed or not', () => {
    writeFileSync(join(folder, 'api-2026-09-01.json.gz'), gzipSync(second));
    writeFileSync(join(folder, 'api-2026-08-01.json'), first);
    writeFileSync(join(folder, 'notes.txt'), 'no');
    expect(readDocuments(folder).map(({ date, text }) => [date, text])).toEqual([
      ['2026-08-01', first],
      ['2026-09-01', second],
    ]);
    writeFileSync(join(folder, 'bad.json.gz'), 'no gzip');
    expect(() => readDocuments(join(folder, 'bad.json.gz'))).toThrow(/cannot be read/);
    expect(() => readDocuments(join(folder, 'nowhere'))).toThrow(/ENOENT/);
  });
});

describe('from the network', () => {
  const server = (
    replies: { status: number; text?: string; etag?: string; bytes?: number }[],
  ): [Download, unknown[]] => {
    const asked: unknown[] = [];
    return [
      (request) => {
        asked.push(request.headers['if-none-match']);
        const { status, text = '', etag, bytes = 0 } = replies.shift() ?? { status: 500 };
        const pieces = [
          new TextEncoder().encode(text),
          ...Array.from({ length: bytes }, () => new Uint8Array(1 << 20)),
        ];
        const body = { read: () => Promise.resolve(pieces.shift()), close: () => {} };
        return Promise.resolve({ status, headers: etag === undefined ? {} : { etag }, body });
      },
      asked,
    ];
  };
  const fetchAt = (send: Download, today: string): Promise<SyncReport> =>
    syncStore({
      store,
      packaged: () => undefined,
      source: { send, url: 'https://x.test/api.json' },
      overlays: [],
      today,
    });

  test('an ETag saves the second download', async () => {
    const [send, asked] = server([{ status: 200, text: first, etag: '"1"' }, { status: 304 }]);
    expect(await fetchAt(send, '2026-08-01')).toMatchObject({ status: 'updated' });
    expect(await fetchAt(send, '2026-08-02')).toEqual({ status: 'unchanged' });
    expect(asked).toEqual([undefined, '"1"']);
  });

  test('what fails on the way leaves the catalogue as it is', async () => {
    await sync(first, '2026-08-01');
    const [send] = server([{ status: 302 }, { status: 500 }, { status: 200, bytes: 33 }]);
    for (let turn = 0; turn < 3; turn += 1)
      expect(await fetchAt(send, '2026-09-01')).toMatchObject({ status: 'offline' });
    const dead: Download = () => Promise.reject(new Error('no network'));
    expect(await fetchAt(dead, '2026-09-01')).toEqual({ status: 'offline', reason: 'no network' });
    expect(ids()).toEqual(['a', 'b', 'c', 'd']);
  });
});

test('the packaged catalogue goes on: corrections stay, nothing is repriced that did not change', async () => {
  const { models } = createCatalog({ read: readPackaged }).meta ?? { models: 0 };
  const catalog = createCatalog({ read: readPackaged });
  const live = catalog.get('anthropic:claude-opus-4-8');
  expect([models > 6000, live.capabilities.output.jsonSchema]).toEqual([true, true]);
  const report = await syncStore({
    store,
    packaged: readPackaged,
    source: {
      documents: [
        {
          path: 'one.json',
          date: '2026-11-30',
          text: JSON.stringify({
            anthropic: {
              id: 'anthropic',
              name: 'Anthropic',
              npm: '@ai-sdk/anthropic',
              env: ['ANTHROPIC_API_KEY'],
              models: {
                'claude-opus-4-8': {
                  name: 'Claude Opus 4.8',
                  family: 'claude-opus',
                  reasoning: true,
                  reasoning_options: [{ type: 'effort', values: ['low', 'medium', 'high', 'xhigh', 'max'] }],
                  tool_call: true,
                  temperature: false,
                  modalities: { input: ['text', 'image', 'pdf'], output: ['text'] },
                  limit: { context: 1_000_000, output: 128_000 },
                  cost: { input: 5, output: 25, cache_read: 0.5, cache_write: 6.25 },
                  experimental: {
                    modes: {
                      fast: {
                        cost: { input: 10, output: 50, cache_read: 1, cache_write: 12.5 },
                        provider: { body: { speed: 'fast' } },
                      },
                    },
                  },
                },
              },
            },
          }),
        },
      ],
    },
    overlays: readOverlays(),
    today: '2026-11-30',
    force: true,
  });
  expect(report.status).toBe('updated');
  if (report.status !== 'updated') return;
  expect(report.diff.repriced).toEqual([]);
  const after = createCatalog({ read: store.read() ?? (() => undefined) });
  const opus = after.get('anthropic:claude-opus-4-8');
  expect(opus.capabilities.output.jsonSchema).toBe(true);
  expect(opus.pricing).toEqual(live.pricing);
  expect(opus.lifecycle.firstSeen).toBe(live.lifecycle.firstSeen);
  // What only our corrections know is not retired; what upstream no longer lists is, and still resolves.
  expect(after.get('anthropic:claude-fable-5-2').lifecycle.status).toBe('active');
  expect(after.get('openai:gpt-4o').lifecycle.status).toBe('retired');
  // It writes some hundred files and waits for the disk with each.
}, 30_000);
