import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from './support/built.ts';
import { root } from './support/source-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-compat-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => ensureBuilt());

interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function compat(...args: readonly string[]): Promise<Run> {
  const command = [join(root, 'dist/cli/main.js'), 'compat', ...args];
  // No key of whoever runs the tests is used.
  const env = { PATH: process.env['PATH'], HOME: folder, NO_COLOR: '1' };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, {
      cwd: folder,
      env,
      maxBuffer: 1 << 26,
    });
    return { status: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr };
  }
}

describe('reqllm compat', () => {
  test('what it does not know is a wrong call, not a model that failed', async () => {
    const [unknown, tooMany, help] = await Promise.all([
      compat('--bogus'),
      compat('a:b', 'c:d'),
      compat('--help'),
    ]);
    expect([unknown.status, tooMany.status, help.status]).toEqual([2, 2, 0]);
    expect(unknown.stderr).toContain("unknown option '--bogus'");
    expect(help.stdout).toContain('--max-cost');
  });

  test('prints the matrix, also as JSON, and writes the page', async () => {
    const { status, stdout } = await compat();
    expect(status).toBe(0);
    expect(stdout).toMatch(/\ngroq\nmodel/);
    expect(stdout).toMatch(/3\d\d models with recordings as of 20\d\d-/);
    const json = JSON.parse((await compat('--json')).stdout) as { rows: unknown[] };
    expect(json.rows.length).toBeGreaterThan(280);
    expect((await compat('--report', 'report')).status).toBe(0);
    expect(readFileSync(join(folder, 'report/index.html'), 'utf8')).toContain('<!doctype html>');
  });

  test('records from the simulator, replays without a key, verifies', async () => {
    const only = ['openai:gpt-4o-mini', '--scenario', 'basic,multi_tool', '--fixtures', 'fx'];
    const made = await compat(...only, '--simulator', '--record');
    expect(made.stdout).toContain('2 passed · simulator');
    expect(readdirSync(join(folder, 'fx/openai/gpt-4o-mini'))).toEqual(['basic.jsonl', 'multi_tool.jsonl']);
    expect(await compat(...only)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('1 models · 2 passed · 0 failed · 0 skipped'),
    });
    expect((await compat(...only, '--simulator', '--verify')).status).toBe(0);
    const json = JSON.parse((await compat(...only, '--json')).stdout) as {
      spent: number;
      models: { results: unknown[] }[];
    };
    expect(json.models[0]?.results).toMatchObject([
      { scenario: 'basic', outcome: 'pass', source: 'simulator' },
      { scenario: 'multi_tool', outcome: 'pass', source: 'simulator' },
    ]);
    expect(json.spent).toBe(0);
  });

  test('tries one model of each provider that fits a glob', async () => {
    const { status, stdout } = await compat('mistral:*', '--sample', '--simulator', '--scenario', 'basic');
    expect([status, stdout.match(/✓ mistral:/g)?.length]).toEqual([0, 1]);
  });

  test('stops at the budget before anything is paid for', async () => {
    const { status, stdout } = await compat(
      'openai:gpt-4o-mini',
      '--record',
      '--max-cost',
      '0',
      '--fixtures',
      'none',
    );
    expect(status).toBe(3);
    expect(stdout).toContain('Stopped at the budget of $0');
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  test('fails where nothing was recorded, and where a key is missing', async () => {
    const nothing = await compat('openai:gpt-4o-mini', '--fixtures', 'none');
    expect([nothing.status, nothing.stdout.includes('not recorded')]).toEqual([1, true]);
    const keyless = await compat(
      'openai:gpt-4o-mini',
      '--record',
      '--scenario',
      'basic',
      '--fixtures',
      'none',
    );
    expect([keyless.status, keyless.stdout.includes('OPENAI_API_KEY')]).toEqual([1, true]);
  });

  test.each([
    [['openai:gpt-4o-mini', '--scenario', 'dance'], 'no scenario "dance"'],
    [['openai:gpt-4o-mini', '--record', '--verify'], 'Either record or verify'],
    [['openai:gpt-4o-mini', '--concurrency', '0'], 'no count'],
    [['openai:gpt-4o-mini', '--max-cost', 'much'], 'no amount'],
    [['nobody*:x'], 'No model fits'],
  ])('%j is set up wrong', async (args, said) => {
    const { status, stderr } = await compat(...args);
    expect([status, stderr.includes(said)], stderr).toEqual([2, true]);
  });
});

const hasTerminal = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;

test.runIf(!hasTerminal)('there is no `script` here: the live view is not tried on a terminal', () =>
  console.log('util-linux `script` is not here: reqllm compat is not tried on a terminal.'),
);

describe.runIf(hasTerminal)('on a terminal', () => {
  const groq = ['compat', 'groq:*', '--simulator', '--concurrency', '3', '--scenario', 'basic,token_limit'];
  const line = [process.execPath, join(root, 'dist/cli/main.js'), ...groq]
    .map((word) => `'${word}'`)
    .join(' ');

  function onTerminal(columns: number, command: string): string {
    const { PATH } = process.env;
    const env = { PATH, HOME: folder, TERM: 'xterm-256color' };
    const args = ['-qec', `stty cols ${columns} rows 24; ${command}`, '/dev/null'];
    return spawnSync('script', args, { cwd: folder, env, encoding: 'utf8' }).stdout;
  }

  test.each([80, 40])(
    'shows what is done now in one line of %d columns, and leaves none of it behind',
    (columns) => {
      const output = onTerminal(columns, line);
      const { lines, widest, changes } = screenOf(output);
      expect(changes).toBeGreaterThan(10);
      expect(widest).toBeLessThan(columns);
      expect(output).toMatch(/\d+\/\d+ · groq:/);
      expect(lines.filter((each) => /^\d+\/\d+/.test(each))).toEqual([]);
      const models = lines.filter((each) => /^[✓✗·] groq:/.test(each));
      expect(models.length).toBeGreaterThan(5);
      expect(lines.at(-1)).toMatch(/^\d+ models · \d+ passed/);
      // Only a word that is longer than the terminal may stand out.
      const wide = lines.filter((each) => each.length > columns && each.trim().slice(2).includes(' '));
      expect(wide.filter((each) => !each.startsWith(`${models.length} models`))).toEqual([]);
    },
  );

  test('sends no escape codes where a stream is no terminal', () => {
    const codes = '\u001B';
    const piped = onTerminal(80, `${line} | cat`);
    // What goes to the terminal's other stream is still live; what goes through the pipe is plain.
    const quiet = onTerminal(80, `${line} 2>/dev/null | cat`);
    expect([piped.includes(codes), quiet.includes(codes)]).toEqual([true, false]);
    const failed = onTerminal(80, `${line.replace('groq:*', 'nobody*:x')} 2>said; cat said`);
    expect([failed.includes('No model fits'), failed.includes(codes)]).toEqual([true, false]);
  });
});

/** What a terminal shows at the end, the widest live line, and how often it changed. */
function screenOf(output: string): { lines: string[]; widest: number; changes: number } {
  // eslint-disable-next-line no-control-regex
  const plain = output.replace(/\u001B\[(?:1|2|22|39|31|0)m/g, '');
  const pieces = plain.split('\r\u001B[2K');
  const live = pieces.slice(1).map((piece) => piece.split(/\r?\n/)[0] ?? '');
  const lines = plain.split(/\r?\n/).map((each) => each.split('\r\u001B[2K').at(-1) ?? '');
  const shown = live.filter((each) => /^\d+\/\d+/.test(each));
  return {
    lines: lines.filter((each) => each !== ''),
    widest: Math.max(...shown.map((each) => each.length)),
    changes: shown.length,
  };
}
