import { describe, expect, it } from 'vitest';
import type { Call, CallBody } from '../../core/call.ts';
import { deepFreeze, type JsonObject } from '../../core/json.ts';
import type { Message } from '../../core/message.ts';
import { modelOf } from '../../core/model.ts';
import type { WireRequest } from '../protocol.ts';
import { type GoogleGenerateDialect, googleGenerateDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';

const hello: Message = { role: 'user', content: [{ type: 'text', text: 'hello' }] };

function encode(
  body: Partial<CallBody> & { id?: string },
  dialect: Partial<GoogleGenerateDialect> = {},
): WireRequest & { readonly wire: JsonObject; readonly dropped: (string | undefined)[] } {
  const { id = 'gemini-2.5-flash', ...rest } = body;
  const model = modelOf({ provider: 'google', id });
  const call = {
    operation: 'text',
    control: {},
    model,
    messages: [hello],
    stream: false,
    ...rest,
  } as unknown as Call;
  const request = encodeCall(deepFreeze(call), googleGenerateDialect(dialect));
  return {
    ...request,
    wire: request.body as JsonObject,
    dropped: request.changes.map((change) => change.setting),
  };
}

describe('path', () => {
  it.each([
    ['gemini-2.5-flash', '/models/gemini-2.5-flash'],
    ['tunedModels/mine', '/tunedModels/mine'],
    ['a@1:b', '/models/a%401%3Ab'],
  ])('%s', (id, path) => {
    expect(encode({ id }).path).toBe(`${path}:generateContent`);
    expect(encode({ id, stream: true })).toMatchObject({
      path: `${path}:streamGenerateContent`,
      query: { alt: 'sse' },
    });
  });

  it('takes the prefix of the dialect', () => {
    expect(encode({}, { modelPath: '/publishers/google/models' }).path).toMatch(
      /^\/publishers\/google\/models\/gemini/,
    );
  });

  it.each(['../x', 'a/../b', 'a/./b', 'a//b', '', 'a b', 'a?key=1', `a${'b'.repeat(200)}`])(
    'refuses %j',
    (id) => {
      expect(() => encode({ id })).toThrow(expect.objectContaining({ code: 'config' }) as Error);
    },
  );
});

describe('messages', () => {
  it('sends a tool round trip with ids, names and signatures', () => {
    const messages: Message[] = [
      { role: 'system', content: [{ type: 'text', text: 'be kind' }] },
      hello,
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'hm', signature: 's0' },
          { type: 'tool-call', id: 'c1', name: 'f', input: { a: 1 }, signature: 's1' },
          { type: 'tool-call', id: 'c2', name: 'g', input: {} },
        ],
      },
      {
        role: 'tool',
        content: [{ type: 'tool-result', toolCallId: 'c1', content: [{ type: 'text', text: '5' }] }],
      },
      {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: 'c2', isError: true, content: [{ type: 'text', text: 'no' }] },
        ],
      },
      { role: 'user', content: [{ type: 'text', text: 'and?' }] },
    ];
    const { wire, changes } = encode({ messages });
    expect(changes).toEqual([]);
    expect(wire).toEqual({
      systemInstruction: { parts: [{ text: 'be kind' }] },
      contents: [
        { role: 'user', parts: [{ text: 'hello' }] },
        {
          role: 'model',
          parts: [
            { text: 'hm', thought: true, thoughtSignature: 's0' },
            { functionCall: { id: 'c1', name: 'f', args: { a: 1 } }, thoughtSignature: 's1' },
            { functionCall: { id: 'c2', name: 'g', args: {} } },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { id: 'c1', name: 'f', response: { output: '5' } } },
            { functionResponse: { id: 'c2', name: 'g', response: { error: 'no' } } },
            { text: 'and?' },
          ],
        },
      ],
    });
    expect(JSON.stringify(encode({ messages }, { sendCallIds: false }).wire)).not.toContain('"id"');
  });

  it('leaves out what another provider signed, and marks its calls for models that check', () => {
    const foreign: Message = {
      role: 'assistant',
      origin: { provider: 'anthropic', protocol: 'anthropic-messages', model: 'claude' },
      content: [
        { type: 'reasoning', text: 'secret', signature: 'x' },
        { type: 'text', text: 'ok', signature: 'y' },
        { type: 'extra', provider: 'anthropic', value: { type: 'z' } },
        { type: 'tool-call', id: 'c', name: 'f', input: null, invalid: 'not JSON', raw: '{' },
      ],
    };
    const { wire, changes } = encode({ id: 'gemini-3-flash-preview', messages: [hello, foreign] });
    expect((wire['contents'] as JsonObject[])[1]).toEqual({
      role: 'model',
      parts: [
        { text: 'ok' },
        {
          functionCall: { id: 'c', name: 'f', args: {} },
          thoughtSignature: 'skip_thought_signature_validator',
        },
      ],
    });
    expect(changes.map(({ code }) => code)).toEqual(['dropped', 'dropped', 'dropped', 'changed', 'added']);
  });

  it('puts media of results inside where the model takes it, else behind the results', () => {
    const image = { type: 'image', source: { data: 'AQ==', mediaType: 'image/png' } } as const;
    const result = (id: string): Message => ({
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId: id, toolName: 'f', content: [image] }],
    });
    const inline = { inlineData: { mimeType: 'image/png', data: 'AQ==' } };
    const response = { id: '1', name: 'f', response: { output: '' } };
    const inside = encode({ id: 'gemini-3-pro-preview', messages: [result('1')] });
    expect(inside.wire['contents']).toEqual([
      { role: 'user', parts: [{ functionResponse: { ...response, parts: [inline] } }] },
    ]);
    const behind = encode({ messages: [result('1')] });
    expect(behind.wire['contents']).toEqual([
      { role: 'user', parts: [{ functionResponse: response }, inline] },
    ]);
    expect(behind.changes).toMatchObject([{ code: 'changed', setting: 'messages[0].content[0]' }]);
  });

  it('sends media from everywhere', () => {
    const file = (source: object): object => ({ type: 'file', source });
    const content = [
      file({ url: 'gs://b/f.pdf' }),
      file({ url: 'https://youtu.be/x' }),
      file({ fileId: 'abc' }),
      file({ url: 'data:text/plain,hi%20there' }),
    ];
    const { wire, dropped } = encode({ messages: [{ role: 'user', content } as unknown as Message] });
    expect((wire['contents'] as JsonObject[])[0]?.['parts']).toEqual([
      { fileData: { fileUri: 'gs://b/f.pdf', mimeType: 'application/pdf' } },
      { fileData: { fileUri: 'https://youtu.be/x' } },
      { fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc' } },
      { inlineData: { mimeType: 'text/plain', data: 'aGkgdGhlcmU=' } },
    ]);
    expect(dropped).toEqual(['messages[0].content[0].source.mediaType']);
  });

  it('has a turn of the user before the first calls', () => {
    const call = { type: 'tool-call', id: 'a', name: 'f', input: {} } as const;
    const messages: Message[] = [{ role: 'assistant', content: [call] }, hello];
    const { wire, changes } = encode({ messages });
    expect(wire).toMatchObject({ contents: [{ role: 'user', parts: [{ text: 'Begin.' }] }, {}, {}] });
    expect(changes.map(({ code }) => code)).toEqual(['added']);
    const spoken: Message[] = [{ role: 'assistant', content: [{ type: 'text', text: 'Hi' }] }, hello];
    expect(encode({ messages: spoken })).toMatchObject({ wire: { contents: [{}, {}] }, changes: [] });
  });

  it('has a turn to send when there are only instructions, and puts them first for gemma', () => {
    const messages: Message[] = [{ role: 'system', content: [{ type: 'text', text: 's' }] }];
    expect(encode({ messages }).wire['contents']).toEqual([{ role: 'user', parts: [{ text: '' }] }]);
    const gemma = encode({ id: 'gemma-3-27b-it', messages: [...messages, hello] });
    expect(gemma.wire).toEqual({ contents: [{ role: 'user', parts: [{ text: 's' }, { text: 'hello' }] }] });
    expect(gemma.changes).toMatchObject([{ code: 'changed' }]);
  });

  it('repairs lone surrogates', () => {
    const { wire } = encode({ messages: [{ role: 'user', content: [{ type: 'text', text: 'a\uD800' }] }] });
    expect(JSON.stringify(wire)).toContain('a\uFFFD');
  });
});

