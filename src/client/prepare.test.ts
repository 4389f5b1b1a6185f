import { describe, expect, it } from 'vitest';
import { isReqLLMError } from '../core/error.ts';
import { context, user } from '../core/context.ts';
import { prepareCall } from './prepare.ts';
import { namesOf } from './provider-names.ts';

const providers = namesOf(['anthropic', 'google', 'google-vertex', 'groq', 'ollama', 'openai']);

function prepare(model: unknown, input: unknown, options: unknown = {}): ReturnType<typeof prepareCall> {
  return prepareCall({ model, input, options, defaults: {}, providers, stream: false, now: 1 });
}

function refusal(run: () => unknown): { code: string; message: string } {
  try {
    run();
  } catch (error) {
    if (isReqLLMError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('model specs', () => {
  it.each([
    ['openai:gpt-4o', 'openai', 'gpt-4o'],
    ['gpt-4o@openai', 'openai', 'gpt-4o'],
    ['ollama:llama3.1:8b', 'ollama', 'llama3.1:8b'],
    ['groq:openai/gpt-oss-120b', 'groq', 'openai/gpt-oss-120b'],
    ['google_vertex:claude-opus-4-1@20250805', 'google-vertex', 'claude-opus-4-1@20250805'],
    ['llama3.1:8b@ollama', 'ollama', 'llama3.1:8b'],
    ['openai/gpt-4o', 'openai', 'gpt-4o'],
    ['openai/gpt-4o@groq', 'groq', 'openai/gpt-4o'],
    ['claude-haiku-4-5@20251001@google-vertex', 'google-vertex', 'claude-haiku-4-5@20251001'],
    ['google-vertex/claude-haiku-4-5@20251001', 'google-vertex', 'claude-haiku-4-5@20251001'],
    ['groq:meta-llama/llama-4:free', 'groq', 'meta-llama/llama-4:free'],
    ['ollama/qwen3:8b', 'ollama', 'qwen3:8b'],
  ])('%s', (spec, provider, id) => {
    expect(prepare(spec, 'Hi').model).toMatchObject({ provider, id, spec: `${provider}:${id}` });
  });

  it.each([
    ['opnai:gpt-4o', 'Unknown provider "opnai". Did you mean "openai"?'],
    ['gpt-4o', 'write it as "provider:model", such as "openai:gpt-4o"'],
    ['openai:', 'model id is empty'],
    ['openai/', 'names no provider'],
    ['openai', '"openai" is a provider; write the model too'],
    ['groq', '"groq:…". `reqllm models list groq` lists them'],
    ['@openai', 'names no provider'],
    ['qwen3:8b', 'names no provider'],
    ['meta-llama/llama-4', 'names no provider'],
    ['__proto__:x', 'names no provider'],
    ['constructor:x', 'Unknown provider "constructor"'],
    ['openai:../../admin', 'characters that no model id has'],
    ['openai:a/../b', 'characters that no model id has'],
    ['openai:gpt 4', 'characters that no model id has'],
    ['openai:a\r\nX-Evil: 1', 'characters that no model id has'],
    [{ provider: 'openai' }, '`provider` and `id`'],
    [42, 'The model comes first'],
  ])('refuses %j', (spec, message) => {
    expect(refusal(() => prepare(spec, 'Hi'))).toMatchObject({
      code: 'config',
      message: expect.stringContaining(message),
    });
  });
});

describe('input', () => {
  it('takes prompts, messages, lists and conversations', () => {
    const messages = [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }];
    for (const input of [
      'Hi',
      user('Hi'),
      [user('Hi')],
      [{ role: 'user', content: 'Hi' }],
      context(user('Hi')),
    ]) {
      expect(prepare('openai:x', input).messages).toEqual(messages);
    }
  });

  it('puts the system option first', () => {
    expect(prepare('openai:x', 'Hi', { system: 'Be brief.' }).messages[0]).toEqual({
      role: 'system',
      content: [{ type: 'text', text: 'Be brief.' }],
    });
  });

  it('turns data: addresses into bare base64, in tool results too', () => {
    const image = { type: 'image', source: { url: 'data:image/png;base64,iVBOR0==' } };
    const result = { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'c', content: [image] }] };
    const { messages } = prepare('openai:x', [{ role: 'user', content: [image] }, result]);
    const source = { data: 'iVBOR0==', mediaType: 'image/png' };
    expect(messages[0]?.content[0]).toMatchObject({ source });
    expect(messages[1]?.content[0]).toMatchObject({ content: [{ source }] });
  });

  it.each([
    ['', 'The prompt is empty'],
    [[], 'list of messages is empty'],
    [{ version: 2, messages: [user('Hi')] }, 'version 2'],
    [[{ role: 'robot', content: 'x' }], 'messages[0].role'],
    [[{ role: 'user', content: [] }], 'messages[0].content is empty'],
    [[{ role: 'user', content: [{ type: 'tool-call', id: 'a', name: 'b' }] }], 'messages[0].content[0].type'],
    [
      [
        {
          role: 'user',
          content: [{ type: 'image', source: { data: 'not base64!', mediaType: 'image/png' } }],
        },
      ],
      'is not base64',
    ],
    [[{ role: 'user', content: [{ type: 'image', source: { data: 'AAAA' } }] }], 'mediaType is missing'],
    [
      [{ role: 'user', content: [{ type: 'image', source: { url: 'file:///etc/passwd' } }] }],
      'must be an http(s)',
    ],
    [
      [{ role: 'user', content: [{ type: 'image', source: { url: 'https://a.b/c', data: 'AAAA' } }] }],
      'exactly one',
    ],
    [[{ role: 'system', content: 'only this' }], 'no message to answer'],
    [[{ role: 'tool', content: [{ type: 'tool-result', content: [] }] }], 'toolCallId'],
    [7, 'The input must be'],
  ])('refuses %j', (input, message) => {
    expect(refusal(() => prepare('openai:x', input))).toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining(message),
    });
  });
});

