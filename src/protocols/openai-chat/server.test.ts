import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { isReqLLMError, ReqLLMError, type ErrorCode } from '../../core/error.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { usage } from '../../core/usage.ts';
import { renderStream } from '../protocol.ts';
import { openaiChatCodec } from './codec.ts';
import type { OpenaiChatDialect } from './dialect.ts';
import { openaiChatServer } from './server.ts';

const server = openaiChatServer();
const user = { role: 'user', content: 'Hi' };
const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"x":1}' } };

function parsed(body: JsonObject, dialect: Partial<OpenaiChatDialect> = {}): ReturnType<typeof server.parse> {
  return openaiChatServer(dialect).parse({
    path: '/v1/chat/completions',
    headers: {},
    body: { model: 'm', messages: [user], ...body },
  });
}

function refusal(body: Json): string {
  try {
    server.parse({ path: '/v1/chat/completions', headers: {}, body });
  } catch (error) {
    if (isReqLLMError(error) && error.code === 'invalid-request') return error.message;
    throw error;
  }
  return 'accepted';
}

it('knows its path', () => {
  expect(server.matches('POST', '/v1/chat/completions?x=1')).toBe(true);
  expect(server.matches('GET', '/v1/chat/completions')).toBe(false);
  expect(server.matches('POST', '/v1/responses')).toBe(false);
  const azure = openaiChatServer({ vendor: 'azure', path: '/deployments/{model}/chat/completions' });
  expect(azure.matches('POST', '/openai/deployments/my%20gpt/chat/completions?api-version=1')).toBe(true);
  const request = {
    path: '/openai/deployments/my%20gpt/chat/completions',
    headers: {},
    body: { messages: [user] },
  };
  expect(azure.parse(request).model.spec).toBe('azure:my gpt');
});

