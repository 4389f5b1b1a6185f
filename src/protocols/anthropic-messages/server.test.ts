import { describe, expect, it } from 'vitest';
import type { CallBody } from '../../core/call.ts';
import type { Chunk } from '../../core/chunk.ts';
import { isReqLLMError } from '../../core/error.ts';
import { failureOf } from '../../core/failure.ts';
import type { Json } from '../../core/json.ts';
import { usage } from '../../core/usage.ts';
import { renderStream } from '../protocol.ts';
import { anthropicMessagesCodec } from './codec.ts';
import { anthropicMessagesServer } from './server.ts';

const server = anthropicMessagesServer();
const headers = { 'anthropic-version': '2023-06-01' };
const parse = (body: Json): CallBody => server.parse({ path: '/v1/messages', headers, body });
const asked = { role: 'user', content: 'hi' };
const base = { model: 'claude', max_tokens: 10, messages: [asked] };
const refusalOf = (body: Json): unknown => {
  try {
    return parse(body);
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    return `${error.code}: ${error.message}`;
  }
};

describe('a request', () => {
  it('is recognised by its path', () => {
    expect(server.matches('POST', '/v1/messages')).toBe(true);
    expect(server.matches('POST', '/anthropic/v1/messages')).toBe(true);
    expect(server.matches('GET', '/v1/messages')).toBe(false);
    expect(server.matches('POST', '/v1/messages/count_tokens')).toBe(false);
    const vertex = anthropicMessagesServer({
      path: '/models/{model}:rawPredict',
      streamPath: '/models/{model}:streamRawPredict',
      versionIn: 'body',
    });
    expect(vertex.matches('POST', '/models/claude%40x:streamRawPredict')).toBe(true);
    const { model: _model, ...body } = base;
    expect(vertex.parse({ path: '/models/claude%40x:streamRawPredict', headers: {}, body })).toMatchObject({
      model: { id: 'claude@x' },
      stream: true,
    });
  });

  it('is read in portable terms', () => {
    expect(
      parse({
        ...base,
        system: 'be brief',
        stream: true,
        container: 'c',
        tool_choice: { type: 'any' },
        tools: [{ name: 'f', input_schema: { type: 'object' } }],
      }),
    ).toEqual({
      model: { spec: 'anthropic:claude', provider: 'anthropic', id: 'claude', facts: {} },
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'be brief' }] },
        { role: 'user', content: [{ type: 'text', text: 'hi' }] },
      ],
      stream: true,
      maxTokens: 10,
      tools: [{ name: 'f', inputSchema: { type: 'object' } }],
      toolChoice: 'required',
      providerOptions: { anthropic: { container: 'c' } },
    });
  });

  const call = { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }] };
  const result = { type: 'tool_result', tool_use_id: 'a', content: 'x' };
  it.each<[string, Json]>([
    ['max_tokens: Field required', { model: 'm', messages: [asked] }],
    ['model: Field required', { max_tokens: 1, messages: [asked] }],
    ['messages: at least one message', { ...base, messages: [] }],
    [
      "messages.0.role: Input should be 'user' or 'assistant'",
      { ...base, messages: [{ role: 'tool', content: 'x' }] },
    ],
    [
      'messages.0.content: Input should be a valid list',
      { ...base, messages: [{ role: 'user', content: { type: 'text' } }] },
    ],
    ['text content blocks must be non-empty', { ...base, messages: [{ role: 'user', content: '' }] }],
    ['`tool_use` ids were found without `tool_result`', { ...base, messages: [asked, call, asked] }],
    ['unexpected `tool_use_id`', { ...base, messages: [{ role: 'user', content: [result] }] }],
    [
      "id: String should match pattern '^[a-zA-Z0-9_-]+$'",
      {
        ...base,
        messages: [
          asked,
          { role: 'assistant', content: [{ type: 'tool_use', id: 'a b', name: 'f', input: {} }] },
        ],
      },
    ],
    [
      'signature: Field required',
      { ...base, messages: [asked, { role: 'assistant', content: [{ type: 'thinking', thinking: 'x' }] }] },
    ],
    ['temperature: Input should be less than or equal to 1', { ...base, temperature: 2 }],
    ['seed: Extra inputs are not permitted', { ...base, seed: 1 }],
    [
      'must be greater than `thinking.budget_tokens`',
      { ...base, thinking: { type: 'enabled', budget_tokens: 2_048 } },
    ],
    ['may only be specified while providing tools', { ...base, tool_choice: { type: 'auto' } }],
  ])('is refused: %s', (problem, body) => {
    expect(refusalOf(body)).toContain(`invalid-request: `);
    expect(refusalOf(body)).toContain(problem);
  });

  it('needs the version header', () => {
    expect(() => server.parse({ path: '/v1/messages', headers: {}, body: base })).toThrow(
      /anthropic-version/,
    );
  });
});

