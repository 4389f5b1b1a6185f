// `reqllm run` on a real terminal (a pty, made by util-linux' `script`), and where its money ends.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { type Simulator, simulator } from 'reqllm/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from './support/built.ts';
import { root } from './support/source-file.ts';

const preload = pathToFileURL(join(root, 'test', 'support', 'simulate.mjs')).href;
const folder = mkdtempSync(join(tmpdir(), 'terminal-'));
const hasScript = /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '');
beforeAll(ensureBuilt, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));
if (!hasScript) console.warn('The progress bar was not tried on a pty: util-linux’ `script` is not here.');

function envFor(simulated: Simulator): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'] ?? '',
    OPENAI_API_KEY: 'simulated-key',
    NODE_OPTIONS: `--import ${preload}`,
    REQLLM_DOCS_ROUTES: JSON.stringify({
      url: simulated.url,
      routes: [{ from: 'https://api.openai.com/v1', to: simulated.baseUrls['openai'] }],
    }),
  };
}

function inputOf(name: string, count: number): string {
  const file = join(folder, `${name}.jsonl`);
  const lines = Array.from({ length: count }, (_, index) => JSON.stringify({ prompt: `Number ${index}.` }));
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

function start(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (bytes) => (stdout += String(bytes)));
    child.stderr.on('data', (bytes) => (stderr += String(bytes)));
    child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const main = join(root, 'dist/cli/main.js');

describe.skipIf(!hasScript)('on a terminal', () => {
  test.each([
    [100, true],
    [24, false],
  ])(
    'of %i columns, one line is drawn over until all is done',
    async (columns, hasBar) => {
      await using simulated = await simulator({ pace: { latencyMs: 150 } });
      const input = inputOf(`bar-${columns}`, 12);
      const command = `'${process.execPath}' '${main}' run '${input}' -o '${input}.out' -m openai:gpt-4o-mini -c 2`;
      const { code, stdout } = await start(
        'script',
        ['-qec', `stty cols ${columns}; ${command}`, '/dev/null'],
        envFor(simulated),
      );
      expect(code).toBe(0);
      const [bar = '', rest = ''] = stdout.split(/\r?\n/);
      const drawn = bar.split('\r\u001B[2K').slice(1).map(stripVTControlCharacters);
      expect(drawn.length).toBeGreaterThan(3);
      for (const line of drawn) expect(line.length).toBeLessThan(columns);
      const done = drawn.map((line) => Number(/(\d+)\/12/.exec(line)?.[1]));
      expect(done).toEqual(done.toSorted((left, right) => left - right));
      expect(done.at(-1)).toBe(12);
      const middle = drawn.find((line) => /[1-9]\/12/.test(line)) ?? '';
      if (hasBar) {
        expect(middle).toMatch(/^\[#+ +\] \d+\/12 · \d+\.\d\/s · \$0\.\d{4} · \d+ s left$/);
        expect(drawn.at(-1)).toMatch(/^\[#{20,30}\] 12\/12 · [^ ]+\/s · \$0\.\d{4}$/);
      } else expect(middle).toMatch(/^\d+\/12 · /);
      expect(rest).toContain('12 of 12 ok');
    },
    20_000,
  );
});

test('--max-cost ends a run before it is passed; --resume with more goes on', async () => {
  await using simulated = await simulator({
    turns: [{ text: 'Yes.', usage: { inputTokens: 1_000, outputTokens: 1_000 } }],
  });
  const input = inputOf('money', 12);
  const out = `${input}.out`;
  // 1,000 tokens in and out are $0.00075.
  const args = [main, 'run', input, '-o', out, '-m', 'openai:gpt-4o-mini', '-c', '4', '--json'];
  const first = await start(process.execPath, [...args, '--max-cost', '0.004'], envFor(simulated));
  expect([first.code, first.stderr]).toEqual([1, expect.stringContaining('Stopped by --max-cost')]);
  const counts = JSON.parse(first.stdout) as { ok: number; notRun: number; cost: number };
  expect(counts).toMatchObject({ ok: 5, notRun: 7, stopped: 'budget' });
  expect(counts.cost).toBeLessThanOrEqual(0.004);
  const next = await start(process.execPath, [...args, '--max-cost', '1', '--resume'], envFor(simulated));
  expect(JSON.parse(next.stdout)).toMatchObject({ ok: 12, reused: 5 });
  expect(simulated.requests).toHaveLength(12);
  expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(12);
}, 20_000);
