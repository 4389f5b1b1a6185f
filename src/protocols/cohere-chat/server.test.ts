import { describe, expect, it } from 'vitest';
import type { CallBody } from '../../core/call.ts';
import type { Chunk } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import { usage } from '../../core/usage.ts';
import { renderStream } from '../protocol.ts';
import { cohereChatCodec } from './codec.ts';
import { cohereChatServer } from './server.ts';

const server = cohereChatServer();
const hello = { role: 'user', content: 'hi' };
const parse = (body: Json): CallBody => server.parse({ path: '/v2/chat', headers: {}, body });
const call = parse({ model: 'm', messages: [hello] });

it.each([
  ['POST', '/v2/chat', true],
  ['POST', '/gateway/v2/chat', true],
  ['GET', '/v2/chat', false],
  ['POST', '/v1/chat', false],
])('%s %s', (method, path, is) => {
  expect(server.matches(method, path)).toBe(is);
});

describe('a request', () => {
  it('keeps what only Cohere has', () => {
    const own = { documents: ['d'], safety_mode: 'OFF', citation_options: { mode: 'FAST' }, priority: 2 };
    expect(parse({ model: 'm', messages: [hello], ...own }).providerOptions).toEqual({ cohere: own });
  });

  it.each<[string, Json]>([
    ['no object', []],
    ['no model', { messages: [hello] }],
    ['no messages', { model: 'm', messages: [] }],
    ['an unknown role', { model: 'm', messages: [{ role: 'bot', content: 'x' }] }],
    ['no content', { model: 'm', messages: [{ role: 'user' }] }],
    ['unknown content', { model: 'm', messages: [{ role: 'user', content: [{ type: 'audio' }] }] }],
    ['an empty turn of the model', { model: 'm', messages: [{ role: 'assistant' }] }],
    [
      'a result of no call',
      { model: 'm', messages: [hello, { role: 'tool', tool_call_id: 'x', content: 'y' }] },
    ],
    ['a choice without tools', { model: 'm', messages: [hello], tool_choice: 'REQUIRED' }],
    [
      'a tool without parameters',
      { model: 'm', messages: [hello], tools: [{ type: 'function', function: { name: 'f' } }] },
    ],
    ['p out of bounds', { model: 'm', messages: [hello], p: 1 }],
    ['a negative temperature', { model: 'm', messages: [hello], temperature: -1 }],
    ['six stops', { model: 'm', messages: [hello], stop_sequences: ['1', '2', '3', '4', '5', '6'] }],
    ['a budget of 0', { model: 'm', messages: [hello], thinking: { type: 'enabled', token_budget: 0 } }],
    ['an unknown format', { model: 'm', messages: [hello], response_format: { type: 'json_schema' } }],
    ['a text for a number', { model: 'm', messages: [hello], max_tokens: '5' }],
  ])('with %s is refused', (_title, body) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ code: 'invalid-request' }) as Error);
  });
});

describe('a request that Cohere refuses in words of its own', () => {
  const tool = (name: string): Json => ({
    type: 'function',
    function: { name, parameters: { type: 'object' } },
  });
  const calling = (...ids: string[]): Json => ({
    role: 'assistant',
    tool_calls: ids.map((id) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } })),
  });
  const answer = (id: string): Json => ({ role: 'tool', tool_call_id: id, content: 'y' });

  it.each<[string, readonly Json[], readonly Json[]]>([
    [
      "invalid request: tool names can only contain certain characters (A-Za-z0-9_) and can't begin with a digit (provided name: 'a-b').",
      [hello],
      [tool('a-b')],
    ],
    ["(provided name: '1a')", [hello], [tool('1a')]],
    ['tool call id not found in previous tool calls', [hello, calling('a'), answer('b')], []],
    [
      'tool call id must be provided with tool message',
      [hello, calling('a'), { role: 'tool', content: 'y' }],
      [],
    ],
    ['cannot have duplicate tool ids', [hello, calling('a', 'a'), answer('a')], []],
    [
      'The following tool_call_ids did not have response messages: b',
      [hello, calling('a', 'b'), answer('a'), hello],
      [],
    ],
    ['The following tool_call_ids did not have response messages: a', [hello, calling('a')], []],
    [
      'tool call must be of type function',
      [hello, { role: 'assistant', tool_calls: [{ id: 'a', type: 'x', function: { name: 'f' } }] }],
      [],
    ],
  ])('%s', (message, messages, tools) => {
    const refusal = expect.objectContaining({
      code: 'invalid-request',
      status: 400,
      message: expect.stringContaining(message) as string,
    }) as Error;
    expect(() => parse({ model: 'm', messages, ...(tools.length === 0 ? {} : { tools }) })).toThrow(refusal);
  });
});

describe('a reply', () => {
  const chunks: Chunk[] = [
    { type: 'start', id: 'r1', model: 'm' },
    { type: 'text', block: 0, text: 'Hi' },
    {
      type: 'source',
      block: 0,
      source: { kind: 'url', url: 'https://a.example', title: 'A', start: 0, end: 2 },
    },
    { type: 'tool-call', block: 1, id: 'c1', name: 'f' },
    { type: 'tool-input', block: 1, json: '{}' },
    { type: 'usage', usage: usage({ inputTokens: 3, outputTokens: 4 }) },
    { type: 'finish', reason: 'tool-calls' },
  ];

  it('has the events of Cohere, in its order', () => {
    const events = renderStream(server, chunks, call);
    expect(events.map(({ event }) => event)).toEqual([
      'message-start',
      'content-start',
      'content-delta',
      'citation-start',
      'citation-end',
      'content-end',
      'tool-call-start',
      'tool-call-delta',
      'tool-call-end',
      'message-end',
      undefined,
    ]);
    expect(JSON.parse(events[0]?.data ?? '')).toMatchObject({ id: 'r1', type: 'message-start' });
    expect(JSON.parse(events.at(-2)?.data ?? '')).toEqual({
      type: 'message-end',
      delta: {
        finish_reason: 'TOOL_CALL',
        usage: {
          billed_units: { input_tokens: 3, output_tokens: 4 },
          tokens: { input_tokens: 3, output_tokens: 4 },
        },
      },
    });
  });

  it('has one body', () => {
    expect(server.renderBody(chunks, call)).toMatchObject({
      id: 'r1',
      finish_reason: 'TOOL_CALL',
      message: {
        role: 'assistant',
        content: [{ type: 'text', text: 'Hi' }],
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }],
        citations: [{ start: 0, end: 2, sources: [{ document: { url: 'https://a.example' } }] }],
      },
    });
  });

  it.each(['server', 'timeout'] as const)('that fails with %s on the way is read as that', (code) => {
    const event = server.renderErrorEvent(new ReqLLMError('internal error', { code, phase: 'stream' }));
    expect(event.event).toBe('message-end');
    expect(() =>
      cohereChatCodec()
        .open()
        .read(event, () => {}),
    ).toThrow(expect.objectContaining({ code }) as Error);
  });
});
