import { describe, expect, it } from 'vitest';
import type { CallBody } from '../../core/call.ts';
import type { Chunk } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import { usage } from '../../core/usage.ts';
import { renderStream } from '../protocol.ts';
import { failureOfReply } from './failure.ts';
import { googleGenerateServer } from './server.ts';

const server = googleGenerateServer();
const path = '/v1beta/models/gemini-2.5-flash:generateContent';
const parse = (body: Json): CallBody => server.parse({ path, headers: {}, body });
const asked = { role: 'user', parts: [{ text: 'hi' }] };

describe('matches', () => {
  it.each([
    ['POST', path, true],
    ['POST', '/v1beta/models/m:streamGenerateContent?alt=sse', true],
    ['POST', '/v1beta/tunedModels/m:generateContent', true],
    ['GET', path, false],
    ['POST', '/v1beta/models/m:countTokens', false],
    ['POST', '/v1/chat/completions', false],
  ])('%s %s', (method, at, is) => {
    expect(server.matches(method, at)).toBe(is);
  });
});

describe('parse', () => {
  it('reads both spellings and keeps what only Google has', () => {
    const call = server.parse({
      path: '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
      headers: {},
      body: {
        contents: [
          asked,
          { role: 'user', parts: [{ inline_data: { mime_type: 'image/png', data: 'AQ==' } }] },
        ],
        system_instruction: { parts: [{ text: 'be kind' }] },
        generation_config: {
          max_output_tokens: 5,
          candidateCount: 1,
          thinkingConfig: { thinking_budget: 0 },
          responseMimeType: 'application/json',
          responseSchema: { type: 'OBJECT' },
        },
        tools: [{ function_declarations: [{ name: 'f', parameters: { type: 'OBJECT' } }] }],
        toolConfig: { functionCallingConfig: { mode: 'any' } },
        labels: { team: 'a' },
      },
    });
    expect(call).toEqual({
      model: { spec: 'google:gemini-2.5-flash', provider: 'google', id: 'gemini-2.5-flash', facts: {} },
      stream: true,
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'be kind' }] },
        { role: 'user', content: [{ type: 'text', text: 'hi' }] },
        { role: 'user', content: [{ type: 'image', source: { mediaType: 'image/png', data: 'AQ==' } }] },
      ],
      maxTokens: 5,
      reasoning: { effort: 'none' },
      output: { type: 'json-schema', name: 'output', schema: { type: 'object' } },
      tools: [{ name: 'f', inputSchema: { type: 'object' } }],
      toolChoice: 'required',
      providerOptions: { google: { labels: { team: 'a' }, generationConfig: { candidateCount: 1 } } },
    });
  });

  it('pairs results without ids with their calls, by name and order', () => {
    const calls = ['f', 'g', 'f'].map((name) => ({ functionCall: { name, args: {} } }));
    const results = ['g', 'f', 'f'].map((name) => ({
      functionResponse: { name, response: { value: name } },
    }));
    const { messages } = parse({
      contents: [asked, { role: 'model', parts: calls }, { role: 'function', parts: results }],
    });
    const ids = messages.flatMap((message) =>
      message.role === 'tool' ? message.content.map((part) => part.toolCallId) : [],
    );
    expect(ids).toEqual(['call_1_1', 'call_1_0', 'call_1_2']);
    expect(messages.at(-1)?.content[0]).toMatchObject({ content: [{ type: 'text', text: '{"value":"g"}' }] });
  });

  it.each<[string, Json, RegExp]>([
    ['no contents', {}, /contents is not specified/],
    [
      'two functions of one name',
      { contents: [asked], tools: [{ functionDeclarations: [{ name: 'f' }, { name: 'f' }] }] },
      /Duplicate function declaration found: f/,
    ],
    [
      'a wrong role',
      { contents: [{ role: 'assistant', parts: [{ text: 'a' }] }] },
      /valid role: user, model/,
    ],
    ['no parts', { contents: [{ role: 'user', parts: [] }] }, /must not be empty/],
    ['an empty part', { contents: [{ role: 'user', parts: [{}] }] }, /oneof field 'data'/],
    ['an unknown member', { contents: [asked], messages: [] }, /Unknown name "messages"/],
    [
      'an unknown setting',
      { contents: [asked], generationConfig: { max_tokens: 1 } },
      /Unknown name "maxTokens"/,
    ],
    [
      'a half-answered turn',
      {
        contents: [
          asked,
          { role: 'model', parts: [{ functionCall: { name: 'f' } }, { functionCall: { name: 'g' } }] },
          { role: 'user', parts: [{ functionResponse: { name: 'f', response: {} } }] },
        ],
      },
      /number of function response parts/,
    ],
    [
      'a result of nothing',
      { contents: [{ role: 'user', parts: [{ functionResponse: { name: 'f', response: {} } }] }] },
      /immediately after a function call/,
    ],
    [
      'a choice without tools',
      { contents: [asked], toolConfig: { functionCallingConfig: { mode: 'ANY' } } },
      /without function_declarations/,
    ],
    [
      'budget and level',
      {
        contents: [asked],
        generationConfig: { thinkingConfig: { thinkingBudget: 1, thinkingLevel: 'LOW' } },
      },
      /only one of/,
    ],
    [
      'bad base64',
      { contents: [{ parts: [{ inlineData: { mimeType: 'image/png', data: '*' } }] }] },
      /Base64/,
    ],
    ['no object', 'x', /object is expected/],
  ])('refuses %s', (_title, body, message) => {
    expect(() => parse(body)).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        message: expect.stringMatching(message) as string,
      }) as Error,
    );
  });
});