describe('settings', () => {
  it('sends or names every portable option', () => {
    const request = encode({
      id: 'gemini-2.0-flash',
      maxTokens: 5,
      temperature: 0,
      topP: 0.5,
      topK: 3,
      seed: 7,
      stop: ['x'],
      presencePenalty: 1,
      frequencyPenalty: 1,
      logprobs: 2,
      output: { type: 'json-schema', name: 'n', schema: { type: 'object' } },
      serviceTier: 'flex',
      minP: 0.1,
      user: 'u',
      metadata: { a: 'b' },
      parallelToolCalls: false,
      toolChoice: 'required',
      reasoning: { effort: 'high' },
    });
    expect(request.wire['generationConfig']).toEqual({
      maxOutputTokens: 5,
      temperature: 0,
      topP: 0.5,
      topK: 3,
      seed: 7,
      stopSequences: ['x'],
      presencePenalty: 1,
      frequencyPenalty: 1,
      responseLogprobs: true,
      logprobs: 2,
      responseMimeType: 'application/json',
      responseJsonSchema: { type: 'object' },
    });
    expect(request.wire['serviceTier']).toBe('flex');
    expect(new Set(request.dropped)).toEqual(
      new Set(['metadata', 'minP', 'parallelToolCalls', 'reasoning', 'toolChoice', 'user']),
    );
  });

  it('knows what a model or host does not take', () => {
    expect(encode({ presencePenalty: 1 })).toMatchObject({
      wire: { contents: [{}] },
      dropped: ['presencePenalty'],
    });
    expect(encode({ seed: 1 }, { unsupported: ['seed'] }).dropped).toEqual(['seed']);
    expect(encode({ metadata: { a: 'b' } }, { sendLabels: true }).wire['labels']).toEqual({ a: 'b' });
  });

  it.each([
    ['gemini-2.5-flash', { effort: 'none' }, { thinkingBudget: 0 }, 0],
    ['gemini-2.5-flash', { effort: 'minimal' }, { thinkingBudget: 512, includeThoughts: true }, 0],
    ['gemini-2.5-flash', { effort: 'max' }, { thinkingBudget: 24_576, includeThoughts: true }, 1],
    ['gemini-2.5-pro', { effort: 'none' }, { thinkingBudget: 128 }, 1],
    ['gemini-2.5-pro', { effort: 'xhigh' }, { thinkingBudget: 32_768, includeThoughts: true }, 0],
    [
      'gemini-2.5-pro',
      { budgetTokens: 2_000, summary: 'auto' },
      { thinkingBudget: 2_000, includeThoughts: true },
      0,
    ],
    ['gemini-3-flash-preview', { effort: 'none' }, { thinkingLevel: 'minimal' }, 1],
    ['gemini-3-flash-preview', { effort: 'medium' }, { thinkingLevel: 'medium', includeThoughts: true }, 0],
    ['gemini-3-pro-preview', { effort: 'minimal' }, { thinkingLevel: 'low', includeThoughts: true }, 1],
    ['gemini-3-pro-preview', { effort: 'max' }, { thinkingLevel: 'high', includeThoughts: true }, 1],
    ['gemini-3-pro-preview', { summary: 'concise' }, { includeThoughts: true }, 1],
  ] as const)('%s thinks %j', (id, reasoning, thinkingConfig, warnings) => {
    const request = encode({ id, reasoning });
    expect(request.wire['generationConfig']).toEqual({ thinkingConfig });
    expect(request.changes).toHaveLength(warnings);
  });

  it('follows the catalogue before the patterns', () => {
    const model = modelOf({ provider: 'google', id: 'gemini-2.5-flash', facts: { reasoningStyle: 'level' } });
    expect(encode({ model, reasoning: { effort: 'low' } }).wire['generationConfig']).toEqual({
      thinkingConfig: { thinkingLevel: 'low', includeThoughts: true },
    });
  });

  it('puts the model body under and the provider options over everything', () => {
    const model = modelOf({
      provider: 'my-google',
      id: 'gemini-2.5-flash',
      body: { generationConfig: { topK: 1, topP: 0.1 }, store: false },
    });
    const providerOptions = {
      google: { safetySettings: [], generationConfig: { temperature: 0.2, mediaResolution: 'LOW' } },
      'my-google': { generationConfig: { temperature: 0.3 } },
      openai: { user: 'x' },
    };
    expect(encode({ model, topP: 0.9, temperature: 1, providerOptions }).wire).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'hello' }] }],
      generationConfig: { topK: 1, topP: 0.9, temperature: 0.3, mediaResolution: 'LOW' },
      store: false,
      safetySettings: [],
    });
  });
});

