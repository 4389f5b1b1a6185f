import { mkdtempSync, rmSync, symlinkSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cacheFolder } from '../node-cache-folder.ts';
import { createClientCatalog } from '../client-catalog.ts';
import { openStore } from '../node-store.ts';
import { createAutoSync, intervalMs } from './auto-sync.ts';
import type { Download } from './download.ts';

const day = 86_400_000;
const document = (input: number): string =>
  JSON.stringify({
    host: {
      id: 'host',
      name: 'Host',
      npm: '@ai-sdk/openai-compatible',
      api: 'https://host.example/v1',
      env: ['HOST_KEY'],
      models: {
        a: {
          name: 'A',
          limit: { context: 1000, output: 100 },
          modalities: { input: ['text'], output: ['text'] },
          cost: { input, output: 1 },
        },
      },
    },
  });
let folder: string;
let now: number;
let asked: number;
let serve: () => string | Error;
const send: Download = () => {
  asked += 1;
  const text = serve();
  if (text instanceof Error) return Promise.reject(text);
  const pieces = [new TextEncoder().encode(text)];
  return Promise.resolve({
    status: 200,
    headers: {},
    body: { read: () => Promise.resolve(pieces.shift()), close: () => {} },
  });
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reqllm-auto-'));
  now = Date.parse('2027-01-01T00:00:00Z');
  asked = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const auto = (onUpdate = (): void => {}): ReturnType<typeof createAutoSync> => {
  const store = openStore(folder, () => now);
  return createAutoSync({
    store,
    packaged: () => undefined,
    source: { send },
    overlays: [],
    everyMs: day,
    now: () => now,
    since: store.checkedAt(),
    onUpdate,
  });
};

describe('an automatic sync', () => {
  test('asks once in its time, in the background, and goes on after a failure', async () => {
    let updates = 0;
    const sync = auto(() => (updates += 1));
    expect([asked, sync.last]).toEqual([0, undefined]);
    serve = () => new Error('no network');
    sync.tick();
    sync.tick();
    expect(await sync.last).toMatchObject({ status: 'offline' });
    expect([asked, updates]).toEqual([1, 0]);
    serve = () => document(1);
    sync.tick();
    expect(asked).toBe(1);
    now += day;
    sync.tick();
    expect(await sync.last).toMatchObject({ status: 'updated' });
    expect([asked, updates]).toEqual([2, 1]);
  });

  test('another process that starts soon after does not ask again', async () => {
    serve = () => document(1);
    const first = auto();
    first.tick();
    await first.last;
    now += day / 2;
    const second = auto();
    second.tick();
    expect([asked, second.last]).toEqual([1, undefined]);
  });

  test('a bad answer, a lock that is held and a full disk leave the old catalogue', async () => {
    serve = () => document(1);
    const sync = auto();
    sync.tick();
    await sync.last;
    const version = (): string | undefined => openStore(folder).read()?.('meta.json');
    const before = version();
    for (const text of ['<html>', '{}', document(2).slice(0, -5)]) {
      serve = () => text;
      now += day;
      sync.tick();
      expect(await sync.last).toMatchObject({ status: 'refused' });
    }
    serve = () => document(2);
    now += day;
    await openStore(folder, () => now).locked(async () => {
      sync.tick();
      expect(await sync.last).toBeUndefined();
    });
    if (process.platform === 'linux') {
      symlinkSync('/dev/full', join(folder, `models/v2/.current-${process.pid}`));
      now += day;
      sync.tick();
      expect(await sync.last).toBeUndefined();
      rmSync(join(folder, `models/v2/.current-${process.pid}`));
    }
    expect(version()).toBe(before);
    now += day;
    sync.tick();
    expect(await sync.last).toMatchObject({ status: 'updated' });
  });

  test("a client's calls see the new facts when they are there, and none waits for them", async () => {
    serve = () => document(7);
    mkdirSync(folder, { recursive: true });
    const catalog = createClientCatalog(
      { autoSync: '24h' },
      { env: (name) => (name === 'REQLLM_CACHE_DIR' ? folder : undefined), send, now: () => now },
    );
    const before = catalog.revision();
    expect((await catalog.open('openai')).has('openai:gpt-4o')).toBe(true);
    for (let turn = 0; turn < 200 && catalog.revision() === before; turn += 1)
      await new Promise((done) => setTimeout(done, 20));
    // The packaged catalogue has 147 providers: a document with one is refused as shrunken, and the old one serves.
    expect((await catalog.open('openai')).has('openai:gpt-4o')).toBe(true);
    expect(asked).toBe(1);
  });

  test('a pin and an automatic sync contradict each other; a time must be one', () => {
    const place = { env: () => undefined, send, now: () => now };
    expect(() => createClientCatalog({ autoSync: '24h', pin: { version: 'x' } }, place)).toThrow(
      /contradict/,
    );
    expect([intervalMs('24h'), intervalMs('30m'), intervalMs(60_000), intervalMs('7d')]).toEqual([
      day,
      1_800_000,
      60_000,
      7 * day,
    ]);
    for (const wrong of ['', '5', '1s', 'daily', 10, Number.NaN, Infinity])
      expect(() => intervalMs(wrong)).toThrow(/autoSync/);
  });
});

test('the cache folder is where the system wants it', () => {
  const at = (env: Record<string, string>, platform: string): string | undefined =>
    cacheFolder((name) => env[name], platform);
  expect(at({ REQLLM_CACHE_DIR: '/own', HOME: '/home/a' }, 'linux')).toBe('/own');
  expect(at({ XDG_CACHE_HOME: '/x', HOME: '/home/a' }, 'linux')).toBe('/x/reqllm');
  expect(at({ HOME: '/home/a' }, 'linux')).toBe('/home/a/.cache/reqllm');
  expect(at({ HOME: '/Users/a' }, 'darwin')).toBe('/Users/a/Library/Caches/reqllm');
  expect(at({ LOCALAPPDATA: 'C:/l', USERPROFILE: 'C:/u' }, 'win32')).toBe('C:/l/reqllm');
  expect(at({}, 'linux')).toBeUndefined();
});
