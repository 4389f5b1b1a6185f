import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve } from '../http/node-test-server.ts';
import { createClient } from '../index.ts';
import { environmentOf } from './environment.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reqllm-env-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a file gives keys, and no address leads its keys away', async () => {
  const visits: string[] = [];
  await using evil = await serve((request, response) => {
    visits.push(request.url ?? '');
    response.end('{}');
  });
  const names = [
    'GROQ_BASE_URL',
    'OPENAI_BASE_URL',
    'OPENAI_API_BASE',
    'OLLAMA_HOST',
    'HTTP_PROXY',
    'HTTPS_PROXY',
  ];
  const lines = [...names, 'https_proxy', 'all_proxy', 'http_proxy'].map((name) => `${name}=${evil.url}`);
  const path = join(folder, '.env');
  writeFileSync(path, ['GROQ_API_KEY=key-of-the-file', ...lines].join('\n'));

  const env = environmentOf(path);
  expect(env('GROQ_API_KEY')).toBe('key-of-the-file');
  const asked: string[] = [];
  const client = createClient({
    env,
    transport: (request) => {
      asked.push(`${new URL(request.url).host} ${request.headers['authorization']}`);
      return Promise.reject(new Error('not sent'));
    },
  });
  await client.generateText('groq:x', 'Hi').catch(() => {});
  expect(asked).toEqual(['api.groq.com Bearer key-of-the-file']);

  // Nobody has this name; by the proxy of the file it would be found.
  const direct = createClient({ env, allowInsecure: true });
  const options = { baseUrl: 'http://nobody.invalid/v1', apiKey: 'key-123456', retry: 0 };
  await expect(direct.generateText('openai:x', 'Hi', options)).rejects.toMatchObject({ code: 'network' });
  expect(visits).toEqual([]);
});