describe('parse', () => {
  it('reads what has a portable meaning and keeps the rest', () => {
    const body = {
      max_tokens: 5,
      stop: 'x',
      n: 2,
      user: null,
      reasoning_effort: 'low',
      store: true,
      response_format: { type: 'text' },
    };
    expect(parsed(body)).toEqual({
      model: { spec: 'openai:m', provider: 'openai', id: 'm', facts: {} },
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      stream: false,
      maxTokens: 5,
      stop: ['x'],
      reasoning: { effort: 'low' },
      providerOptions: { openai: { n: 2, store: true } },
    });
    expect(parsed({ random_seed: 3 }, { renames: { seed: 'random_seed' } }).seed).toBe(3);
    expect(parsed({ reasoning: { max_tokens: 9 } }).reasoning).toEqual({ budgetTokens: 9 });
  });

  it('joins results of one turn and names their tools', () => {
    const { messages } = parsed({
      messages: [
        { role: 'developer', content: [{ type: 'text', text: 'Be brief.' }] },
        user,
        {
          role: 'assistant',
          content: null,
          reasoning_content: 'hm',
          tool_calls: [call, { ...call, id: 'c2' }],
          reasoning_details: [{}],
        },
        { role: 'tool', tool_call_id: 'c2', content: 'b' },
        { role: 'tool', tool_call_id: 'c1', content: '' },
      ],
    });
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool']);
    expect(messages[2]?.content).toEqual([
      { type: 'reasoning', text: 'hm' },
      { type: 'tool-call', id: 'c1', name: 'f', input: { x: 1 } },
      { type: 'tool-call', id: 'c2', name: 'f', input: { x: 1 } },
      { type: 'extra', provider: 'openai', value: { reasoning_details: [{}] } },
    ]);
    expect(messages[3]?.content).toEqual([
      { type: 'tool-result', toolCallId: 'c2', toolName: 'f', content: [{ type: 'text', text: 'b' }] },
      { type: 'tool-result', toolCallId: 'c1', toolName: 'f', content: [] },
    ]);
  });

  it.each<[Json, RegExp]>([
    ['x', /JSON body/],
    [{ messages: [user] }, /model parameter/],
    [{ model: 'm' }, /'messages'/],
    [{ model: 'm', messages: [] }, /empty array/],
    [{ model: 'm', messages: [{ role: 'critic', content: 'x' }] }, /"critic" for 'messages\[0\]\.role'/],
    [{ model: 'm', messages: [{ role: 'user' }] }, /messages\[0\]\.content/],
    [
      { model: 'm', messages: [{ role: 'user', content: [{ type: 'pdf' }] }] },
      /"pdf" for 'messages\[0\]\.content\[0\]\.type'/,
    ],
    [
      {
        model: 'm',
        messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: null } }] }],
      },
      /image_url\.url/,
    ],
    [{ model: 'm', messages: [{ role: 'assistant', content: null }] }, /got null/],
    [
      { model: 'm', messages: [user, { role: 'assistant', tool_calls: [call] }, user] },
      /did not have response messages: c1/,
    ],
    [
      { model: 'm', messages: [user, { role: 'assistant', tool_calls: [{ ...call, id: '' }] }] },
      /tool_calls\[0\]\.id/,
    ],
    [
      { model: 'm', messages: [user, { role: 'tool', tool_call_id: 'c9', content: 'x' }] },
      /preceding message/,
    ],
    [{ model: 'm', messages: [user], temperature: 3 }, /temperature/],
    [{ model: 'm', messages: [user], top_p: '1' }, /top_p/],
    [{ model: 'm', messages: [user], stream: 'yes' }, /stream/],
    [{ model: 'm', messages: [user], top_logprobs: 2 }, /logprobs/],
    [{ model: 'm', messages: [user], max_tokens: 1, max_completion_tokens: 1 }, /same time/],
    [{ model: 'm', messages: [user], tool_choice: 'auto' }, /'tools'/],
    [{ model: 'm', messages: [user], tools: [{ function: {} }] }, /tools\[0\]\.type/],
    [{ model: 'm', messages: [user], tools: [{ type: 'function', function: { name: 'a b' } }] }, /pattern/],
    [
      {
        model: 'm',
        messages: [user],
        tools: [{ type: 'function', function: { name: 'f' } }],
        tool_choice: { type: 'function', function: { name: 'g' } },
      },
      /'g' not found/,
    ],
    [{ model: 'm', messages: [user], response_format: { type: 'xml' } }, /response_format/],
    [
      { model: 'm', messages: [user], response_format: { type: 'json_schema', json_schema: {} } },
      /json_schema\.name/,
    ],
    [{ model: 'm', messages: [user], reasoning_effort: 'huge' }, /reasoning_effort/],
    [{ model: 'm', messages: [user], reasoning_effort: 'default' }, /reasoning_effort/],
  ])('refuses %j', (body, words) => {
    expect(refusal(body)).toMatch(words);
  });

  it('takes the default as a level of models that have it', () => {
    const dialect = { modelEfforts: [{ models: ['q*'], effort: 'none-or-default' as const }] };
    expect(parsed({ model: 'q', reasoning_effort: 'default' }, dialect)).not.toHaveProperty('reasoning');
    expect(parsed({ model: 'q', reasoning_effort: 'none' }, dialect)).toMatchObject({
      reasoning: { effort: 'none' },
    });
    expect(() => parsed({ model: 'm', reasoning_effort: 'default' }, dialect)).toThrow(/reasoning_effort/);
  });
});

