import { describe, expect, it } from 'vitest';
import type { CallBody } from '../../core/call.ts';
import type { Chunk } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import { usage } from '../../core/usage.ts';
import { renderStream } from '../protocol.ts';
import { failureOfReply } from './failure.ts';
import { ollamaChatServer } from './server.ts';

const server = ollamaChatServer();
const hello = { role: 'user', content: 'hi' };
const parse = (body: Json): CallBody => server.parse({ path: '/api/chat', headers: {}, body });

it.each([
  ['POST', '/api/chat', true],
  ['POST', '/gateway/api/chat', true],
  ['GET', '/api/chat', false],
  ['POST', '/api/generate', false],
])('%s %s', (method, path, is) => {
  expect(server.matches(method, path)).toBe(is);
});

describe('a request', () => {
  it('streams unless told otherwise, and keeps what only Ollama has', () => {
    const call = parse({
      model: 'm',
      messages: [hello],
      keep_alive: 0,
      options: { num_ctx: 9, seed: 1, stop: ['a'] },
    });
    expect(call).toMatchObject({
      stream: true,
      seed: 1,
      stop: ['a'],
      providerOptions: { ollama: { keep_alive: 0, options: { num_ctx: 9 } } },
    });
    expect(parse({ model: 'm' }).messages).toEqual([]);
  });

  it('takes what Ollama takes, which knows no rules for names, pairs, order, stops and empty text', () => {
    const tool = { type: 'function', function: { name: 'a.b c', parameters: { type: 'object' } } };
    const { messages, tools, stop } = parse({
      model: 'm',
      messages: [
        { role: 'assistant', content: '' },
        { role: 'assistant', content: 'a' },
        { role: 'user', content: '' },
        { role: 'user', content: 'b' },
        { role: 'system', content: 'c' },
        { role: 'assistant', content: 'd ' },
      ],
      tools: [tool, tool],
      options: { stop: ['1', '2', '3', '4', '5', '6', ''] },
    });
    expect(messages.map(({ role }) => role)).toEqual([
      'assistant',
      'assistant',
      'user',
      'user',
      'system',
      'assistant',
    ]);
    expect(tools).toHaveLength(2);
    expect(stop).toHaveLength(7);
  });

  it.each<[string, Json]>([
    ['option "temperature" must be of type float32', { temperature: 'hot' }],
    ['option "num_predict" must be of type integer', { num_predict: true }],
    ['option "stop" must be of type array', { stop: 'END' }],
  ])('refuses in the words of Ollama: %s', (message, options) => {
    expect(() => parse({ model: 'm', messages: [hello], options })).toThrow(message);
  });

  it('pairs results by id, by name, then by order; without a call it is taken as well (recorded)', () => {
    const calls = ['f', 'g', 'f'].map((name) => ({ function: { name, arguments: {} } }));
    const result = (more: object): Json => ({ role: 'tool', content: 'x', ...more });
    const { messages } = parse({
      model: 'm',
      messages: [
        { role: 'assistant', content: null, tool_calls: calls },
        result({ tool_name: 'g' }),
        result({ tool_call_id: 'call_0_2' }),
        result({}),
        hello,
        result({}),
      ],
    });
    expect(messages[1]?.content).toMatchObject([
      { toolCallId: 'call_0_1', toolName: 'g' },
      { toolCallId: 'call_0_2', toolName: 'f' },
      { toolCallId: 'call_0_0', toolName: 'f' },
    ]);
    expect(messages[3]?.content).toMatchObject([{ toolCallId: 'call_5' }]);
  });

  it.each<[string, Json]>([
    ['no object', []],
    ['no model', { messages: [hello] }],
    ['an unknown role', { model: 'm', messages: [{ role: 'bot', content: 'x' }] }],
    ['a list for content', { model: 'm', messages: [{ role: 'user', content: [] }] }],
    ['an image that is no base64', { model: 'm', messages: [{ ...hello, images: ['https://a'] }] }],
    ['an unknown format', { model: 'm', messages: [hello], format: 'xml' }],
    ['an unknown level', { model: 'm', messages: [hello], think: 'none' }],
    ['a text for a number', { model: 'm', messages: [hello], options: { seed: '1' } }],
    [
      'a text for arguments',
      {
        model: 'm',
        messages: [{ role: 'assistant', tool_calls: [{ function: { name: 'f', arguments: '{}' } }] }],
      },
    ],
  ])('with %s is refused', (_title, body) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ code: 'invalid-request' }) as Error);
  });
});

