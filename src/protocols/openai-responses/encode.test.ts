import { describe, expect, it } from 'vitest';
import type { Call, CallBody } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { AssistantMessage, AssistantPart, Message } from '../../core/message.ts';
import { modelOf } from '../../core/model.ts';
import type { WireRequest } from '../protocol.ts';
import { openaiResponsesCodec } from './codec.ts';
import type { OpenaiResponsesDialect } from './dialect.ts';
import { reasoningPartOf } from './reasoning.ts';

const control: Call['control'] = {
  startedAt: 0,
  timeout: { connectMs: 0, headersMs: 0, firstChunkMs: 0, idleMs: 0, totalMs: 0 },
  retry: { max: 0, baseMs: 0, maxMs: 0, jitter: 0, maxRetryAfterMs: 0 },
  onUnsupported: 'warn',
  quirks: 'apply',
  headers: {},
  include: [],
};
const user = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] });
const origin = { provider: 'openai', protocol: 'openai-responses', model: 'gpt-5' };
const said = (content: readonly AssistantPart[], from = origin): AssistantMessage => ({
  role: 'assistant',
  content,
  origin: from,
});

function encode(call: Partial<CallBody>, dialect: Partial<OpenaiResponsesDialect> = {}): WireRequest {
  return openaiResponsesCodec(dialect).encode({
    operation: 'text',
    control,
    model: modelOf({ provider: 'openai', id: 'gpt-5' }),
    messages: [user('Hi')],
    stream: false,
    ...call,
  });
}

function bodyOf(call: Partial<CallBody>, dialect: Partial<OpenaiResponsesDialect> = {}): JsonObject {
  return encode(call, dialect).body as JsonObject;
}

const settingsOf = ({ changes }: WireRequest): (string | undefined)[] =>
  changes.map(({ code, setting }) => `${code} ${setting}`);

describe('options', () => {
  it('sends, changes or drops every option, and says so', () => {
    const request = encode({
      maxTokens: 5,
      temperature: 0.5,
      topP: 0.9,
      topK: 3,
      minP: 0.1,
      seed: 1,
      stop: ['x'],
      frequencyPenalty: 1,
      presencePenalty: 1,
      logprobs: 2,
      user: 'u',
      serviceTier: 'flex',
      metadata: { a: 'b' },
      reasoning: { budgetTokens: 5_000, summary: 'auto' },
      toolChoice: 'auto',
    });
    expect(request.body).toEqual({
      model: 'gpt-5',
      input: [{ role: 'user', content: 'Hi' }],
      max_output_tokens: 16,
      temperature: 0.5,
      top_p: 0.9,
      top_logprobs: 2,
      include: ['message.output_text.logprobs'],
      user: 'u',
      service_tier: 'flex',
      metadata: { a: 'b' },
      reasoning: { effort: 'medium', summary: 'auto' },
    });
    expect(settingsOf(request)).toEqual([
      'changed maxTokens',
      ...['topK', 'minP', 'seed', 'stop', 'frequencyPenalty', 'presencePenalty'].map(
        (each) => `dropped ${each}`,
      ),
      'changed reasoning.budgetTokens',
      'dropped toolChoice',
    ]);
  });

  it('asks for encrypted thoughts when a reasoning call is not stored', () => {
    const wish = 'reasoning.encrypted_content';
    const stateless: Partial<CallBody> = { providerOptions: { openai: { store: false, include: ['x'] } } };
    expect(bodyOf(stateless)['include']).toEqual(['x']);
    expect(bodyOf({ ...stateless, reasoning: { effort: 'low' } })['include']).toEqual([wish, 'x']);
    expect(bodyOf({ ...stateless, reasoning: { effort: 'none' } })['include']).toEqual(['x']);
    expect(bodyOf({ reasoning: { effort: 'low' } }, { store: false })).toMatchObject({
      store: false,
      include: [wish],
    });
    expect(bodyOf({}, { encryptedReasoning: 'always' })['include']).toEqual([wish]);
  });

  it('puts the settings of the model under and those of the provider over everything', () => {
    const model = modelOf({
      provider: 'router',
      id: 'm',
      body: { temperature: 1, text: { verbosity: 'high' } },
    });
    const providerOptions = {
      openai: { text: { verbosity: 'low' }, truncation: 'auto' },
      router: { truncation: 'disabled', promptCacheKey: 'k' },
      other: { x: 1 },
    };
    const body = bodyOf({ model, temperature: 0, output: { type: 'json' }, providerOptions });
    expect(body).toMatchObject({
      temperature: 0,
      text: { format: { type: 'json_object' }, verbosity: 'low' },
      truncation: 'disabled',
      prompt_cache_key: 'k',
    });
    expect(body).not.toHaveProperty('x');
  });

  it('follows ChatGPT sign-in by its dialect', () => {
    const request = encode(
      { maxTokens: 100 },
      {
        path: '/codex/responses',
        store: false,
        alwaysStream: true,
        systemPlacement: 'instructions',
        fallbackInstructions: 'Be of help.',
        unsupported: ['maxTokens'],
      },
    );
    expect(request.path).toBe('/codex/responses');
    expect(request.body).toMatchObject({ store: false, stream: true, instructions: 'Be of help.' });
    expect(settingsOf(request)).toEqual(['added messages', 'dropped maxTokens']);
  });
});