describe('tools', () => {
  const f = {
    name: 'f',
    description: 'd',
    inputSchema: { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
  };

  it('sends functions, own tools and the choice', () => {
    const tools = [
      f,
      { provider: 'google', definition: { googleSearch: {} } },
      { provider: 'openai', definition: { type: 'x' } },
    ];
    const { wire, dropped } = encode({ id: 'gemini-3-flash-preview', tools, toolChoice: { tool: 'f' } });
    expect(wire['tools']).toEqual([
      { googleSearch: {} },
      { functionDeclarations: [{ name: 'f', description: 'd', parametersJsonSchema: f.inputSchema }] },
    ]);
    expect(wire['toolConfig']).toEqual({
      functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f'] },
      includeServerSideToolInvocations: true,
    });
    expect(dropped).toEqual(['tools']);
  });

  it.each([
    ['auto', { mode: 'AUTO' }],
    ['none', { mode: 'NONE' }],
    ['required', { mode: 'ANY' }],
  ] as const)('%s', (toolChoice, functionCallingConfig) => {
    expect(encode({ tools: [f], toolChoice }).wire['toolConfig']).toEqual({ functionCallingConfig });
  });

  it('holds the model to strict schemas and says other schema forms', () => {
    const strict = encode({ tools: [{ ...f, strict: true }] });
    expect(strict.wire['toolConfig']).toEqual({ functionCallingConfig: { mode: 'VALIDATED' } });
    const older = encode(
      { tools: [f], output: { type: 'json-schema', name: 'n', schema: { type: 'object' } } },
      { toolSchemaField: 'parameters', outputSchemaField: 'responseSchema' },
    );
    expect(older.wire['tools']).toEqual([
      {
        functionDeclarations: [
          {
            name: 'f',
            description: 'd',
            parameters: { type: 'OBJECT', properties: { a: { type: 'STRING' } } },
          },
        ],
      },
    ]);
    expect(older.wire['generationConfig']).toEqual({
      responseMimeType: 'application/json',
      responseSchema: { type: 'OBJECT' },
    });
  });
});
