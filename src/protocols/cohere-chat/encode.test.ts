import { describe, expect, it } from 'vitest';
import type { Call, CallBody } from '../../core/call.ts';
import { deepFreeze, type JsonObject } from '../../core/json.ts';
import type { Message } from '../../core/message.ts';
import { modelOf } from '../../core/model.ts';
import type { Warning } from '../../core/warning.ts';
import { type CohereChatDialect, cohereChatDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';

const hello: Message = { role: 'user', content: [{ type: 'text', text: 'hello' }] };
const tool = { name: 'f', inputSchema: { type: 'object', properties: {} } };

interface Sent {
  readonly wire: JsonObject;
  readonly changes: readonly Warning[];
  readonly settings: (string | undefined)[];
}

function encode(
  body: Partial<CallBody> & { readonly id?: string },
  dialect: Partial<CohereChatDialect> = {},
): Sent {
  const { id = 'command-a-reasoning-08-2025', ...rest } = body;
  const model = modelOf({ provider: 'cohere', id });
  const call = { operation: 'text', control: {}, model, messages: [hello], stream: false, ...rest };
  const { body: wire, changes } = encodeCall(deepFreeze(call as unknown as Call), cohereChatDialect(dialect));
  return { wire: wire as JsonObject, changes, settings: changes.map(({ setting }) => setting) };
}

const assistant = (
  content: Extract<Message, { role: 'assistant' }>['content'],
  provider = 'cohere',
): Message => ({
  role: 'assistant',
  content,
  origin: { provider, protocol: `${provider}-chat`, model: 'm' },
});

describe('settings', () => {
  it('are sent by their names here', () => {
    const { wire, changes } = encode({
      maxTokens: 9,
      temperature: 0.5,
      topP: 0.9,
      topK: 5,
      seed: 1,
      stop: ['x'],
      frequencyPenalty: 0.1,
      presencePenalty: 0.2,
      logprobs: true,
      output: { type: 'json-schema', name: 'n', schema: { type: 'object' }, description: 'd' },
      reasoning: { budgetTokens: 100 },
    });
    expect(changes).toEqual([]);
    expect(wire).toEqual({
      model: 'command-a-reasoning-08-2025',
      messages: [{ role: 'user', content: 'hello' }],
      max_tokens: 9,
      temperature: 0.5,
      p: 0.9,
      k: 5,
      seed: 1,
      stop_sequences: ['x'],
      frequency_penalty: 0.1,
      presence_penalty: 0.2,
      logprobs: true,
      response_format: { type: 'json_object', json_schema: { description: 'd', type: 'object' } },
      thinking: { type: 'enabled', token_budget: 100 },
      stream: false,
    });
  });

  it('are moved into the bounds of Cohere, and said so', () => {
    const { wire, changes } = encode({ topP: 1, frequencyPenalty: -1, topK: 9_999 });
    expect(wire).toMatchObject({ p: 0.99, frequency_penalty: 0, k: 500 });
    expect(changes).toMatchObject([
      { code: 'changed', setting: 'topP', from: 1, to: 0.99 },
      { code: 'changed', setting: 'topK', to: 500 },
      { code: 'changed', setting: 'frequencyPenalty', to: 0 },
    ]);
  });

  it('that Cohere lacks are dropped, and said so', () => {
    const { settings, wire } = encode(
      { minP: 0.1, user: 'u', metadata: { a: 'b' }, serviceTier: 'flex', parallelToolCalls: false, seed: 4 },
      { unsupported: ['seed'] },
    );
    expect(new Set(settings)).toEqual(
      new Set(['metadata', 'minP', 'parallelToolCalls', 'seed', 'serviceTier', 'user']),
    );
    expect(new Set(Object.keys(wire))).toEqual(new Set(['messages', 'model', 'stream']));
  });

  it('of the provider win, and their documents join those of the conversation', () => {
    const file = {
      type: 'file' as const,
      source: { data: 'aGk=', mediaType: 'text/plain' },
      filename: 'a.txt',
    };
    const { wire, changes } = encode({
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }, file] }],
      temperature: 1,
      providerOptions: {
        cohere: {
          temperature: 0,
          documents: ['d'],
          citation_options: { mode: 'OFF' },
          safety_mode: 'STRICT',
        },
      },
    });
    expect(wire).toMatchObject({
      messages: [{ role: 'user', content: 'hello' }],
      temperature: 0,
      documents: ['d', { data: { title: 'a.txt', text: 'hi' } }],
      citation_options: { mode: 'OFF' },
      safety_mode: 'STRICT',
    });
    expect(changes).toMatchObject([{ code: 'changed', setting: 'messages[0].content[1]' }]);
  });
});

describe('reasoning', () => {
  it.each<[CallBody['reasoning'], unknown, string[]]>([
    [{ effort: 'none' }, { type: 'disabled' }, []],
    [{ budgetTokens: 0 }, { type: 'disabled' }, []],
    [{ effort: 'low' }, { type: 'enabled', token_budget: 1_024 }, ['reasoning.effort']],
    [{ effort: 'high' }, { type: 'enabled' }, ['reasoning.effort']],
    [{}, { type: 'enabled' }, []],
    [{ effort: 'high', budgetTokens: 7 }, { type: 'enabled', token_budget: 7 }, ['reasoning.effort']],
    [{ summary: 'auto', budgetTokens: 7 }, { type: 'enabled', token_budget: 7 }, ['reasoning.summary']],
  ])('%j', (reasoning, thinking, settings) => {
    const sent = encode({ reasoning: reasoning ?? {} });
    expect([sent.wire['thinking'], sent.settings]).toEqual([thinking, settings]);
  });

  it('is not sent to models that do not think', () => {
    expect(encode({ id: 'command-r7b-12-2024', reasoning: { effort: 'high' } })).toMatchObject({
      settings: ['reasoning'],
    });
    expect(encode({ id: 'command-a-03-2025', reasoning: { effort: 'none' } }).changes).toEqual([]);
  });
});

