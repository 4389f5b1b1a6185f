// `reqllm run`, killed with SIGKILL at random moments and started again: nothing is lost, nothing is sent twice.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BatchResult } from 'reqllm/batch';
import { type Simulator, simulator } from 'reqllm/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from './support/built.ts';
import { root } from './support/source-file.ts';

const preload = pathToFileURL(join(root, 'test', 'support', 'simulate.mjs')).href;
const folder = mkdtempSync(join(tmpdir(), 'run-'));
beforeAll(ensureBuilt, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command, and ends it after a while or when the simulator got so many requests. */
function run(
  simulated: Simulator,
  args: readonly string[],
  ending: { readonly signal?: NodeJS.Signals; readonly when?: () => boolean } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), 'run', ...args], {
      env: {
        PATH: process.env['PATH'] ?? '',
        OPENAI_API_KEY: 'simulated-key',
        NODE_OPTIONS: `--import ${preload}`,
        REQLLM_DOCS_ROUTES: JSON.stringify({
          url: simulated.url,
          routes: [{ from: 'https://api.openai.com/v1', to: simulated.baseUrls['openai'] }],
        }),
      },
    });
    let [stdout, stderr] = ['', ''];
    const watch = setInterval(() => {
      if (ending.when?.() === true) child.kill(ending.signal ?? 'SIGKILL');
    }, 2);
    child.stdout.on('data', (bytes) => (stdout += String(bytes)));
    child.stderr.on('data', (bytes) => (stderr += String(bytes)));
    child.on('error', reject).on('close', (code, signal) => {
      clearInterval(watch);
      resolve({ code, signal, stdout, stderr });
    });
  });
}

