import { describe, expect, it } from 'vitest';
import type { Call, CallBody } from '../../core/call.ts';
import { deepFreeze, type JsonObject } from '../../core/json.ts';
import type { Message } from '../../core/message.ts';
import { modelOf } from '../../core/model.ts';
import { ollamaChatDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';

const hello: Message = { role: 'user', content: [{ type: 'text', text: 'hello' }] };
const tool = { name: 'f', inputSchema: { type: 'object', properties: {} } };

interface Sent {
  readonly path: string;
  readonly wire: JsonObject;
  readonly settings: (string | undefined)[];
}

function encode(body: Partial<CallBody> & { readonly id?: string }): Sent {
  const { id = 'qwen3:8b', ...rest } = body;
  const model = modelOf({ provider: 'ollama', id });
  const call = { operation: 'text', control: {}, model, messages: [hello], stream: false, ...rest };
  const request = encodeCall(deepFreeze(call as unknown as Call), ollamaChatDialect());
  const settings = request.changes.map(({ setting }) => setting);
  return { path: request.path, wire: request.body as JsonObject, settings };
}

describe('settings', () => {
  it('are options', () => {
    const sent = encode({
      maxTokens: 9,
      temperature: 0.5,
      topP: 0.9,
      topK: 5,
      minP: 0.1,
      seed: 1,
      stop: ['x'],
      frequencyPenalty: 0.1,
      presencePenalty: 0.2,
      logprobs: 3,
      output: { type: 'json-schema', name: 'n', schema: { type: 'object' } },
    });
    expect(sent).toEqual({
      path: '/api/chat',
      settings: [],
      wire: {
        model: 'qwen3:8b',
        messages: [{ role: 'user', content: 'hello' }],
        format: { type: 'object' },
        logprobs: true,
        top_logprobs: 3,
        options: {
          num_predict: 9,
          temperature: 0.5,
          top_p: 0.9,
          top_k: 5,
          min_p: 0.1,
          seed: 1,
          stop: ['x'],
          frequency_penalty: 0.1,
          presence_penalty: 0.2,
        },
        stream: false,
      },
    });
  });

  it('of the provider win, and those of the runner go where they count', () => {
    const { wire } = encode({
      temperature: 1,
      providerOptions: {
        ollama: { keep_alive: '1h', num_ctx: 8_192, temperature: 0, options: { num_gpu: 1 } },
      },
    });
    expect(wire).toMatchObject({
      keep_alive: '1h',
      options: { temperature: 0, num_ctx: 8_192, num_gpu: 1 },
    });
    expect(wire).not.toHaveProperty('num_ctx');
  });

  it('that Ollama lacks are dropped, and said so', () => {
    const { settings } = encode({
      user: 'u',
      metadata: { a: 'b' },
      serviceTier: 'flex',
      parallelToolCalls: true,
    });
    expect(new Set(settings)).toEqual(new Set(['metadata', 'parallelToolCalls', 'serviceTier', 'user']));
  });

  it('asks for JSON', () => {
    expect(encode({ output: { type: 'json' } }).wire['format']).toBe('json');
  });
});

describe('reasoning', () => {
  it.each<[string, CallBody['reasoning'], unknown, string[]]>([
    ['qwen3:8b', { effort: 'none' }, false, []],
    ['qwen3:8b', { effort: 'low' }, true, ['reasoning.effort']],
    ['qwen3:8b', {}, true, []],
    ['qwen3:8b', { budgetTokens: 5, summary: 'auto' }, true, ['reasoning.budgetTokens', 'reasoning.summary']],
    ['gpt-oss:20b', { effort: 'low' }, 'low', []],
    ['gpt-oss:20b', { effort: 'none' }, 'low', ['reasoning.effort']],
    ['gpt-oss:20b', { effort: 'max' }, 'high', ['reasoning.effort']],
  ])('%s %j', (id, reasoning, think, settings) => {
    const sent = encode({ id, reasoning: reasoning ?? {} });
    expect([sent.wire['think'], sent.settings]).toEqual([think, settings]);
  });
});

describe('tools', () => {
  it.each<[CallBody['toolChoice'], string[] | undefined, string[]]>([
    ['auto', ['f', 'g'], []],
    ['required', ['f', 'g'], ['toolChoice']],
    [{ tool: 'g' }, ['g'], ['toolChoice']],
    ['none', undefined, ['toolChoice']],
  ])('with the choice %j', (toolChoice, names, settings) => {
    const sent = encode({ tools: [tool, { ...tool, name: 'g' }], toolChoice: toolChoice ?? 'auto' });
    const offered = sent.wire['tools'] as { function: { name: string } }[] | undefined;
    expect([offered?.map((each) => each.function.name), sent.settings]).toEqual([names, settings]);
  });

  it('are never strict', () => {
    expect(encode({ tools: [{ ...tool, strict: true }] }).settings).toEqual(['tools.strict']);
  });
});

describe('messages', () => {
  it('hold one text and the images beside it', () => {
    const { wire, settings } = encode({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a' },
            { type: 'image', source: { data: 'AQ==', mediaType: 'image/png' } },
            { type: 'image', source: { url: 'data:image/png;base64,Ag==' } },
            { type: 'text', text: 'b' },
          ],
        },
      ],
    });
    expect(wire['messages']).toEqual([{ role: 'user', content: 'a\nb', images: ['AQ==', 'Ag=='] }]);
    expect(settings).toEqual([]);
  });

  it('carry a tool round trip, by name and by id', () => {
    const { wire } = encode({
      messages: [
        hello,
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'hm' },
            { type: 'text', text: 'so' },
            { type: 'tool-call', id: 'c1', name: 'f', input: { a: 1 } },
          ],
        },
        {
          role: 'tool',
          content: [{ type: 'tool-result', toolCallId: 'c1', content: [{ type: 'text', text: '18' }] }],
        },
      ],
    });
    expect(wire['messages']).toEqual([
      { role: 'user', content: 'hello' },
      {
        role: 'assistant',
        content: 'so',
        thinking: 'hm',
        tool_calls: [{ id: 'c1', function: { name: 'f', arguments: { a: 1 } } }],
      },
      { role: 'tool', content: '18', tool_name: 'f', tool_call_id: 'c1' },
    ]);
  });

  it('put texts of files and images of results where Ollama takes them, and say so', () => {
    const image = { type: 'image' as const, source: { data: 'AQ==', mediaType: 'image/png' } };
    const { wire, settings } = encode({
      messages: [
        {
          role: 'user',
          content: [{ type: 'file', source: { data: 'aGk=', mediaType: 'text/plain' }, filename: 'a.txt' }],
        },
        {
          role: 'tool',
          content: [{ type: 'tool-result', toolCallId: 'c', toolName: 'f', content: [image] }],
        },
      ],
    });
    expect(wire['messages']).toEqual([
      { role: 'user', content: 'a.txt:\nhi' },
      { role: 'tool', content: '', tool_name: 'f', tool_call_id: 'c' },
      { role: 'user', content: '', images: ['AQ=='] },
    ]);
    expect(settings).toEqual(['messages[0].content[0]', 'messages[1].content[0]']);
  });

  it('leave out what Ollama has no place for, and say so', () => {
    const { settings, wire } = encode({
      messages: [
        {
          role: 'user',
          name: 'n',
          content: [
            { type: 'image', source: { url: 'https://a.example' }, detail: 'low' },
            { type: 'file', source: { data: 'AQ==', mediaType: 'application/pdf' } },
          ],
        },
        {
          role: 'assistant',
          origin: { provider: 'openai', protocol: 'openai-chat', model: 'm' },
          content: [
            { type: 'reasoning', text: 'hm' },
            { type: 'refusal', text: 'no' },
            { type: 'extra', provider: 'openai', value: {} },
            { type: 'tool-call', id: 'c', name: 'f', input: null, invalid: 'cut', raw: '{' },
          ],
        },
      ],
    });
    expect(settings).toEqual([
      'messages[0].name',
      'messages[0].content[0].detail',
      'messages[0].content[0]',
      'messages[0].content[1]',
      'messages[1].content[0]',
      'messages[1].content[1]',
      'messages[1].content[2]',
      'messages[1].content[3].input',
    ]);
    expect(wire['messages']).toMatchObject([
      { content: '' },
      { content: 'no', tool_calls: [{ function: { arguments: {} } }] },
    ]);
  });
});