describe('render', () => {
  const chunks: Chunk[] = [
    { type: 'start', id: 'chatcmpl-1', model: 'm-1' },
    { type: 'text', block: 0, text: 'Hel' },
    { type: 'text', block: 0, text: 'lo' },
    { type: 'tool-call', block: 1, id: 'c1', name: 'f' },
    { type: 'tool-input', block: 1, json: '{"x"' },
    { type: 'tool-input', block: 1, json: ':1}' },
    { type: 'usage', usage: usage({ inputTokens: 3, outputTokens: 2, cacheReadTokens: 1 }) },
    { type: 'finish', reason: 'tool-calls', raw: 'tool_use' },
  ];
  const asked = { ...parsed({ stream: true, stream_options: { include_usage: true } }) };

  it('writes a body', () => {
    expect(server.renderBody(chunks, asked)).toEqual({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 0,
      model: 'm-1',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello', refusal: null, tool_calls: [call] },
          logprobs: null,
          finish_reason: 'tool_calls',
        },
      ],
      usage: {
        prompt_tokens: 3,
        completion_tokens: 2,
        total_tokens: 5,
        prompt_tokens_details: { cached_tokens: 1 },
      },
    });
  });

  it('writes a stream, the count in a frame of its own, [DONE] last', () => {
    const frames = renderStream(server, chunks, asked).map(({ data }) => data);
    expect(frames.at(-1)).toBe('[DONE]');
    const objects = frames
      .slice(0, -1)
      .map(
        (data) =>
          JSON.parse(data) as { choices: { delta: object; finish_reason: string | null }[]; usage?: object },
      );
    expect(objects.at(-1)).toMatchObject({
      object: 'chat.completion.chunk',
      choices: [],
      usage: { total_tokens: 5 },
    });
    expect(objects.slice(0, -1).map(({ choices }) => choices[0]?.delta)).toEqual([
      { role: 'assistant', content: '' },
      { content: 'Hel' },
      { content: 'lo' },
      { tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'f', arguments: '' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{"x"' } }] },
      { tool_calls: [{ index: 0, function: { arguments: ':1}' } }] },
      {},
    ]);
    expect(objects.at(-2)?.choices[0]?.finish_reason).toBe('tool_calls');
  });

  it('sends no frame without choices to those who did not ask for a count', () => {
    const frames = renderStream(server, chunks, { ...parsed({ stream: true }) });
    expect(frames.some(({ data }) => data.includes('"choices":[]'))).toBe(false);
  });

  it('speaks OpenAI’s finish reasons whatever the model’s own were', () => {
    const reasons = (chunk: Chunk): unknown =>
      (server.renderBody([chunk], asked) as { choices: { finish_reason: unknown }[] }).choices[0]
        ?.finish_reason;
    expect(reasons({ type: 'finish', reason: 'stop', raw: 'end_turn' })).toBe('stop');
    expect(reasons({ type: 'finish', reason: 'content-filter', raw: 'SAFETY' })).toBe('content_filter');
    expect(reasons({ type: 'finish', reason: 'paused', raw: 'pause_turn' })).toBe('stop');
    expect(reasons({ type: 'finish', reason: 'other' })).toBe(null);
  });

  it('joins pieces of pictures and of speech', () => {
    const bytes = (...data: number[]): Uint8Array => Uint8Array.from(data);
    const media: Chunk[] = [
      { type: 'media', block: 0, mediaType: 'image/png', data: bytes(1) },
      { type: 'media', block: 0, mediaType: 'image/png', data: bytes(2) },
      { type: 'media', block: 1, mediaType: 'audio/pcm', data: bytes(1) },
      { type: 'media', block: 1, mediaType: 'audio/pcm', data: bytes(2) },
      { type: 'finish', reason: 'stop', raw: 'stop' },
    ];
    expect(server.renderBody(media, asked)).toMatchObject({
      choices: [
        {
          message: {
            images: [{ image_url: { url: 'data:image/png;base64,AQI=' } }],
            audio: { data: 'AQI=' },
          },
        },
      ],
    });
  });

  it.each<ErrorCode>([
    'auth',
    'permission',
    'quota',
    'rate-limited',
    'overloaded',
    'server',
    'timeout',
    'invalid-request',
    'model-not-found',
    'context-overflow',
    'content-filter',
  ])('words the error %s so that our own client knows it', (code) => {
    const { status, body } = server.renderError(new ReqLLMError('It failed.', { code, phase: 'headers' }));
    expect(openaiChatCodec().fail(status, body, {})).toMatchObject({ code, message: 'It failed.' });
  });

  it('reports a failure in the middle of a stream', () => {
    const event = server.renderErrorEvent(
      new ReqLLMError('Too busy.', { code: 'overloaded', phase: 'stream' }),
    );
    expect(() =>
      openaiChatCodec()
        .open()
        .read(event, () => {}),
    ).toThrow(expect.objectContaining({ code: 'overloaded', message: 'Too busy.' }));
  });
});
