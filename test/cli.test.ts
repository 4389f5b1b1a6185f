// The command line as people run it: the built file, in a process of its own.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { simulator } from '../src/testing/index.ts';
import { ensureBuilt } from './support/built.ts';
import { root } from './support/source-file.ts';

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

// No key of the machine that runs the tests may reach them.
function run(
  args: readonly string[],
  input: string = '',
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (bytes) => (stdout += String(bytes)));
    child.stderr.on('data', (bytes) => (stderr += String(bytes)));
    child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(input);
  });
}

beforeAll(ensureBuilt, 60_000);

it('ends quietly when its reader has seen enough', async () => {
  const script = `"${process.execPath}" dist/cli/main.js models list --json | head -c 20; echo " \${PIPESTATUS[0]}"`;
  const child = spawn('bash', ['-c', script], { cwd: root });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (bytes) => (stdout += String(bytes)));
  child.stderr.on('data', (bytes) => (stderr += String(bytes)));
  await new Promise((done) => child.on('close', done));
  expect(stderr).toBe('');
  expect(stdout).toMatch(/ 0\n$/);
});

it('says its version', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect(await run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

describe('reqllm gen', () => {
  it('streams a simulated answer, the facts on standard error', async () => {
    const { code, stdout, stderr } = await run(['gen', '--sim', 'Hello', 'there']);
    expect(stdout).toBe('Simulated answer, no model ran. You said: Hello there\n');
    expect(stderr).toMatch(/openai:simulated · \d+ ms · \d+ → \d+ tokens · stop/);
    expect(code).toBe(0);
  });

  it('prints the whole response as JSON', async () => {
    const { stdout } = await run(['gen', '--sim', '--json', '-m', 'anthropic:claude-haiku-4-5', 'Hello']);
    expect(JSON.parse(stdout)).toMatchObject({
      text: expect.stringContaining('Hello'),
      model: { provider: 'anthropic' },
      finishReason: 'stop',
    });
  });

  it('puts piped text below the prompt', async () => {
    const { stdout } = await run(['gen', '--sim', '--no-stream', 'Summarise:'], 'a long text\n');
    expect(stdout).toContain('You said: Summarise:\n\na long text');
  });

  it('calls a real address with the key of the environment only where it belongs', async () => {
    await using simulated = await simulator({ keys: ['right-key-123'] });
    const env = { OPENAI_API_KEY: 'right-key-123' };
    const refused = await run(['gen', '-m', 'openai:x', '--base-url', `${simulated.url}/v1`, 'Hi'], '', env);
    expect(refused.stderr).toContain('keys from the environment go to api.openai.com only');
    expect(refused.code).toBe(1);
    expect(simulated.requests).toHaveLength(0);
  });

  it.each([
    [['gen', '-m', 'opnai:x', 'Hi'], 'Did you mean "openai"?', 2],
    [['gen', '-m', 'groq:x', 'Hi'], 'Set GROQ_API_KEY', 1],
    [['gen', '--sim'], 'There is no prompt', 2],
    [['gen', '--sim', '--max-tokens', 'many', 'Hi'], 'whole number', 2],
    [['gen', '--modle', 'x', 'Hi'], 'Did you mean --model?', 2],
    [['gne', 'Hi'], 'Did you mean gen?', 2],
    [['models', 'list', '--input', 'images'], '"images" is none of text, image', 2],
    [['models', 'list', '--status', 'actve'], '"actve" is none of active', 2],
  ])('%j fails with a sentence', async (args, message, code) => {
    const result = await run(args);
    expect(result.stderr).toContain(message);
    expect(result.stdout).toBe('');
    expect(result.code).toBe(code);
  });
});

it('reqllm providers lists ids and keys', async () => {
  const { stdout } = await run(['providers', '--json']);
  const providers = JSON.parse(stdout) as { id: string; env: string[] }[];
  expect(providers.find(({ id }) => id === 'groq')?.env).toEqual(['GROQ_API_KEY']);
  expect((await run(['providers'])).stdout).toMatch(/^id +name +key +protocol +verified\n/);
});

it('reqllm demo runs everything in under a minute and says that no model ran', async () => {
  const { code, stdout } = await run(['demo']);
  expect(stdout).toContain('no model ran');
  expect(stdout).not.toContain('FAILED');
  for (const protocol of [
    'openai-chat',
    'anthropic-messages',
    'google-generate',
    'openai-responses',
    'google-interactions',
    'bedrock-converse',
    'bedrock-invoke-openai',
    'cohere-chat',
    'ollama-chat',
  ])
    expect(stdout).toMatch(new RegExp(`^${protocol} +\\S+ +ok +ok +ok +ok +ok +ok$`, 'm'));
  for (const call of ['embed', 'rerank', 'generateImage', 'generateVideo', 'speak', 'transcribe', 'moderate'])
    expect(stdout).toMatch(new RegExp(`^${call} +\\S+ +\\S`, 'm'));
  expect(code).toBe(0);
}, 60_000);

it('reqllm inspect serves a journal that is not there yet, says so, and ends with Ctrl-C', async () => {
  const child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), 'inspect', 'not-there.jsonl'], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '' },
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  let [stdout, stderr] = ['', ''];
  child.stderr.on('data', (bytes) => (stderr += String(bytes)));
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (bytes) => {
      stdout += String(bytes);
      if (stdout.endsWith('\n')) resolve();
    });
  });
  // The token of the address becomes a cookie.
  const reply = await fetch(stdout.trim(), { redirect: 'manual' });
  expect(reply.status).toBeLessThan(400);
  expect(reply.headers.get('set-cookie')).toContain('HttpOnly');
  child.kill('SIGINT');
  expect(await closed).toBe(0);
  expect(stderr).toContain('not-there.jsonl is not there yet');
});
