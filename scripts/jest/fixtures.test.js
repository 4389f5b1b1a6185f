// Run by scripts/jest.mjs: recordings as a transport, and many models at a time, under jest.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'reqllm';
import { abilityOf, models } from 'reqllm/models';
import { fixtures, simulator } from 'reqllm/testing';

const folder = mkdtempSync(join(tmpdir(), 'jest-fixtures-'));
afterAll(() => rmSync(folder, { recursive: true }));

const asked = [
  'openai:gpt-4o-mini',
  'anthropic:claude-haiku-4-5',
  'google:gemini-2.5-flash',
  'cohere:command-a-03-2025',
];

test('what is recorded is replayed without a key and without the network', async () => {
  const host = await simulator({ turns: [{ text: 'Hello from jest' }] });
  const { baseUrls, keys } = host;
  const ask = async (transport, given) => {
    const client = createClient({ transport, baseUrls, ...given });
    const texts = [];
    for (const model of asked) {
      const stream = await client.streamText(model, 'Hi');
      texts.push((await stream.response()).text);
    }
    return texts;
  };
  const expected = asked.map(() => 'Hello from jest');
  expect(await ask(fixtures(folder, { mode: 'record' }), { keys })).toEqual(expected);
  await host.close();
  const replay = fixtures(folder);
  expect(await ask(replay, { env: {} })).toEqual(expected);
  const other = createClient({ transport: replay, baseUrls, env: {} }).generateText(
    asked[0],
    'Something else',
  );
  await expect(other).rejects.toThrow(/No recording answers POST/);
});

test('what is packaged is found', () => {
  const model = models.get('openai:gpt-4o-mini');
  expect([model.limits.context > 100_000, abilityOf(model, 'tools')]).toEqual([true, true]);
  expect(models.evidence('openai:gpt-4o-mini').length).toBeGreaterThan(0);
});
