import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCatalog } from './catalog.ts';
import { checkLock, lockFileName, lockOf, parseLock, pinned, renderLock } from './lock.ts';
import { readPackaged } from './node-data.ts';
import { defineModels, loadProjectModels, projectFileName, readLock, writeLock } from './node-project.ts';

const catalog = createCatalog({ read: readPackaged });
const lock = lockOf(catalog.meta);
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'reqllm-lock-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the lock', () => {
  test('fits the catalogue that it is of, also after a round through a file', async () => {
    const path = join(folder, lockFileName);
    writeLock(path, lock);
    expect(readLock(path)).toEqual(lock);
    expect(readdirSync(folder)).toEqual([lockFileName]);
    expect(lock.version).toMatch(/^\d{4}\.\d\d\.\d\d\+models\.[0-9a-f]{8}$/);
    expect(lock.version.endsWith(lock.sha256.slice(0, 8))).toBe(true);
    expect(await checkLock(lock, readPackaged)).toEqual([]);
  });

  test('a fact that changed under an unchanged version is found, wherever it is', async () => {
    const names = [
      'openai.txt',
      'anthropic.txt',
      'retired/xai.txt',
      'history/openai.txt',
      'aliases.txt',
      'providers.txt',
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), async (name, at) => {
        const text = readPackaged(name) ?? '';
        const place = at % text.length;
        const other = text[place] === '7' ? '8' : '7';
        const changed = text.slice(0, place) + other + text.slice(place + 1);
        // A line break that goes may hide a provider, which is a change all the same.
        const problems = await checkLock(lock, (file) => (file === name ? changed : readPackaged(file)));
        expect(problems.join()).toContain('hash');
      }),
      { numRuns: 25 },
    );
  });

  test('another version, another hash and no files at all are refused', async () => {
    const other = { version: '2020.01.01+models.00000000', sha256: '0'.repeat(64) };
    expect(await checkLock(other, readPackaged)).toHaveLength(2);
    expect(await checkLock(lock, () => undefined)).toEqual(['The catalogue has no files.']);
    expect(() => lockOf(undefined)).toThrow(/no model catalogue/);
    expect(pinned(catalog, lock)).toBe(catalog);
    expect(() => pinned(catalog, other)).toThrow(/pinned/);
    expect(() => pinned(catalog, { ...lock, sha256: other.sha256 })).toThrow(/hash/);
  });

  test.each([
    '',
    '{',
    '[]',
    '{"version":"x"}',
    renderLock({ version: 'x', sha256: 'short' }),
    'x'.repeat(20_000),
  ])('%# is no lock', (text) => {
    expect(() => parseLock(text)).toThrow(/lock/);
  });

  test.skipIf(process.platform !== 'linux')('a full disk leaves the old lock', () => {
    const path = join(folder, lockFileName);
    writeLock(path, lock);
    // Writing to /dev/full fails as on a full disk.
    symlinkSync('/dev/full', `${path}.${process.pid}`);
    expect(() => writeLock(path, { ...lock, version: 'new' })).toThrow(/ENOSPC/);
    expect(readLock(path)).toEqual(lock);
    expect(readdirSync(folder)).toEqual([lockFileName]);
  });
});

describe("the project's file", () => {
  test('is checked when it is loaded', () => {
    const path = join(folder, projectFileName);
    const layer = { models: { 'openai:gpt-4o': { price: { input: 2 } } }, deny: ['*:*preview*'] };
    writeFileSync(path, JSON.stringify(layer));
    expect(loadProjectModels(path)).toEqual(layer);
    expect(defineModels(layer)).toBe(layer);
    writeFileSync(path, '{"deny":"x"}');
    expect(() => loadProjectModels(path)).toThrow(/reqllm\.models\.json" needs a list of texts as `deny`/);
    writeFileSync(path, '{');
    expect(() => loadProjectModels(path)).toThrow(/no JSON/);
    writeFileSync(path, ' '.repeat(4 * 1024 * 1024 + 1));
    expect(() => loadProjectModels(path)).toThrow(/4 MB/);
    expect(() => loadProjectModels(join(folder, 'none.json'))).toThrow(/cannot be read \(ENOENT\)/);
    expect(readFileSync(path, 'utf8')).toHaveLength(4 * 1024 * 1024 + 1);
  });
});
