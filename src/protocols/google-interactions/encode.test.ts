import { describe, expect, it } from 'vitest';
import type { Call, CallBody } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { AssistantPart, Message } from '../../core/message.ts';
import { modelOf } from '../../core/model.ts';
import type { WireRequest } from '../protocol.ts';
import { googleInteractionsCodec } from './codec.ts';

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
const origin = { provider: 'google', protocol: 'google-interactions', model: 'gemini-3-flash-preview' };
const said = (content: readonly AssistantPart[], from = origin): Message => ({
  role: 'assistant',
  content,
  origin: from,
});
const look = { name: 'look', inputSchema: { type: 'object' } };
const hi = { type: 'user_input', content: [{ type: 'text', text: 'Hi' }] };

function encode(call: Partial<CallBody>, id = 'gemini-3-flash-preview'): WireRequest {
  return googleInteractionsCodec().encode({
    operation: 'text',
    control,
    model: modelOf({ provider: 'google', id }),
    messages: [user('Hi')],
    stream: false,
    ...call,
  });
}

const bodyOf = (call: Partial<CallBody>, id?: string): JsonObject => encode(call, id).body as JsonObject;
const settingsOf = ({ changes }: WireRequest): string[] =>
  changes.map(({ code, setting }) => `${code} ${setting}`);
const google = (options: JsonObject): Partial<CallBody> => ({ providerOptions: { google: options } });

describe('a request', () => {
  it('is a model, steps, and the wish that nothing is kept', () => {
    expect(encode({ stream: true })).toEqual({
      method: 'POST',
      path: '/interactions',
      body: { model: 'gemini-3-flash-preview', input: [hi], stream: true, store: false },
      changes: [],
    });
  });

  it.each<JsonObject>([{ store: true }, { background: true }, { previous_interaction_id: 'v1_a' }])(
    'says nothing of keeping where the caller does: %j',
    (options) => {
      const { store } = bodyOf(google(options));
      expect(store).toBe(options['store']);
    },
  );

  it('sends an agent as one, without settings of a model', () => {
    const request = encode({ temperature: 0.5 }, 'deep-research-preview-04-2026');
    expect(request.body).toEqual({ agent: 'deep-research-preview-04-2026', input: [hi] });
    expect(settingsOf(request)).toEqual(['dropped generation_config']);
  });

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
      reasoning: { effort: 'max' },
      cache: {},
      parallelToolCalls: false,
    });
    expect(request.body).toMatchObject({
      generation_config: {
        max_output_tokens: 5,
        temperature: 0.5,
        top_p: 0.9,
        seed: 1,
        stop_sequences: ['x'],
        thinking_level: 'high',
        thinking_summaries: 'auto',
      },
      service_tier: 'flex',
    });
    expect(settingsOf(request)).toEqual([
      'changed reasoning.effort',
      'dropped topK',
      'dropped minP',
      'dropped frequencyPenalty',
      'dropped presencePenalty',
      'dropped logprobs',
      'dropped user',
      'dropped metadata',
      'dropped parallelToolCalls',
    ]);
  });

  it('turns budgets into levels, and asks for no summaries when nothing is to be thought', () => {
    const budget = encode({ reasoning: { budgetTokens: 4_000 } });
    expect(budget.body).toMatchObject({ generation_config: { thinking_level: 'medium' } });
    expect(settingsOf(budget)).toEqual(['changed reasoning.budgetTokens']);
    expect(bodyOf({ reasoning: { effort: 'none' } })['generation_config']).toEqual({
      thinking_level: 'minimal',
    });
    const pro = bodyOf({ reasoning: { effort: 'minimal' } }, 'gemini-3-pro-preview');
    expect(pro['generation_config']).toMatchObject({ thinking_level: 'low' });
    expect(settingsOf(encode({ reasoning: { effort: 'low' } }, 'gemma-3-27b-it'))).toEqual([
      'dropped reasoning',
    ]);
  });

  it('asks for JSON, with a schema or without', () => {
    const json = { type: 'text', mime_type: 'application/json' };
    expect(bodyOf({ output: { type: 'json' } })['response_format']).toEqual(json);
    const schema = { type: 'object', properties: {} };
    const asked = encode({
      output: { type: 'json-schema', name: 'a', schema, description: 'B', strict: false },
    });
    expect(asked.body).toMatchObject({
      response_format: { ...json, schema: { ...schema, description: 'B' } },
    });
    expect(settingsOf(asked)).toEqual(['changed output.strict']);
  });
});

