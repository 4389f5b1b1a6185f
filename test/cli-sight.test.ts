// `reqllm explain` and `reqllm usage` as people run them: the built file, in a process of its own.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulator } from 'reqllm/testing';
import { journalFile } from '../src/node.ts';
import { ensureBuilt } from './support/built.ts';
import { root } from './support/source-file.ts';

const path = { PATH: process.env['PATH'] ?? '' };
const folder = mkdtempSync(join(tmpdir(), 'reqllm-sight-'));

function run(...args: readonly string[]): string {
  return execFileSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
    env: path,
    encoding: 'utf8',
  });
}

beforeAll(ensureBuilt, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('reqllm explain', () => {
  const prompt = `It's "$5", a \\ and a \`tick\`, $(echo no)`;

  it('shows the request and what is changed, without a key', () => {
    const page = run('explain', '-m', 'openai:o3-mini', '-t', '0.5', '--max-tokens', '100', 'Hello there');
    expect(page).toContain('POST https://api.openai.com/v1/chat/completions');
    expect(page).toContain('authorization: Bearer $OPENAI_API_KEY');
    expect(page).toMatch(/`temperature` was left out.*\[openai\.sampling/);
    expect(page).toMatch(/about \d+ tokens ± \d+, of 200000, 100 kept for the answer: fits/);
  });

  it('prints all of it as JSON', () => {
    const told = JSON.parse(run('explain', '--json', '-m', 'google:gemini-2.5-flash', prompt)) as unknown;
    expect(told).toMatchObject({
      route: { protocol: 'google-generate' },
      request: { method: 'POST', body: { contents: [{ parts: [{ text: prompt }] }] } },
    });
  });

  it('prints a command that a shell runs as it was meant', () => {
    const command = run('explain', '--curl', '-m', 'anthropic:claude-haiku-4-5', prompt);
    const script = `curl() { for each; do printf '%s\\0' "$each"; done; }\n${command}`;
    const env = { ...path, ANTHROPIC_API_KEY: 'the key' };
    const words = execFileSync('sh', ['-c', script], { env, encoding: 'utf8' }).split('\0');
    expect(words).toContain('https://api.anthropic.com/v1/messages');
    expect(words).toContain('x-api-key: the key');
    const body = words[words.indexOf('-d') + 1] ?? '';
    expect(JSON.parse(body)).toMatchObject({
      messages: [{ role: 'user', content: [{ type: 'text', text: prompt }] }],
    });
  });
});

describe('reqllm usage', () => {
  const file = join(folder, 'new', 'journal.jsonl');

  beforeAll(async () => {
    await using simulated = await simulator({
      turns: [{ text: 'Yes.', usage: { inputTokens: 1_000, outputTokens: 10 } }],
    });
    const client = simulated.client({ journal: journalFile(file) });
    await client.generateText('openai:gpt-4o-mini', 'Hi', { tags: ['a', 'b'] });
    await client.generateText('openai:gpt-4o-mini', 'Hi', { tags: ['a'] });
    await client.generateText('anthropic:claude-haiku-4-5', 'Hi');
    await expect(client.generateText('groq:x', 'Hi', { signal: AbortSignal.abort() })).rejects.toThrow(
      'abort',
    );
    journalFile(file)('{"v":1,"at":"cut');
  });

  it('adds up what a client wrote, by model, tag and day', () => {
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(5);
    const table = run('usage', file);
    expect(table).toMatch(/^openai:gpt-4o-mini +2 +0 +2 +2000 +20 +\$0\.0003\d+$/m);
    expect(table).toMatch(/^total +4 +0 +\d +3000 +30 +\$0\.00\d+\+?$/m);
    const byTag = JSON.parse(run('usage', file, '--by', 'tag', '--json')) as {
      rows: { name: string; calls: number }[];
      unreadable: number[];
    };
    expect(Object.fromEntries(byTag.rows.map(({ name, calls }) => [name, calls]))).toEqual({
      a: 2,
      b: 1,
      '(none)': 2,
    });
    expect(byTag.unreadable).toEqual([5]);
    expect(run('usage', file, '--by', 'day')).toMatch(/^\d{4}-\d\d-\d\d +4 /m);
  });
});
