import { expect, test } from 'vitest';

import type { Message } from '../core/message.ts';
import { simulator } from '../testing/simulator.ts';

const asked = (provider?: string): Message => ({
  role: 'user',
  content: [
    { type: 'file', source: { fileId: 'file-1', ...(provider === undefined ? {} : { provider }) } },
    { type: 'text', text: 'What does it say?' },
  ],
});
const answer: Message = { role: 'assistant', content: [{ type: 'text', text: 'Nothing.' }] };
const more: Message = { role: 'user', content: [{ type: 'text', text: 'And now?' }] };

test('a file that another provider holds is refused before anything is sent, where the answer would be about it', async () => {
  await using simulated = await simulator();
  const client = simulated.client();
  await expect(client.generateText('openai:gpt-4o-mini', [asked('anthropic')])).rejects.toMatchObject({
    code: 'unsupported',
    message:
      'The newest message has a file that anthropic holds, which openai cannot read; upload it there, or send its data.',
  });
  expect(simulated.requests).toHaveLength(0);
  const kept = await client.generateText('openai:gpt-4o-mini', [asked('openai')]);
  expect(kept.warnings).toEqual([]);
  expect(JSON.stringify(simulated.requests[0]?.body)).toContain('file-1');
  const dropped = await client.generateText('openai:gpt-4o-mini', [asked('anthropic')], {
    onUnsupported: 'drop',
  });
  expect(dropped.text).not.toBe('');
});

test('of an earlier turn a line of text is left, with a warning', async () => {
  await using simulated = await simulator();
  const conversation = [asked('anthropic'), answer, more];
  const { warnings } = await simulated.client().generateText('openai:gpt-4o-mini', conversation);
  expect(warnings).toMatchObject([{ code: 'dropped', setting: 'messages[0]' }]);
  const sent = JSON.stringify(simulated.requests[0]?.body);
  expect(sent).not.toContain('file-1');
  expect(sent).toContain('There was a file here');
});

test('a chain goes on with the model whose provider holds the file', async () => {
  await using simulated = await simulator();
  const chain = ['openai:gpt-4o-mini', 'anthropic:claude-haiku-4-5'] as const;
  const { model } = await simulated.client().generateText(chain, [asked('anthropic')]);
  expect(model.provider).toBe('anthropic');
});

test('who holds a file is said beside its id alone', async () => {
  await using simulated = await simulator();
  const message = {
    role: 'user',
    content: [{ type: 'file', source: { url: 'https://files.example/a.pdf', provider: 'openai' } }],
  };
  await expect(
    simulated.client().generateText('openai:gpt-4o-mini', [message as Message]),
  ).rejects.toMatchObject({
    code: 'invalid-request',
    message: expect.stringContaining('source.provider must be the id') as string,
  });
});