describe('tools', () => {
  it('puts functions beside what Google runs, whichever of its APIs names it', () => {
    const search = { provider: 'google', definition: { googleSearch: { timeRangeFilter: {} } } };
    const files = { provider: 'google', definition: { fileSearch: { fileSearchStoreNames: ['a'] } } };
    const typed = { provider: 'google', definition: { type: 'url_context' } };
    const foreign = { provider: 'openai', definition: { type: 'web_search' } };
    const request = encode({ tools: [search, files, typed, foreign, look] });
    expect((request.body as JsonObject)['tools']).toEqual([
      { type: 'google_search' },
      { type: 'file_search', file_search_store_names: ['a'] },
      { type: 'url_context' },
      { type: 'function', name: 'look', parameters: { type: 'object' } },
    ]);
    expect(settingsOf(request)).toEqual(['dropped tools', 'dropped tools']);
  });

  it.each<[CallBody['toolChoice'], unknown]>([
    ['auto', 'auto'],
    ['none', 'none'],
    ['required', 'any'],
    [{ tool: 'look' }, { allowed_tools: { mode: 'any', tools: ['look'] } }],
  ])('chooses %j', (toolChoice, wire) => {
    expect(bodyOf({ tools: [look], ...(toolChoice && { toolChoice }) })['generation_config']).toEqual({
      tool_choice: wire,
    });
  });

  it('holds to schemas when one is strict, and has nothing to choose from without functions', () => {
    const strict = bodyOf({ tools: [{ ...look, strict: true }] });
    expect(strict['generation_config']).toEqual({ tool_choice: 'validated' });
    const none = encode({ toolChoice: 'required' });
    expect(none.body).not.toHaveProperty('generation_config');
    expect(settingsOf(none)).toEqual(['dropped toolChoice']);
  });
});