describe('options', () => {
  it.each([
    [{ temprature: 1 }, 'Unknown option "temprature". Did you mean "temperature"?'],
    [{ abortSignal: 1 }, 'Unknown option "abortSignal". Here that is `signal`.'],
    [{ temperature: 'hot' }, 'must be a number from 0 to 2'],
    [{ maxTokens: 0 }, 'whole number of at least 1'],
    [{ seed: 1.5 }, 'must be a whole number'],
    [{ stop: [1] }, 'list of texts'],
    [{ logprobs: 21 }, 'from 0 to 20'],
    [{ reasoning: 'lots' }, 'must be one of none, minimal'],
    [{ reasoning: { budget: 1 } }, 'no member "budget"'],
    [{ toolChoice: 'any' }, "must be 'auto'"],
    [{ tools: {} }, 'must be a list'],
    [{ tools: ['x'] }, 'tools[0]'],
    [{ tools: [{ name: 'has space' }] }, 'is no tool name'],
    [{ tools: [{ inputSchema: {} }] }, 'A tool needs a `name`'],
    [{ tools: [{ name: 'a', parameters: {} }] }, 'The tool a has `parameters`; here that is `inputSchema`.'],
    [{ tools: [{ name: 'a', schema: {} }] }, 'here that is `inputSchema`'],
    [{ tools: [{ name: 'a', inputSchema: { type: 'string' } }] }, 'must describe an object'],
    [{ tools: [{ name: 'a' }, { name: 'a' }] }, 'Two tools are called a'],
    [{ timeout: { idle: 5 } }, 'Did you mean "idleMs"?'],
    [{ retry: -1 }, 'must be a number or an object'],
    [{ headers: { 'x-a': 'b\r\nc: d' } }, 'no single line'],
    [{ headers: { 'bad name': 'x' } }, 'no HTTP header name'],
    [{ providerOptions: { opnai: {} } }, 'unknown provider "opnai". Did you mean "openai"?'],
    [{ providerOptions: { google: {} } }, 'are for google, but the call goes to openai'],
    [{ signal: 'now' }, 'AbortSignal'],
    [{ apiKey: 'sk-abc\r\nx-evil: 1' }, 'characters that no key has'],
    [{ apiKey: '  ' }, 'empty'],
    [{ output: { type: 'json-schema', name: 'a b', schema: {} } }, 'needs a `name`'],
    ['text', 'must be an object'],
  ])('refuses %j', (options, message) => {
    const error = refusal(() => prepare('openai:x', 'Hi', options));
    expect(error).toMatchObject({ code: 'config', message: expect.stringContaining(message) });
    expect(error.message).not.toContain('sk-abc');
  });

  it('leaves out what is undefined and lets the call win over the defaults', () => {
    const call = prepareCall({
      model: 'openai:x',
      input: 'Hi',
      options: { temperature: undefined, seed: 2 },
      defaults: { temperature: 0.5, seed: 1 },
      providers,
      stream: false,
      now: 1,
    });
    expect(call).toMatchObject({ temperature: 0.5, seed: 2 });
  });

  it('freezes the call and does not touch what it was given', () => {
    const message = user('Hi');
    const call = prepare('openai:x', [message], { stop: 'END', reasoning: 'low', timeout: 5, retry: 0 });
    expect(Object.isFrozen(call) && Object.isFrozen(call.messages)).toBe(true);
    expect(Object.isFrozen(message)).toBe(false);
    expect(call).toMatchObject({
      stop: ['END'],
      reasoning: { effort: 'low' },
      control: { timeout: { totalMs: 5 }, retry: { max: 0 } },
    });
  });
});