describe('render', () => {
  const call = parse({ contents: [asked] });
  const chunks: Chunk[] = [
    { type: 'start', id: 'r1', model: 'm-001' },
    { type: 'text', block: 0, text: 'Hel' },
    { type: 'text', block: 0, text: 'lo' },
    { type: 'tool-call', block: 1, id: 'c1', name: 'f', signature: 's' },
    { type: 'tool-call', block: 2, id: 'c2', name: 'g' },
    { type: 'tool-input', block: 2, json: '{' },
    { type: 'tool-input', block: 1, json: '{"a":1}' },
    { type: 'tool-input', block: 2, json: '}' },
    {
      type: 'usage',
      usage: usage({ inputTokens: 5, outputTokens: 9, reasoningTokens: 4, cacheReadTokens: 2 }),
    },
    { type: 'finish', reason: 'tool-calls' },
  ];
  const calls = [
    { functionCall: { id: 'c1', name: 'f', args: { a: 1 } }, thoughtSignature: 's' },
    { functionCall: { id: 'c2', name: 'g', args: {} } },
  ];
  const usageMetadata = {
    promptTokenCount: 5,
    cachedContentTokenCount: 2,
    candidatesTokenCount: 5,
    thoughtsTokenCount: 4,
    totalTokenCount: 14,
  };

  it('a body', () => {
    expect(server.renderBody(chunks, call)).toEqual({
      candidates: [
        { content: { parts: [{ text: 'Hello' }, ...calls], role: 'model' }, finishReason: 'STOP', index: 0 },
      ],
      usageMetadata,
      modelVersion: 'm-001',
      responseId: 'r1',
    });
  });

  it('a stream: text at once, calls whole, the finish with the usage last', () => {
    const frames = renderStream(server, chunks, call).map(
      ({ data }) => JSON.parse(data) as { candidates: { content: { parts: unknown[] } }[] },
    );
    expect(frames.map((frame) => frame.candidates[0]?.content.parts[0])).toEqual([
      { text: 'Hel' },
      { text: 'lo' },
      ...calls,
      { text: '' },
    ]);
    expect(frames.at(-1)).toMatchObject({ candidates: [{ finishReason: 'STOP' }], usageMetadata });
  });

  it.each([
    'auth',
    'permission',
    'quota',
    'rate-limited',
    'overloaded',
    'server',
    'invalid-request',
  ] as const)('errors that the client reads as they were meant: %s', (code) => {
    const error = new ReqLLMError('It failed.', { code, phase: 'headers', retryAfterMs: 1_500 });
    const { status, body } = server.renderError(error);
    expect(failureOfReply(status, body, {})).toMatchObject({ code, message: 'It failed.' });
    expect(JSON.parse(server.renderErrorEvent(error).data)).toEqual(body);
  });
});
