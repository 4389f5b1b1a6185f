import { expect, test } from 'vitest';
import type { ModelInput } from '../core/model.ts';
import { useSimulators } from '../../test/support/simulated.ts';

const simulators = useSimulators();

test.each<[ModelInput, string]>([
  ['anthropic:claude-haiku-4-5', 'anthropic-messages'],
  ['google:gemini-2.5-flash', 'google-generate'],
  [{ provider: 'openai', id: 'gpt-5-nano', protocol: 'openai-responses' }, 'openai-responses'],
  ['google-vertex:gemini-2.5-flash', 'google-generate'],
  ['google-vertex:claude-haiku-4-5@20251001', 'anthropic-messages'],
  [
    {
      provider: 'amazon-bedrock',
      id: 'anthropic.claude-sonnet-4-20250514-v1:0',
      protocol: 'bedrock-invoke-anthropic',
    },
    'bedrock-invoke-anthropic',
  ],
  ['amazon-bedrock:anthropic.claude-sonnet-4-20250514-v1:0', 'bedrock-converse'],
])('%j: counts are asked for and answered over HTTP', async (model, protocol) => {
  const simulated = await simulators.start({ turns: [{ text: 'first' }, { text: 'second' }] });
  const client = simulated.client({ env: { GOOGLE_CLOUD_PROJECT: 'simulated' } });
  const options = { system: 'Be terse.', maxTokens: 10 } as const;
  const counted = await client.countTokens(model, 'The quick brown fox.', options);
  const estimated = await client.countTokens(model, 'The quick brown fox.', {
    ...options,
    method: 'estimate',
  });
  expect(counted).toEqual({ tokens: estimated.tokens, method: 'provider', errorBound: 0 });
  expect(simulated.requests).toMatchObject([{ protocol, isCount: true, call: { messages: [{}, {}] } }]);
  expect((await client.generateText(model, 'Hi')).text).toBe('first');
  expect((await client.generateText(model, 'Hi')).text).toBe('second');
});

test('a wrong key is refused as the format refuses it, and nothing is counted for a body that says nothing', async () => {
  const simulated = await simulators.start({ keys: ['right-key-1'] });
  const client = simulated.client({ keys: { anthropic: 'wrong-key-1' } });
  const wrong = client.countTokens('anthropic:claude-haiku-4-5', 'Hi', { method: 'provider' });
  await expect(wrong).rejects.toMatchObject({ code: 'auth', status: 401 });
  const address = `${simulated.baseUrls['anthropic']}/v1/messages/count_tokens`;
  const headers = { 'x-api-key': 'right-key-1' };
  const empty = await fetch(address, { method: 'POST', headers, body: '{}' });
  expect(empty.status).toBe(400);
});
