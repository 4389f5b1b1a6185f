import { describe, expect, test } from 'vitest';
import { assistant, user } from '../../core/context.ts';
import { modelOf } from '../../core/model.ts';
import { callFor } from '../../testing/call-for.ts';
import { openaiChat } from './endpoint.ts';
import type { OpenaiChatDialect } from './dialect.ts';

const messages = [user('Count.'), assistant('One, two,')];

async function sent(prefill: OpenaiChatDialect['prefill'], id: string, more: object = {}) {
  const endpoint = openaiChat(prefill === undefined ? {} : { prefill });
  const codec = await endpoint.load();
  const server = await endpoint.loadServer();
  const call = callFor({ model: modelOf({ provider: 'openai', id }), messages, stream: true, ...more });
  const { path, body } = codec.encode(call);
  const parsed = server.parse({ path, headers: {}, body });
  const last = (body as { messages: unknown[] }).messages.at(-1);
  return { path, last, parsed, habits: codec.continuation?.(call), isKnown: server.matches('POST', path) };
}

describe('an assistant turn at the end', () => {
  test('is marked where the host goes on with it, and the mark says nothing else', async () => {
    const { last, parsed, habits } = await sent({ member: 'prefix' }, 'mistral-small');
    expect(last).toEqual({ role: 'assistant', content: 'One, two,', prefix: true });
    expect(parsed.messages).toEqual(messages);
    expect(habits).toEqual({ prefill: true, thoughts: false });
  });

  test('goes to another path where the host has one, for the models that know it', async () => {
    const prefill = { member: 'prefix', path: '/beta/chat/completions', models: ['deepseek-chat*'] } as const;
    expect(await sent(prefill, 'deepseek-chat')).toMatchObject({
      path: '/beta/chat/completions',
      isKnown: true,
    });
    const other = await sent(prefill, 'deepseek-reasoner');
    expect(other).toMatchObject({ path: '/chat/completions', habits: { prefill: false } });
    expect(other.last).not.toHaveProperty('prefix');
  });

  test('is a turn like any other elsewhere, and while the model thinks', async () => {
    expect((await sent(undefined, 'gpt-4o')).last).toEqual({ role: 'assistant', content: 'One, two,' });
    const thinking = await sent({ member: 'partial' }, 'qwen-plus', { reasoning: { effort: 'high' } });
    expect(thinking.last).not.toHaveProperty('partial');
  });
});