describe('a conversation', () => {
  const call = { type: 'tool-call' as const, id: 'c1', name: 'look', input: { at: 1 } };
  const result = {
    type: 'tool-result' as const,
    toolCallId: 'c1',
    content: [{ type: 'text' as const, text: 'x' }],
  };
  const turns: Message[] = [
    user('Look.'),
    said([
      { type: 'reasoning', text: 'Hm.', signature: 'sig' },
      { type: 'text', text: 'I look.' },
      { type: 'image', source: { data: 'AAAA', mediaType: 'image/png' } },
      call,
    ]),
    { role: 'tool', content: [{ ...result, isError: true }] },
    user('Well?'),
  ];

  it('is a list of steps: what was said, thought, called and answered', () => {
    const request = encode({
      messages: [{ role: 'system', content: [{ type: 'text', text: 'Be brief.' }] }, ...turns],
    });
    expect(request.body).toMatchObject({
      system_instruction: 'Be brief.',
      input: [
        { type: 'user_input' },
        { type: 'thought', signature: 'sig', summary: [{ type: 'text', text: 'Hm.' }] },
        {
          type: 'model_output',
          content: [
            { type: 'text', text: 'I look.' },
            { type: 'image', data: 'AAAA', mime_type: 'image/png' },
          ],
        },
        { type: 'function_call', id: 'c1', name: 'look', arguments: { at: 1 } },
        { type: 'function_result', call_id: 'c1', name: 'look', is_error: true, result: 'x' },
        { type: 'user_input', content: [{ type: 'text', text: 'Well?' }] },
      ],
    });
    expect(request.changes).toEqual([]);
  });

  it('is not said again where Google has it, but for the instructions', () => {
    const system: Message = { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] };
    const body = bodyOf({ messages: [system, ...turns], ...google({ previousInteractionId: 'v1_a' }) });
    expect(body).toMatchObject({ previous_interaction_id: 'v1_a', system_instruction: 'Be brief.' });
    expect((body['input'] as JsonObject[]).map(({ type }) => type)).toEqual([
      'function_result',
      'user_input',
    ]);
  });

  it('leaves out what only another model understands, and says so', () => {
    const foreign = said(
      [
        { type: 'reasoning', text: 'Hm.', signature: 'sig' },
        { type: 'extra', provider: 'google', value: { executableCode: {} } },
        { type: 'refusal', text: 'No.' },
        { ...call, input: null, invalid: 'bad', signature: 'sig' },
      ],
      { ...origin, protocol: 'google-generate' },
    );
    const late: Message = { role: 'system', content: [{ type: 'text', text: 'Now.' }] };
    const request = encode({ messages: [user('Hi'), foreign, late] });
    expect(request.body).toMatchObject({
      system_instruction: 'Now.',
      input: [hi, { type: 'model_output' }, { type: 'function_call', arguments: {} }],
    });
    expect(settingsOf(request)).toEqual([
      'dropped messages[1].content[0]',
      'dropped messages[1].content[1]',
      'changed messages[1].content[2]',
      'changed messages[1].content[3].input',
      'dropped messages[1].content[3].signature',
      'changed messages[2]',
    ]);
  });

  it('sends files by their kind, as data or by address', () => {
    const content: Extract<Message, { role: 'user' }>['content'] = [
      { type: 'image', source: { url: 'https://example.com/a.png' }, detail: 'high' },
      { type: 'file', source: { url: 'data:text/plain,a%20b' }, filename: 'a.txt' },
      { type: 'file', source: { data: 'AAAA', mediaType: 'audio/wav' } },
      { type: 'file', source: { url: 'https://youtu.be/x' } },
      { type: 'file', source: { fileId: 'files/x', mediaType: 'application/pdf' } },
    ];
    const request = encode({ messages: [{ role: 'user', content }] });
    const [step] = (request.body as { input: JsonObject[] }).input;
    expect(step?.['content']).toEqual([
      { type: 'image', uri: 'https://example.com/a.png', mime_type: 'image/png', resolution: 'high' },
      { type: 'document', data: 'YSBi', mime_type: 'text/plain' },
      { type: 'audio', data: 'AAAA', mime_type: 'audio/wav' },
      { type: 'video', uri: 'https://youtu.be/x' },
      {
        type: 'document',
        uri: 'https://generativelanguage.googleapis.com/v1beta/files/x',
        mime_type: 'application/pdf',
      },
    ]);
    expect(settingsOf(request)).toEqual([
      'added messages[0].content[0].source.mediaType',
      'dropped messages[0].content[1].filename',
    ]);
  });
});

describe('an answer that is made in the background', () => {
  const token = {
    version: 1 as const,
    provider: 'google',
    protocol: 'google-interactions',
    model: 'm',
    id: 'v1/a',
  };

  it('is asked for after an event, from its beginning, or as it stands', () => {
    const { resume } = googleInteractionsCodec();
    const path = '/interactions/v1%2Fa';
    expect(resume?.({ ...token, cursor: 'e9' }, { stream: true })).toMatchObject({
      method: 'GET',
      path,
      query: { stream: 'true', last_event_id: 'e9' },
    });
    expect(resume?.(token, { stream: true }).query).toEqual({ stream: 'true' });
    expect(resume?.({ ...token, cursor: 'e9' }, { stream: false })).not.toHaveProperty('query');
  });
});
