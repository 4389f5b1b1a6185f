import { describe, expect, it } from 'vitest';
import { canonicalRequest } from './canonical.ts';
import { compare } from './compare.ts';
import { differencesOf } from './differences.ts';
import { readChatRequest } from './read-chat.ts';
import type { Recording } from '../recordings.ts';

const chat = (body: object): Recording => ({
  id: 'made-up',
  provider: 'openai',
  family: 'openai_chat',
  model: null,
  stream: false,
  tags: [],
  source: { fidelity: 'made up', notes: [] },
  request: { url: null, body: { json: body } },
  response: {
    status: 200,
    headers: {},
    body: { json: { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] } },
  },
});
const messages = [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }];

describe('a comparison that could not fail would prove nothing', () => {
  it('equals what is said in two documented forms', async () => {
    const outcome = await compare(chat({ model: 'gpt-4o', n: 1, stream: false, messages, top_p: null }));
    expect(outcome).toMatchObject({ kind: 'equal', problems: [] });
  });

  it('explains a difference that has a reason', async () => {
    const outcome = await compare(chat({ model: 'gpt-4o', messages, max_tokens: 20 }));
    expect(outcome.kind).toBe('explained');
    expect(outcome.reasons.map(({ because }) => because)).toEqual([
      expect.stringContaining('`max_completion_tokens`'),
    ]);
  });

  it('says what the client refuses', async () => {
    const tools = [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }];
    const outcome = await compare(chat({ model: 'gpt-4o', messages, tools: [...tools, ...tools] }));
    expect(outcome).toMatchObject({ kind: 'inexpressible' });
    expect(outcome.causes.join()).toContain('Two tools are called f');
  });

  it('says what the public API has no place for', async () => {
    const odd = [...messages, { role: 'narrator', content: 'Meanwhile' }];
    expect(await compare(chat({ model: 'gpt-4o', messages: odd }))).toMatchObject({
      kind: 'inexpressible',
      causes: ['no place in our messages for `messages[] of role narrator`'],
    });
  });

  it('finds a changed value, a lost one and an added one', () => {
    const recorded = canonicalRequest('openai_chat', { messages, seed: 1, user: 'a' });
    const sent = canonicalRequest('openai_chat', { messages, seed: 2, stop: ['b'] });
    expect(differencesOf(recorded, sent).map(({ path }) => path)).toEqual(['seed', 'user', 'stop']);
  });

  it('finds a turn too many, and other arguments', () => {
    const call = (text: string): object => ({
      role: 'assistant',
      tool_calls: [{ id: '1', type: 'function', function: { name: 'f', arguments: text } }],
    });
    const of = (...turns: object[]): unknown => canonicalRequest('openai_chat', { messages: turns });
    const paths = (left: unknown, right: unknown): string[] =>
      differencesOf(left, right).map(({ path }) => path);
    expect(paths(of(call('{"a":1}')), of(call('{ "a": 1 }')))).toEqual([]);
    expect(paths(of(call('{"a":1}')), of(call('{"a":2}')))).toEqual([
      'messages[]<assistant>.tool_calls[]<function>.function.arguments.a',
    ]);
    expect(paths(of(call('{}')), of(call('{}'), call('{}')))).toEqual(['messages[]']);
  });

  it('notes what no portable word says', () => {
    const { options, notes } = readChatRequest({ messages, prediction: { type: 'content' } }, 'openai');
    expect(options.providerOptions).toEqual({ openai: { prediction: { type: 'content' } } });
    expect([...notes.own]).toEqual(['prediction of type content']);
  });
});
