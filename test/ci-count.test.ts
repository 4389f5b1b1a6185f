import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const count = resolve('scripts/count.mjs');
const again = resolve('scripts/again.mjs');
const ok = { status: 'passed', fullName: 'adds' };
const bad = { status: 'failed', fullName: 'collects' };

interface FileReport {
  name: string;
  status: string;
  assertionResults: (typeof ok)[];
}
const fileOf = (name: string, ...assertionResults: (typeof ok)[]): FileReport => ({
  name: resolve(name),
  status: assertionResults.length === 0 || assertionResults.includes(bad) ? 'failed' : 'passed',
  assertionResults,
});
const reportOf = (...testResults: FileReport[]): object => ({
  success: testResults.every(({ status }) => status === 'passed'),
  numPassedTests: testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter((each) => each === ok),
  ).length,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults,
});
const good = reportOf(fileOf('a.test.ts', ok));
const steps = [{ ok: true }];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reqllm-count-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function counted(reports: Record<string, unknown>, status = 0): { code: number | null; lines: string[] } {
  for (const [name, report] of Object.entries(reports))
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(report));
  const run = spawnSync(process.execPath, [count, String(status), folder], { encoding: 'utf8' });
  return { code: run.status, lines: run.stdout.trim().split('\n') };
}

test('the last line counts the tests of both suites and the steps', () => {
  expect(counted({ default: good, slow: good, check: steps })).toEqual({
    code: 0,
    lines: [
      'default tests: 1 passed, 0 failed',
      'slow tests: 1 passed, 0 failed',
      'check steps: 1 passed, 0 failed',
      '3 passed, 0 failed',
    ],
  });
});

test.each<[string, Record<string, unknown>, number, string]>([
  ['a test that failed', { default: reportOf(fileOf('a.test.ts', bad)) }, 1, '2 passed, 1 failed'],
  ['a file that could not load', { default: reportOf(fileOf('a.test.ts')) }, 1, '2 passed, 1 failed'],
  ['a report that is missing', { default: undefined }, 0, '2 passed, 1 failed'],
  ['a step that failed', { check: [{ ok: false }] }, 0, '2 passed, 1 failed'],
  ['an error that no report holds', {}, 1, '3 passed, 1 failed'],
  [
    'a test that failed twice',
    {
      slow: reportOf(fileOf('a.test.ts', bad)),
      'slow.again': reportOf(fileOf('a.test.ts', bad)),
    },
    1,
    '2 passed, 1 failed',
  ],
])('%s fails the run', (_case, reports, status, last) => {
  const all = { default: good, slow: good, check: steps, ...reports };
  const given = Object.fromEntries(Object.entries(all).filter(([, report]) => report !== undefined));
  const { code, lines } = counted(given, status);
  expect(code).toBe(1);
  expect(lines.at(-1)).toBe(last);
});

test('what passed only when it was run again is named, and counts as passed', () => {
  const { code, lines } = counted({
    default: reportOf(fileOf('a.test.ts', ok), fileOf('b.test.ts', bad)),
    'default.again': good,
    slow: good,
    check: steps,
  });
  expect(code).toBe(0);
  expect(lines).toContain('  UNSTEADY, passed only when run again: b.test.ts: collects');
  expect(lines.at(-1)).toBe('4 passed, 0 failed');
});

test.each<[string, object, string]>([
  ['an error outside every test', good, 'what failed was no test'],
  [
    'more than three files',
    reportOf(...['a', 'b', 'c', 'd'].map((name) => fileOf(`${name}.test.ts`, bad))),
    '4 files failed',
  ],
])('%s is not run again', (_case, report, said) => {
  const path = join(folder, 'default.json');
  writeFileSync(path, JSON.stringify(report));
  const run = spawnSync(process.execPath, [again, path], { encoding: 'utf8' });
  expect(run.status).toBe(1);
  expect(run.stderr).toContain(said);
});
