// A process asks for an answer that is made in the background and is killed; another one picks it up with what was saved.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { faults, type Simulator, simulator } from 'reqllm/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from './support/built.ts';
import { root } from './support/source-file.ts';

const whole = 'One two three four five six seven eight nine ten eleven twelve.';
const hosts = [
  { provider: 'openai', id: 'gpt-5.1', protocol: 'openai-responses' },
  { provider: 'google', id: 'gemini-3-flash-preview', protocol: 'google-interactions' },
];
let simulated: Simulator;

beforeAll(async () => {
  ensureBuilt();
  // The first connection says nothing any more after a while; whoever asks again is told all.
  simulated = await simulator({ turns: () => ({ text: whole, fault: faults.stall(12) }) });
}, 120_000);
afterAll(() => simulated.close());

/** Runs lines of a program against the built package, until it ends or says enough. */
function run(
  lines: string,
  given: unknown,
  isEnough: (said: string) => boolean = () => false,
): Promise<string> {
  const entry = pathToFileURL(join(root, 'dist', 'index.js')).href;
  const program = `import * as reqllm from ${JSON.stringify(entry)}; const given = ${JSON.stringify(given)};\n${lines}`;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { env: {} });
    let [said, failure] = ['', ''];
    child.stdout.on('data', (bytes) => {
      said += String(bytes);
      if (isEnough(said)) child.kill('SIGKILL');
    });
    child.stderr.on('data', (bytes) => (failure += String(bytes)));
    child.on('error', reject).on('close', (code) => {
      if (code !== 0 && !isEnough(said)) reject(new Error(failure));
      else resolve(said);
    });
  });
}

// What is shown is saved with the token, one line each, as a program would do it that may be killed at any moment.
const asks = `
  const stream = await reqllm.streamText(given.model, 'Count.', {
    apiKey: 'k', baseUrl: given.baseUrl, providerOptions: { [given.model.provider]: { background: true } },
  });
  let text = '';
  for await (const chunk of stream) {
    if (chunk.type === 'text') text += chunk.text;
    if (text !== '') console.log(JSON.stringify({ text, token: stream.resumeToken() }));
  }`;
const picksUp = `
  const partial = { message: { role: 'assistant', content: [{ type: 'text', text: given.saved.text }] } };
  const stream = await reqllm.resumeStream(given.saved.token, { apiKey: 'k', baseUrl: given.baseUrl, partial });
  let later = '';
  for await (const text of stream.textStream()) later += text;
  console.log(JSON.stringify({ later, text: (await stream.response()).text }));`;

test.each(hosts)(
  '$protocol: goes on where the killed process was',
  async (model) => {
    const baseUrl = simulated.baseUrls[model.provider];
    const said = await run(asks, { model, baseUrl }, (lines) => lines.split('\n').length > 2);
    const [, second = ''] = said.split('\n');
    const saved = JSON.parse(second) as { text: string; token: { id: string } };
    expect(saved.text.length).toBeGreaterThan(0);
    expect(whole.startsWith(saved.text)).toBe(true);
    const { later, text } = JSON.parse(await run(picksUp, { saved, baseUrl })) as Record<
      'later' | 'text',
      string
    >;
    expect({ shown: saved.text + later, text }).toEqual({ shown: whole, text: whole });
    expect(later).not.toBe('');
  },
  60_000,
);
