import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { fileJournal } from './file-journal.ts';
import type { BatchResult } from './result.ts';

const folder = mkdtempSync(join(tmpdir(), 'journal-'));
afterAll(() => rmSync(folder, { recursive: true }));
let number = 0;
const newPath = (): string => join(folder, `${(number += 1)}.journal`);
const okResult = (id: string): BatchResult => ({ id, hash: `hash-${id}`, status: 'ok', text: 'sì, 日本語' });

test('what it noted is there when it is opened again', async () => {
  const path = newPath();
  const first = await fileJournal(path);
  expect(await first.begin({ id: 'a', hash: 'hash-a' })).toBe(true);
  expect(await first.begin({ id: 'a', hash: 'hash-a' })).toBe(false);
  await first.settle(okResult('a'));
  expect(await first.begin({ id: 'b', hash: 'hash-b' })).toBe(true);
  await first.close();
  const second = await fileJournal(path);
  expect([...second.entries.values()]).toEqual([
    { id: 'a', hash: 'hash-a', state: 'result', result: okResult('a') },
    { id: 'b', hash: 'hash-b', state: 'intent' },
  ]);
  expect(await second.begin({ id: 'b', hash: 'hash-b', again: true })).toBe(true);
  await second.close();
});

test('cut at any byte, it holds what was whole, and goes on', async () => {
  const path = newPath();
  const whole = await fileJournal(path);
  await whole.begin({ id: 'a', hash: 'hash-a' });
  await whole.settle(okResult('a'));
  await whole.begin({ id: 'b', hash: 'hash-b' });
  await whole.settle(okResult('b'));
  await whole.close();
  const bytes = readFileSync(path);
  const ends = [...bytes.entries()].filter(([, byte]) => byte === 10).map(([index]) => index + 1);
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: bytes.length }), async (cut) => {
      const broken = newPath();
      writeFileSync(broken, bytes.subarray(0, cut));
      const journal = await fileJournal(broken);
      const lines = ends.filter((end) => end <= cut).length;
      expect(journal.repairedBytes).toBe(cut - (ends[lines - 1] ?? 0));
      expect(journal.entries.get('a')?.state).toBe(
        [undefined, undefined, 'intent'][lines] ?? (lines < 2 ? undefined : 'result'),
      );
      expect(journal.entries.get('b')?.state).toBe(lines < 4 ? undefined : lines === 4 ? 'intent' : 'result');
      await journal.begin({ id: 'c', hash: 'hash-c' });
      await journal.close();
      const again = await fileJournal(broken);
      expect(again.repairedBytes).toBe(0);
      expect(again.entries.get('c')?.state).toBe('intent');
      await again.close();
    }),
    { numRuns: 40 },
  );
});

test('a file that is no journal, or broken in its middle, is refused and left as it is', async () => {
  for (const text of ['{"prompt":"hi"}\n', '{"journal":1}\n{"intent":"a","ha\n{"journal":1}\n']) {
    const path = newPath();
    writeFileSync(path, text);
    await expect(fileJournal(path)).rejects.toMatchObject({ code: 'config' });
    expect(readFileSync(path, 'utf8')).toBe(text);
    await expect(fileJournal(path)).rejects.toMatchObject({ message: expect.not.stringContaining('in use') });
  }
});

test('one at a time; the lock of a process that is gone is taken over', async () => {
  const path = newPath();
  const first = await fileJournal(path);
  await expect(fileJournal(path)).rejects.toMatchObject({
    code: 'config',
    message: expect.stringContaining('in use'),
  });
  await first.close();
  // No process has this number: it is above what Linux and macOS hand out.
  appendFileSync(`${path}.lock`, '99999999');
  await (await fileJournal(path)).close();
  expect(() => readFileSync(`${path}.lock`)).toThrow('ENOENT');
});
