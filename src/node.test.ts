import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createClient } from './client/client.ts';
import { loadEnv } from './node.ts';
import { simulator } from './testing/simulator.ts';

const folder = mkdtempSync(join(tmpdir(), 'reqllm-env-'));
afterAll(() => rmSync(folder, { recursive: true }));

function envFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

it('gives a client the keys of a file, and nothing else of it', async () => {
  await using simulated = await simulator({ keys: ['key-of-the-file'] });
  const path = envFile(
    'keys.env',
    `# Keys\nexport OPENAI_API_KEY="key-of-the-file"\nGROQ_API_KEY=\nOPENAI_BASE_URL=https://elsewhere.invalid\nHTTPS_PROXY=http://elsewhere.invalid\nPATH=/nowhere\n`,
  );
  const { openai = '' } = simulated.baseUrls;
  const client = createClient({ baseUrls: { openai }, env: { OPENAI_API_KEY: 'key-of-the-environment' } });
  expect(await loadEnv(path, client)).toEqual([{ provider: 'openai', variable: 'OPENAI_API_KEY' }]);
  expect((await client.generateText('openai:gpt-4o-mini', 'Hi')).text).toContain('Hi');
});

it('tells no key, and takes the first of a provider that has several', async () => {
  const kept: string[][] = [];
  const path = envFile('several.env', 'GEMINI_API_KEY=one-secret\nGOOGLE_API_KEY=another-secret\n');
  const loaded = await loadEnv(path, { setKey: (...each) => void kept.push(each) });
  expect(loaded.map(({ provider }) => provider)).toContain('google');
  expect(kept.map(([provider]) => provider)).toEqual(loaded.map(({ provider }) => provider));
  expect(JSON.stringify(loaded)).not.toContain('secret');
});

it('says what to do when there is no such file, or a key cannot be one', async () => {
  await expect(loadEnv(join(folder, 'absent.env'))).rejects.toMatchObject({
    code: 'config',
    message: expect.stringContaining('absent.env'),
  });
  const broken = envFile('broken.env', 'OPENAI_API_KEY="two\nlines"\n');
  await expect(loadEnv(broken)).rejects.toMatchObject({ code: 'config' });
  await expect(loadEnv(broken)).rejects.not.toThrow(/two/);
});
