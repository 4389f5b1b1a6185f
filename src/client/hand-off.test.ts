import { expect, test } from 'vitest';
import { assistant, context, user } from '../core/context.ts';
import { handoff } from './hand-off.ts';

test('an orphan call is closed and a foreign proof left out, and both are said', async () => {
  const origin = { provider: 'google', protocol: 'google-generate', model: 'gemini-2.5-flash' };
  const turn = assistant([
    { type: 'reasoning', text: 'Hm.', signature: 'c2ln' },
    { type: 'tool-call', id: 'a/b', name: 'look', input: {} },
  ]);
  const asked = context(user('Look.'), { ...turn, origin }, user('Well?'));
  const target = { provider: 'anthropic', protocol: 'anthropic-messages', model: 'claude-haiku-4-5' };
  const { context: ready, changes } = await handoff(asked, target);
  expect(ready.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'user']);
  expect(JSON.stringify(ready)).not.toContain('c2ln');
  expect(JSON.stringify(ready)).not.toContain('a/b');
  expect(changes.map(({ code }) => code)).toEqual(expect.arrayContaining(['dropped', 'added']));
});