describe('tools', () => {
  it('are named by being the only one offered', () => {
    const { wire, settings } = encode({ tools: [tool, { ...tool, name: 'g' }], toolChoice: { tool: 'g' } });
    expect(wire).toMatchObject({ tools: [{ function: { name: 'g' } }], tool_choice: 'REQUIRED' });
    expect(settings).toEqual(['toolChoice']);
  });

  it('are strict all together', () => {
    const { wire, settings } = encode({
      tools: [
        { ...tool, strict: true },
        { ...tool, name: 'g' },
      ],
    });
    expect(wire['strict_tools']).toBe(true);
    expect(settings).toEqual(['tools.strict']);
  });

  it('of another provider, and a choice without tools, are dropped', () => {
    const { wire, settings } = encode({
      tools: [{ provider: 'google', definition: { googleSearch: {} } }],
      toolChoice: 'required',
    });
    expect(Object.keys(wire)).not.toContain('tools');
    expect(settings).toEqual(['tools', 'toolChoice']);
  });
});

describe('messages', () => {
  it('carry the thoughts, plan, calls and citations that came from here', () => {
    const citation = { start: 0, end: 2, text: 'so', sources: [{ type: 'document', id: 'd' }] };
    const { wire, changes } = encode({
      messages: [
        hello,
        assistant([
          { type: 'reasoning', text: 'hm' },
          { type: 'text', text: 'so', citations: [{ kind: 'document', raw: citation }] },
          { type: 'reasoning', text: 'I will look.', signature: 'tool_plan' },
          { type: 'tool-call', id: 'c1', name: 'f', input: { a: 1 } },
        ]),
        {
          role: 'tool',
          content: [
            { type: 'tool-result', toolCallId: 'c1', content: [{ type: 'text', text: '{"roll":1}' }] },
          ],
        },
      ],
    });
    expect(changes).toEqual([]);
    expect(wire['messages']).toEqual([
      { role: 'user', content: 'hello' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hm' },
          { type: 'text', text: 'so' },
        ],
        tool_plan: 'I will look.',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
        citations: [{ ...citation, content_index: 1 }],
      },
      { role: 'tool', tool_call_id: 'c1', content: '{"roll":1}' },
    ]);
  });

  it('leave the thoughts of others out, and turns that then say nothing', () => {
    const { wire, settings } = encode({
      messages: [hello, assistant([{ type: 'reasoning', text: 'hm', signature: 's' }], 'anthropic'), hello],
    });
    expect(wire['messages']).toHaveLength(2);
    expect(settings).toEqual(['messages[1].content[0]', 'messages[1]']);
  });

  it('send files in results as documents and images after the last result', () => {
    const json = { type: 'file' as const, source: { data: 'eyJhIjoxfQ==', mediaType: 'application/json' } };
    const image = { type: 'image' as const, source: { data: 'AQ==', mediaType: 'image/png' } };
    const result = { type: 'tool-result' as const, content: [json, image] };
    const { wire, settings } = encode({
      messages: [
        hello,
        assistant([
          { type: 'tool-call', id: 'c1', name: 'f', input: {} },
          { type: 'tool-call', id: 'c2', name: 'f', input: null, invalid: 'cut', raw: '{"a' },
        ]),
        {
          role: 'tool',
          content: [
            { ...result, toolCallId: 'c1' },
            { ...result, toolCallId: 'c2', content: [] },
          ],
        },
      ],
    });
    expect(settings).toEqual(['messages[1].content[1].input', 'messages[2].content[0].content[1]']);
    expect((wire['messages'] as JsonObject[]).slice(1)).toMatchObject([
      { tool_calls: [{}, { function: { arguments: '{"a' } }] },
      { role: 'tool', content: [{ type: 'document', document: { data: { a: 1 } } }] },
      { role: 'tool', content: '' },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AQ==' } }] },
    ]);
  });

  it('leave out what Cohere has no place for', () => {
    const { settings } = encode({
      messages: [
        {
          role: 'user',
          name: 'n',
          content: [
            { type: 'image', source: { fileId: 'f' } },
            { type: 'file', source: { data: 'AQ==', mediaType: 'application/pdf' } },
          ],
        },
        assistant([
          { type: 'text', text: 'a\uD800' },
          { type: 'image', source: { data: 'AQ==', mediaType: 'image/png' } },
          { type: 'extra', provider: 'google', value: {} },
          { type: 'refusal', text: 'no' },
        ]),
      ],
    });
    expect(settings).toEqual([
      'messages[0].name',
      'messages[0].content[0]',
      'messages[0].content[1]',
      'messages[1].content[1]',
      'messages[1].content[2]',
      'messages[1].content[3]',
    ]);
  });

  it('hold no lone surrogates', () => {
    const { wire } = encode({ messages: [{ role: 'user', content: [{ type: 'text', text: 'a\uD800' }] }] });
    expect(wire['messages']).toEqual([{ role: 'user', content: 'a\uFFFD' }]);
  });
});