describe('tools', () => {
  const inputSchema = { type: 'object', properties: { a: { type: 'object', properties: { b: {} } } } };

  it('closes strict schemas, and says no where nobody asked', () => {
    const request = encode({
      tools: [
        { name: 'free', inputSchema },
        { provider: 'openai', definition: { type: 'web_search' } },
        { name: 'held', inputSchema, strict: true },
        { provider: 'xai', definition: { type: 'x_search' } },
      ],
      toolChoice: { tool: 'web_search' },
      parallelToolCalls: false,
    });
    const closed = { required: ['b'], additionalProperties: false };
    expect(request.body).toMatchObject({
      tools: [
        { type: 'function', name: 'free', parameters: inputSchema, strict: false },
        { type: 'web_search' },
        {
          name: 'held',
          strict: true,
          parameters: { required: ['a'], additionalProperties: false, properties: { a: closed } },
        },
      ],
      tool_choice: { type: 'web_search' },
      parallel_tool_calls: false,
    });
    expect(settingsOf(request)).toEqual([
      'added tools.held.inputSchema',
      'added tools.held.inputSchema',
      'dropped tools',
    ]);
  });

  it('names a function by its choice', () => {
    const body = bodyOf(
      { tools: [{ name: 'free', inputSchema }], toolChoice: { tool: 'free' } },
      { strictTools: 'as-said' },
    );
    expect(body['tool_choice']).toEqual({ type: 'function', name: 'free' });
    expect(body['tools']).toEqual([{ type: 'function', name: 'free', parameters: inputSchema }]);
  });
});

