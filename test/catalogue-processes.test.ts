// Real processes at one store of the catalogue: two at once, and some that are killed in the middle of a write.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCatalog } from '../src/catalog/catalog.ts';
import { checkLock, lockOf } from '../src/catalog/lock.ts';
import { openStore } from '../src/catalog/node-store.ts';
import { ensureBuilt } from './support/built.ts';
import { root } from './support/source-file.ts';

let folder: string;
beforeAll(() => ensureBuilt(), 60_000);
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'reqllm-processes-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(seed: number, rounds: number): ChildProcess {
  const script = join(root, 'test/support/sync-process.mjs');
  return spawn(process.execPath, [script, folder, String(seed), String(rounds)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function outputOf(child: ChildProcess): Promise<Record<string, number>> {
  let text = '';
  child.stdout?.on('data', (piece: Buffer) => (text += piece.toString()));
  await new Promise((done) => child.on('close', done));
  return JSON.parse(text.trim().split('\n').at(-1) ?? '{}') as Record<string, number>;
}

async function expectWhole(): Promise<void> {
  const read = openStore(folder).read() ?? (() => undefined);
  const catalog = createCatalog({ read });
  expect(await checkLock(lockOf(catalog.meta), read)).toEqual([]);
  expect(catalog.meta).toMatchObject({ providers: 60, models: 180 });
  const prices = catalog
    .providers()
    .map((id) => catalog.get(`${id}:a`).pricing?.periods.at(-1)?.cards[0]?.rates[0]?.usd);
  // All files are of one round.
  expect(new Set(prices).size).toBe(1);
}

describe('processes at one store', () => {
  it('two at once: one writes at a time, the other is told, and the catalogue is whole', async () => {
    let told = 0;
    // A machine may give them turns that never meet: they are sent again until one met the other's lock.
    for (let turn = 0; turn < 20 && told === 0; turn += 1) {
      const both = [outputOf(start(1, 12)), outputOf(start(2, 12))];
      const [left, right] = (await Promise.all(both)) as [Record<string, number>, Record<string, number>];
      const sum = (name: string): number => (left[name] ?? 0) + (right[name] ?? 0);
      expect(sum('updated')).toBeGreaterThan(0);
      expect(sum('updated') + sum('unchanged') + sum('config')).toBe(24);
      told += sum('config');
      await expectWhole();
    }
    expect(told).toBeGreaterThan(0);
    const remains = readdirSync(join(folder, 'models/v2'));
    expect(remains.filter((name) => name.startsWith('.') || name === 'lock')).toEqual([]);
    expect(remains.length).toBeLessThanOrEqual(3);
  });

  it('one that is killed in the middle of a write leaves the catalogue that was there', async () => {
    let torn = 0;
    // Eight kills, and more of them while none has met a write.
    for (let turn = 0; turn < 8 || (torn === 0 && turn < 60); turn += 1) {
      const child = start(turn, 10_000);
      await new Promise((done) => child.stdout?.once('data', done));
      await new Promise((done) => setTimeout(done, 20 + (turn % 8) * 17 + turn));
      const gone = new Promise((done) => child.on('close', done));
      child.kill('SIGKILL');
      await gone;
      if (readdirSync(join(folder, 'models/v2')).some((name) => name.startsWith('.draft-'))) torn += 1;
      await expectWhole();
    }
    // Else the test would say nothing.
    expect(torn).toBeGreaterThan(0);
    // What the dead left behind is no hindrance, and goes.
    const after = await outputOf(start(99, 1));
    expect(after['updated']).toBe(1);
    await expectWhole();
    expect(existsSync(join(folder, 'models/v2/lock'))).toBe(false);
    expect(readdirSync(join(folder, 'models/v2')).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