describe('a reply', () => {
  const chunks: Chunk[] = [
    { type: 'start', id: 'msg_1', model: 'claude' },
    { type: 'reasoning', block: 0, text: 'hm', signature: 's' },
    { type: 'text', block: 1, text: 'a' },
    { type: 'usage', usage: usage({ inputTokens: 3, outputTokens: 4 }) },
    { type: 'finish', reason: 'tool-calls' },
  ];

  it('is streamed with the names of the API', () => {
    const events = renderStream(server, chunks, parse(base));
    expect(events.map(({ event }) => event)).toEqual([
      'message_start',
      'content_block_start',
      'ping',
      'content_block_delta',
      'content_block_delta',
      'content_block_stop',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(JSON.parse(events.at(-2)?.data ?? '')).toEqual({
      type: 'message_delta',
      delta: { stop_reason: 'tool_use', stop_sequence: null },
      usage: { input_tokens: 3, output_tokens: 4 },
    });
  });

  it('writes one block at a time, even when calls interleave', () => {
    const begin = (block: number): Chunk => ({ type: 'tool-call', block, id: `t${block}`, name: 'f' });
    const input = (block: number, json: string): Chunk => ({ type: 'tool-input', block, json });
    const events = renderStream(
      server,
      [
        begin(0),
        begin(1),
        input(0, '{"a"'),
        input(1, '{"b":'),
        input(0, ':1}'),
        input(1, '2}'),
        { type: 'finish', reason: 'tool-calls' },
      ],
      parse(base),
    );
    const read: Chunk[] = [];
    const reader = anthropicMessagesCodec().open();
    for (const event of events) reader.read(event, (chunk) => void read.push(chunk));
    const inputs = read.flatMap((chunk) =>
      chunk.type === 'tool-input' ? [`${chunk.block} ${chunk.json}`] : [],
    );
    expect(inputs).toEqual(['0 {"a"', '0 :1}', '1 {"b":', '1 2}']);
    const blocks = events.map(({ event }) => event).filter((name) => name?.startsWith('content_block_st'));
    expect(blocks).toEqual([
      'content_block_start',
      'content_block_stop',
      'content_block_start',
      'content_block_stop',
    ]);
  });

  it('is a body', () => {
    expect(server.renderBody(chunks, parse(base))).toEqual({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude',
      content: [
        { type: 'thinking', thinking: 'hm', signature: 's' },
        { type: 'text', text: 'a' },
      ],
      stop_reason: 'tool_use',
      stop_sequence: null,
      usage: { input_tokens: 3, output_tokens: 4 },
    });
  });

  it('is an error in the words of the API, also in the middle of a stream', () => {
    const busy = failureOf({ message: 'busy', providerCode: 'overloaded_error', phase: 'stream' });
    expect(server.renderError(busy)).toEqual({
      status: 529,
      body: { type: 'error', error: { type: 'overloaded_error', message: 'busy' } },
    });
    const codec = anthropicMessagesCodec();
    expect(() => codec.open().read(server.renderErrorEvent(busy), () => {})).toThrow(
      expect.objectContaining({ code: 'overloaded', retryable: true }),
    );
  });

  it.each([401, 402, 403, 404, 413, 429, 500, 529])('comes back as it was refused: %d', (status) => {
    const error = failureOf({ status, message: 'model: no' });
    const { status: sent, body } = server.renderError(error);
    expect(anthropicMessagesCodec().fail(sent, body, {})).toMatchObject({
      status,
      code: error.code,
      retryable: error.retryable,
    });
  });
});