describe('conversations', () => {
  const thoughts = {
    type: 'reasoning',
    id: 'rs_1',
    summary: [
      { type: 'summary_text', text: 'One.' },
      { type: 'summary_text', text: '' },
      { type: 'summary_text', text: 'Two.' },
    ],
    encrypted_content: 'enc',
  };
  const search = { type: 'web_search_call', id: 'ws_1', status: 'completed' };
  const turn: AssistantPart[] = [
    reasoningPartOf(thoughts),
    { type: 'extra', provider: 'openai', value: search },
    { type: 'text', text: 'Look', signature: '{"id":"msg_1","phase":"commentary"}' },
    { type: 'tool-call', id: 'call_1', name: 'add', input: { a: 1 }, signature: '{"id":"fc_1"}' },
  ];
  const result: Message = {
    role: 'tool',
    content: [{ type: 'tool-result', toolCallId: 'call_1', content: [{ type: 'text', text: '2' }] }],
  };
  const inputOf = (request: WireRequest): readonly JsonObject[] =>
    (request.body as JsonObject)['input'] as readonly JsonObject[];

  it('sends items of the same model back as they came', () => {
    const request = encode({ messages: [user('1+1?'), said(turn), result] });
    expect(request.changes).toEqual([]);
    expect(inputOf(request).slice(1)).toEqual([
      thoughts,
      search,
      {
        type: 'message',
        id: 'msg_1',
        phase: 'commentary',
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'Look', annotations: [] }],
      },
      { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'add', arguments: '{"a":1}' },
      { type: 'function_call_output', call_id: 'call_1', output: '2' },
    ]);
  });

  it('leaves thoughts, and the ids that hang on them, where another model had them', () => {
    const request = encode({ messages: [user('1+1?'), said(turn, { ...origin, model: 'o3' }), result] });
    expect(inputOf(request).slice(1)).toEqual([
      {
        role: 'assistant',
        phase: 'commentary',
        content: [{ type: 'output_text', text: 'Look', annotations: [] }],
      },
      { type: 'function_call', call_id: 'call_1', name: 'add', arguments: '{"a":1}' },
      { type: 'function_call_output', call_id: 'call_1', output: '2' },
    ]);
    expect(settingsOf(request)).toEqual(['dropped messages[1].content[0]', 'dropped messages[1].content[1]']);
  });

  it('leaves thoughts here that are neither stored nor encrypted', () => {
    const { encrypted_content: _encrypted, ...bare } = thoughts;
    const messages = [user('1+1?'), said([reasoningPartOf(bare), ...turn.slice(3)]), result];
    const request = encode({ messages }, { store: false });
    expect(inputOf(request).map(({ type, id }) => [type, id])).toEqual([
      [undefined, undefined],
      ['function_call', undefined],
      ['function_call_output', undefined],
    ]);
  });

  it('renames ids from elsewhere in call and result alike', () => {
    const id = 'functions.add:0';
    const elsewhere = { provider: 'groq', protocol: 'openai-chat', model: 'x' };
    const request = encode({
      messages: [
        user('1+1?'),
        said([{ type: 'tool-call', id, name: 'add', input: {} }], elsewhere),
        { role: 'tool', content: [{ type: 'tool-result', toolCallId: id, content: [] }] },
      ],
    });
    const [, call, output] = inputOf(request);
    expect(call?.['call_id']).toMatch(/^call_[a-z0-9]{19}$/);
    expect(output?.['call_id']).toBe(call?.['call_id']);
    expect(settingsOf(request)).toEqual(['changed messages']);
  });

  it('sends only what is new after a previous response', () => {
    const messages: Message[] = [
      { role: 'system', content: [{ type: 'text', text: 'S' }] },
      user('1+1?'),
      said(turn),
      result,
    ];
    const request = encode({ messages, providerOptions: { openai: { previousResponseId: 'resp_1' } } });
    expect(request.body).toMatchObject({ previous_response_id: 'resp_1' });
    expect(inputOf(request)).toEqual([{ type: 'function_call_output', call_id: 'call_1', output: '2' }]);
    expect(inputOf(encode({ messages }))).toHaveLength(7);
  });

  it('answers free-text tools, the shell and approvals in their own forms', () => {
    const value = (item: JsonObject): AssistantPart => ({ type: 'extra', provider: 'openai', value: item });
    const answer = (toolCallId: string, text: string, isError = false): Message => ({
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId, content: [{ type: 'text', text }], isError }],
    });
    const request = encode({
      messages: [
        user('Go'),
        said([
          {
            type: 'tool-call',
            id: 'c1',
            name: 'sql',
            input: { input: 'SELECT 1' },
            signature: '{"type":"custom_tool_call"}',
          },
          value({ type: 'shell_call', id: 'sh_1', call_id: 'c2', action: { commands: ['ls'] } }),
          value({
            type: 'mcp_approval_request',
            id: 'mcpr_1',
            name: 'x',
            arguments: '{}',
            server_label: 's',
          }),
        ]),
        answer('c1', '1'),
        answer('c2', 'no such file', true),
        answer('mcpr_1', 'no', true),
      ],
    });
    expect(inputOf(request)[1]).toEqual({
      type: 'custom_tool_call',
      call_id: 'c1',
      name: 'sql',
      input: 'SELECT 1',
    });
    expect(inputOf(request).slice(4)).toEqual([
      { type: 'custom_tool_call_output', call_id: 'c1', output: '1' },
      {
        type: 'shell_call_output',
        call_id: 'c2',
        output: [{ stdout: '', stderr: 'no such file', outcome: { type: 'exit', exit_code: 1 } }],
      },
      { type: 'mcp_approval_response', approval_request_id: 'mcpr_1', approve: false },
    ]);
  });

  it('sends an unreadable call as it came', () => {
    const broken: AssistantPart = {
      type: 'tool-call',
      id: 'c1',
      name: 'add',
      input: null,
      invalid: 'not JSON',
      raw: '{"a"',
    };
    const request = encode({
      messages: [
        user('Go'),
        said([broken]),
        { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'c1', content: [] }] },
      ],
    });
    expect(inputOf(request)[1]).toMatchObject({ arguments: '{"a"' });
    expect(settingsOf(request)).toEqual(['changed messages[1].content[0]']);
  });
});