describe('a reply', () => {
  const call = parse({ model: 'm', messages: [hello] });
  const chunks: Chunk[] = [
    { type: 'start', id: 'r1' },
    { type: 'reasoning', block: 0, text: 'hm' },
    { type: 'text', block: 1, text: 'Hi' },
    { type: 'tool-call', block: 2, id: 'c1', name: 'f' },
    { type: 'tool-call', block: 3, id: 'c2', name: 'g' },
    { type: 'tool-input', block: 2, json: '{"a":' },
    { type: 'tool-input', block: 3, json: '{}' },
    { type: 'tool-input', block: 2, json: '1}' },
    { type: 'usage', usage: usage({ inputTokens: 3, outputTokens: 4 }) },
    { type: 'finish', reason: 'tool-calls' },
  ];
  const head = { model: 'm', created_at: '1970-01-01T00:00:00Z' };
  const calls = [
    { id: 'c1', function: { name: 'f', arguments: { a: 1 } } },
    { id: 'c2', function: { name: 'g', arguments: {} } },
  ];

  it('is lines, the calls whole', () => {
    const lines = renderStream(server, chunks, call).map(({ data }) => JSON.parse(data) as Json);
    const line = (message: object): object => ({
      ...head,
      message: { role: 'assistant', content: '', ...message },
      done: false,
    });
    expect(lines).toEqual([
      line({ thinking: 'hm' }),
      line({ content: 'Hi' }),
      line({ tool_calls: [calls[0]] }),
      line({ tool_calls: [calls[1]] }),
      { ...line({}), done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 4 },
    ]);
  });

  it('has one body', () => {
    expect(server.renderBody(chunks, call)).toEqual({
      ...head,
      message: { role: 'assistant', content: 'Hi', thinking: 'hm', tool_calls: calls },
      done: true,
      done_reason: 'stop',
      prompt_eval_count: 3,
      eval_count: 4,
    });
  });

  it.each(['auth', 'rate-limited', 'overloaded', 'model-not-found', 'invalid-request'] as const)(
    'that failed with %s is read as that',
    (code) => {
      const error = new ReqLLMError('Something with the model.', { code, phase: 'headers' });
      const { status, body } = server.renderError(error);
      expect(failureOfReply(status, body, {})).toMatchObject({ code, message: 'Something with the model.' });
      expect(JSON.parse(server.renderErrorEvent(error).data)).toEqual({ error: 'Something with the model.' });
    },
  );
});

// Worded as in Ollama's sources.
it.each([
  [404, { error: 'model "x" not found, try pulling it first' }, 'model-not-found'],
  [400, { error: '"x" does not support tools' }, 'unsupported'],
  [400, { error: '"x" does not support thinking' }, 'unsupported'],
  [400, { error: 'the input length exceeds the context length' }, 'context-overflow'],
  [503, { error: 'server busy, please try again. maximum pending requests exceeded' }, 'overloaded'],
  [401, { error: 'unauthorized' }, 'auth'],
  [500, { error: { message: 'boom' } }, 'server'],
  [404, '404 page not found', 'invalid-request'],
  [502, '<html>', 'server'],
])('%i %j', (status, body, code) => {
  expect(failureOfReply(status, body, {})).toMatchObject({ code, status });
});