function inputOf(name: string, count: number): string {
  const file = join(folder, `${name}.jsonl`);
  const lines = Array.from({ length: count }, (_, index) =>
    JSON.stringify({ prompt: `Prompt number ${index}.` }),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

function argsFor(input: string, out: string, more: readonly string[] = []): string[] {
  return [input, '-o', out, '-m', 'openai:gpt-4o-mini', '-c', '6', ...more];
}

const resultsIn = (out: string): BatchResult[] =>
  readFileSync(out, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as BatchResult);

const sent = (simulated: Simulator): string[] =>
  simulated.requests.map(({ body }) => /Prompt number \d+\./.exec(JSON.stringify(body))?.[0] ?? 'none');

describe('reqllm run', () => {
  test('killed again and again, it loses nothing and sends nothing twice', async () => {
    const count = 90;
    await using simulated = await simulator({ pace: { latencyMs: 40 } });
    const [input, out] = [inputOf('killed', count), join(folder, 'killed.out.jsonl')];
    let kills = 0;
    for (let round = 0; round < 5; round += 1) {
      const goal = simulated.requests.length + 1 + Math.floor(Math.random() * 12);
      const late = Math.random() * 15;
      let reached = 0;
      const when = (): boolean => {
        if (simulated.requests.length < goal) return false;
        reached ||= performance.now();
        return performance.now() - reached > late;
      };
      const ended = await run(simulated, argsFor(input, out, round === 0 ? [] : ['--resume']), { when });
      if (ended.signal === 'SIGKILL') kills += 1;
      else expect(ended.stderr).toBe('');
    }
    expect(kills).toBeGreaterThan(2);
    const last = await run(simulated, argsFor(input, out, ['--resume', '--json']));
    const report = JSON.parse(last.stdout) as { ok: number; unknown: number; failed: number };
    const requests = sent(simulated);
    expect(new Set(requests).size, 'a prompt was sent twice').toBe(requests.length);
    expect(report.ok + report.unknown).toBe(count);
    expect(report.failed).toBe(0);
    // Each kill leaves at most what was under way, and it says so.
    expect(report.unknown).toBeGreaterThan(0);
    expect(report.unknown).toBeLessThanOrEqual(6 * kills);
    expect(last.stderr).toContain(`${report.unknown} lines were sent by a run that was ended`);
    expect(last.code).toBe(1);
    const results = resultsIn(out);
    expect(results).toHaveLength(count);
    results.forEach(({ status, text }, index) => {
      if (status === 'ok') expect(text).toContain(`Prompt number ${index}.`);
    });
    // What was not sent at all is not among the answers that are missing for good.
    const again = await run(simulated, argsFor(input, out, ['--resume', '--retry-unknown', '--json']));
    expect(JSON.parse(again.stdout)).toMatchObject({ ok: count, unknown: 0, reused: report.ok });
    expect(again.code).toBe(0);
    expect(simulated.requests.length).toBe(requests.length + report.unknown);
  });

  test('one Ctrl-C lets what is under way end; the journal goes on', async () => {
    await using simulated = await simulator({ pace: { latencyMs: 40 } });
    const [input, out] = [inputOf('stopped', 40), join(folder, 'stopped.out.jsonl')];
    let told = false;
    const when = (): boolean => !told && simulated.requests.length >= 8 && (told = true);
    const stopped = await run(simulated, argsFor(input, out), { signal: 'SIGINT', when });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain('Waiting for the lines under way');
    const done = resultsIn(out);
    expect(done.length).toBe(simulated.requests.length);
    expect(done.every(({ status }) => status === 'ok')).toBe(true);
    const rest = await run(simulated, argsFor(input, out, ['--resume']));
    expect(rest.stdout).toMatch(new RegExp(`^40 of 40 ok · ${done.length} from the journal`));
    expect(simulated.requests).toHaveLength(40);
  });

  test('two shards share the lines', async () => {
    await using simulated = await simulator();
    const input = inputOf('shards', 20);
    const outs = [1, 2].map((index) => join(folder, `shard-${index}.jsonl`));
    const ends = await Promise.all(
      outs.map((out, index) =>
        run(simulated, argsFor(input, out, ['--shard', `${index + 1}/2`, '--order', 'done'])),
      ),
    );
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    expect(outs.flatMap(resultsIn)).toHaveLength(20);
    expect(new Set(sent(simulated)).size).toBe(20);
  });

  test('--batch hands in, and fetches with --resume from another process', async () => {
    await using simulated = await simulator();
    const [input, out] = [inputOf('batch', 4), join(folder, 'batch.out.jsonl')];
    const handedIn = await run(simulated, argsFor(input, out, ['--batch']));
    expect(handedIn.stdout).toMatch(/^0 of 4 ok · 4 under way/);
    expect(handedIn.stderr).toContain('--resume');
    await run(simulated, argsFor(input, out, ['--batch', '--resume']));
    const fetched = await run(simulated, argsFor(input, out, ['--batch', '--resume', '--json']));
    expect(JSON.parse(fetched.stdout)).toMatchObject({ ok: 4, waiting: 0, unknown: 0 });
    expect(fetched.code).toBe(0);
    expect(simulated.requests).toHaveLength(4);
    const results = resultsIn(out);
    expect(results.map(({ text }) => /Prompt number \d\./.exec(text ?? '')?.[0])).toEqual(
      [0, 1, 2, 3].map((index) => `Prompt number ${index}.`),
    );
    expect(results[0]?.usage?.cost?.pricing?.tier).toBe('batch');
  });

  test('what is set up wrong sends nothing and says what to do', async () => {
    await using simulated = await simulator();
    const input = inputOf('wrong', 2);
    const out = join(folder, 'wrong.out.jsonl');
    const over = await run(simulated, argsFor(input, input));
    expect([over.code, over.stderr]).toEqual([2, expect.stringContaining('over the input')]);
    expect((await run(simulated, argsFor(input, out))).code).toBe(0);
    const anew = await run(simulated, argsFor(input, out));
    expect([anew.code, anew.stderr]).toEqual([2, expect.stringContaining('--resume')]);
    const capped = await run(
      simulated,
      argsFor(input, join(folder, 'capped.jsonl'), ['--batch', '--max-cost', '0.000001']),
    );
    expect([capped.code, capped.stderr]).toEqual([1, expect.stringContaining('Nothing was handed in')]);
    writeFileSync(input, '{"prompt":"a"}\n{"promt":"b"}\n');
    const misspelt = await run(simulated, argsFor(input, join(folder, 'other.jsonl')));
    expect([misspelt.code, misspelt.stderr]).toEqual([
      2,
      expect.stringContaining('line 2 has the member "promt"'),
    ]);
    expect(existsSync(join(folder, 'other.jsonl.journal'))).toBe(false);
    expect(simulated.requests).toHaveLength(2);
  });
});
