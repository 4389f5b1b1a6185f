import { describe, expect, it } from 'vitest';
import { callOf } from '../../../test/support/calls.ts';
import type { Call } from '../../core/call.ts';
import { assistant, system, toolResult, user } from '../../core/context.ts';
import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { AssistantMessage, Message } from '../../core/message.ts';
import { modelOf } from '../../core/model.ts';
import { bedrockConverseDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';

const claude45 = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';

function call(more: Partial<Call> = {}, id: string = 'us.amazon.nova-pro-v1:0'): Call {
  const model = modelOf({ provider: 'amazon-bedrock', id });
  return callOf({}, { model, messages: [user('Hello')], stream: false, ...more });
}

function encoded(
  more: Partial<Call> = {},
  id?: string,
): { body: JsonObject; path: string; changes: string[] } {
  const { body, path, changes } = encodeCall(call(more, id), bedrockConverseDialect());
  if (!isRecord(body)) throw new Error('The body is no object.');
  return {
    body: body as JsonObject,
    path,
    changes: changes.map(({ code, setting }) => `${code} ${setting}`),
  };
}

const weather = { name: 'weather', inputSchema: { type: 'object' } };
const toolCall = { type: 'tool-call', id: 'call_1', name: 'weather', input: { city: 'Paris' } } as const;
const origin = { provider: 'amazon-bedrock', protocol: 'bedrock-converse', model: 'amazon-bedrock:x' };

describe('a call', () => {
  it('is a path of one segment and the messages', () => {
    const { body, path, changes } = encoded({ stream: true });
    expect(path).toBe('/model/us.amazon.nova-pro-v1%3A0/converse-stream');
    expect(body).toEqual({ messages: [{ role: 'user', content: [{ text: 'Hello' }] }] });
    expect(changes).toEqual([]);
  });

  it.each(['', '../x', 'a b', 'a?b', 'a#b', 'ä'])('refuses the model id %j', (id) => {
    expect(() => encoded({}, id)).toThrow(/cannot stand in an address/);
  });

  it('begins with the user', () => {
    const { body, changes } = encoded({ messages: [assistant('Hi.'), user('Hello')] });
    expect(body).toMatchObject({ messages: [{ role: 'user', content: [{ text: 'Begin.' }] }, {}, {}] });
    expect(changes).toEqual(['added messages']);
  });

  it('says every setting that Converse has', () => {
    const { body, changes } = encoded({
      maxTokens: 10,
      temperature: 0.5,
      topP: 0.9,
      topK: 20,
      stop: ['END'],
      serviceTier: 'flex',
      metadata: { team: 'a' },
    });
    expect(body).toMatchObject({
      inferenceConfig: { maxTokens: 10, temperature: 0.5, topP: 0.9, stopSequences: ['END'] },
      additionalModelRequestFields: { inferenceConfig: { topK: 20 } },
      serviceTier: { type: 'flex' },
      requestMetadata: { team: 'a' },
    });
    expect(changes).toEqual([]);
  });

  it('tells of every setting that Converse has not', () => {
    const { body, changes } = encoded({
      minP: 0.1,
      seed: 1,
      frequencyPenalty: 1,
      presencePenalty: 1,
      logprobs: true,
      user: 'u',
      parallelToolCalls: false,
      output: { type: 'json' },
      reasoning: { effort: 'high' },
    });
    expect(Object.keys(body)).toEqual(['messages']);
    expect(changes.sort()).toEqual(
      [
        'dropped frequencyPenalty',
        'dropped logprobs',
        'dropped minP',
        'dropped output',
        'dropped parallelToolCalls',
        'dropped presencePenalty',
        'dropped reasoning',
        'dropped seed',
        'dropped user',
      ].sort(),
    );
  });

  it('puts the own words of the provider over everything, of the model under', () => {
    const model = modelOf({
      provider: 'amazon-bedrock',
      id: 'x',
      body: { inferenceConfig: { maxTokens: 1, topP: 0.1 } },
    });
    const providerOptions = {
      'amazon-bedrock': {
        guardrailConfig: { guardrailIdentifier: 'g', guardrailVersion: '1' },
        inferenceConfig: { temperature: 0.9 },
      },
      anthropic: { ignored: true },
    };
    expect(encoded({ model, maxTokens: 2, temperature: 0.2, providerOptions }).body).toMatchObject({
      guardrailConfig: { guardrailIdentifier: 'g' },
      inferenceConfig: { maxTokens: 2, topP: 0.1, temperature: 0.9 },
    });
  });

  it('sends a schema as text', () => {
    const schema = { type: 'object', properties: { n: { type: 'integer', minimum: 1 } } };
    const format = { type: 'json-schema', name: 'out', schema } as const;
    const nova = encoded({ output: format });
    const text = JSON.stringify(schema);
    expect(nova.body['outputConfig']).toEqual({
      textFormat: { type: 'json_schema', structure: { jsonSchema: { name: 'out', schema: text } } },
    });
    const claude = encoded({ output: format }, claude45);
    expect(JSON.stringify(claude.body)).toContain('{minimum: 1}');
    expect(claude.changes).toEqual(['changed output.schema', 'added output.schema']);
  });
});

describe('reasoning', () => {
  it.each([
    [claude45, { effort: 'low' }, { thinking: { type: 'enabled', budget_tokens: 2_048 } }],
    [claude45, { budgetTokens: 10_000 }, { thinking: { type: 'enabled', budget_tokens: 10_000 } }],
    [claude45, { effort: 'none' }, { thinking: { type: 'disabled' } }],
    [
      'us.anthropic.claude-opus-4-6-v1',
      { effort: 'xhigh', summary: 'auto' },
      { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'xhigh' } },
    ],
    ['openai.gpt-oss-120b-1:0', { effort: 'high' }, { reasoning_effort: 'high' }],
    ['qwen.qwen3-32b-v1:0', { effort: 'high' }, { reasoning_config: 'high' }],
    [
      'us.amazon.nova-2-lite-v1:0',
      { effort: 'low' },
      { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'low' } },
    ],
  ] as const)('of %s for %o', (id, reasoning, fields) => {
    const { body, changes } = encoded({ reasoning }, id);
    expect(body['additionalModelRequestFields']).toEqual(fields);
    expect(changes).toEqual([]);
  });

  it('makes room for thoughts and takes out what Anthropic then refuses', () => {
    const { body, changes } = encoded(
      {
        reasoning: { effort: 'medium' },
        maxTokens: 100,
        temperature: 0,
        topK: 5,
        tools: [weather],
        toolChoice: 'required',
      },
      claude45,
    );
    expect(body['inferenceConfig']).toEqual({ maxTokens: 8_292 });
    expect(body['toolConfig']).toMatchObject({ toolChoice: { auto: {} } });
    expect(changes.sort()).toEqual([
      'changed maxTokens',
      'changed toolChoice',
      'dropped temperature',
      'dropped topK',
    ]);
  });

  it('takes out what Nova refuses when it thinks hard', () => {
    const { body, changes } = encoded(
      { reasoning: { effort: 'max' }, maxTokens: 10, temperature: 1, topP: 1 },
      'us.amazon.nova-2-lite-v1:0',
    );
    expect(body['inferenceConfig']).toBeUndefined();
    expect(changes).toContain('changed reasoning.effort');
    expect(changes).toContain('dropped maxTokens');
  });

  it('goes by the catalogue where it knows', () => {
    const id = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc';
    const model = modelOf({ provider: 'amazon-bedrock', id, facts: { reasoningStyle: 'budget' } });
    expect(
      encoded({ model, reasoning: { budgetTokens: 2_000 } }).body['additionalModelRequestFields'],
    ).toEqual({
      thinking: { type: 'enabled', budget_tokens: 2_000 },
    });
  });
});

describe('tools', () => {
  it('of earlier turns are defined when the call offers none', () => {
    const messages: Message[] = [user('Hi'), assistant([toolCall]), toolResult(toolCall, 'Rain')];
    const { body, changes } = encoded({ messages });
    expect(body['toolConfig']).toEqual({
      tools: [{ toolSpec: { name: 'weather', inputSchema: { json: { type: 'object' } } } }],
    });
    expect(changes).toEqual(['added tools']);
  });

  it('are not sent when none may be called', () => {
    const { body, changes } = encoded({ tools: [weather], toolChoice: 'none' });
    expect(body['toolConfig']).toBeUndefined();
    expect(changes).toEqual(['changed toolChoice']);
  });

  it('of other providers are left out', () => {
    const own = { provider: 'amazon-bedrock', definition: { systemTool: { name: 'nova_grounding' } } };
    const { body, changes } = encoded({ tools: [own, { provider: 'google', definition: {} }] });
    expect(body['toolConfig']).toEqual({ tools: [{ systemTool: { name: 'nova_grounding' } }] });
    expect(changes).toEqual(['dropped tools']);
  });
});

describe('the conversation', () => {
  it('joins turns of one role, and moves instructions to the top', () => {
    const messages = [user('One'), system('Be brief.'), user('Two'), assistant('  '), user('Three')];
    const { body, changes } = encoded({ messages });
    expect(body['messages']).toEqual([
      { role: 'user', content: [{ text: 'One' }, { text: 'Two' }, { text: 'Three' }] },
    ]);
    expect(body['system']).toEqual([{ text: 'Be brief.' }]);
    expect(changes).toEqual(['changed messages[1]', 'dropped messages[3].content[0]']);
  });

  // pydantic/amazon_bedrock/us.amazon.nova_micro_v1_0/test_bedrock_model_instructions_only_the
  it("keeps a user's white space, so that no turn is missing", () => {
    const { body, changes } = encoded({ messages: [system('Greet.'), user(' ')] });
    expect(body['messages']).toEqual([{ role: 'user', content: [{ text: ' ' }] }]);
    expect(changes).toEqual([]);
  });

  it('puts cache points behind what they end', () => {
    const providerOptions = { 'amazon-bedrock': { cachePoint: { ttl: '1h' } } };
    const cached = { type: 'text', text: 'Long', providerOptions } as const;
    const { body } = encoded({
      messages: [{ role: 'system', content: [cached] }, user([cached, { type: 'text', text: 'Short' }])],
      tools: [{ ...weather, providerOptions: { 'amazon-bedrock': { cachePoint: {} } } }],
    });
    const point = { cachePoint: { type: 'default', ttl: '1h' } };
    expect(body).toMatchObject({
      system: [{ text: 'Long' }, point],
      messages: [{ content: [{ text: 'Long' }, point, { text: 'Short' }] }],
      toolConfig: { tools: [{ toolSpec: { name: 'weather' } }, { cachePoint: { type: 'default' } }] },
    });
  });

  it('sends thoughts and opaque parts back to where they came from only', () => {
    const said: AssistantMessage['content'] = [
      { type: 'reasoning', text: 'Hm', signature: 'sig' },
      { type: 'extra', provider: 'amazon-bedrock', value: { reasoningContent: { redactedContent: 'x' } } },
      { type: 'text', text: 'Hi' },
    ];
    const here = encoded({ messages: [user('?'), { role: 'assistant', content: said, origin }] }, claude45);
    expect(here.body['messages']).toMatchObject([
      {},
      {
        content: [
          { reasoningContent: { reasoningText: { text: 'Hm', signature: 'sig' } } },
          { reasoningContent: { redactedContent: 'x' } },
          { text: 'Hi' },
        ],
      },
    ]);
    const foreign = { ...origin, provider: 'anthropic' };
    const away = encoded({ messages: [user('?'), { role: 'assistant', content: said, origin: foreign }] });
    expect(away.body['messages']).toMatchObject([{}, { content: [{ text: 'Hi' }] }]);
    expect(away.changes).toEqual(['dropped messages[1].content[0]', 'dropped messages[1].content[1]']);
  });

  it('renames calls alike in both places', () => {
    const odd = { ...toolCall, id: 'functions.weather:0' };
    const messages: Message[] = [user('Hi'), assistant([odd]), toolResult(odd, 'Rain')];
    const claude = encoded({ messages, tools: [weather] }, claude45);
    expect(claude.body['messages']).toMatchObject([
      {},
      { content: [{ toolUse: { toolUseId: 'functions_weather_0' } }] },
      { content: [{ toolResult: { toolUseId: 'functions_weather_0' } }] },
    ]);
    expect(claude.changes).toEqual(['changed messages']);
    const kimi = encoded({ messages, tools: [weather] }, 'moonshot.kimi-k2-thinking');
    expect(JSON.stringify(kimi.body)).toContain('"toolUseId":"functions.weather:0"');
  });

  it('sends a call that was no JSON with empty arguments', () => {
    const broken = { ...toolCall, input: null, invalid: 'not valid JSON', raw: '{"a' };
    const { body, changes } = encoded({ messages: [user('Hi'), assistant([broken])], tools: [weather] });
    expect(JSON.stringify(body)).toContain('"input":{}');
    expect(changes).toEqual(['changed messages[1].content[0].input']);
  });

  it('carries files of every kind, and says which it cannot', () => {
    const file = (mediaType: string, filename?: string): Message =>
      user([
        {
          type: 'file',
          source: { data: 'AAAA', mediaType },
          ...(filename === undefined ? {} : { filename }),
        },
      ]);
    expect(encoded({ messages: [file('application/pdf', 'My notes (v1)')] }).body['messages']).toEqual([
      {
        role: 'user',
        content: [
          { document: { format: 'pdf', name: 'My notes (v1)', source: { bytes: 'AAAA' } } },
          { text: 'My notes (v1)' },
        ],
      },
    ]);
    expect(encoded({ messages: [file('text/x-python', 'a.py')] })).toMatchObject({
      changes: ['changed messages[0].content[0].filename', 'added messages'],
      body: { messages: [{ content: [{ document: { format: 'txt', name: 'a py' } }, { text: 'a py' }] }] },
    });
    expect(encoded({ messages: [file('text/csv')] }).changes).toEqual([
      'added messages[0].content[0].filename',
      'added messages',
    ]);
    expect(encoded({ messages: [file('video/3gpp')] }).body['messages']).toMatchObject([
      { content: [{ video: { format: 'three_gp' } }] },
    ]);
    expect(encoded({ messages: [file('application/zip')] }).changes).toEqual([
      'dropped messages[0].content[0]',
    ]);
    const image = (url: string): Message => user([{ type: 'image', source: { url } }]);
    expect(encoded({ messages: [image('data:image/webp;base64,AAAA')] }).body['messages']).toMatchObject([
      { content: [{ image: { format: 'webp', source: { bytes: 'AAAA' } } }] },
    ]);
    expect(encoded({ messages: [image('s3://bucket/cat.JPG')] }).body['messages']).toMatchObject([
      { content: [{ image: { format: 'jpeg', source: { s3Location: { uri: 's3://bucket/cat.JPG' } } } }] },
    ]);
    expect(encoded({ messages: [image('https://example.com/cat.jpg')] }).changes).toEqual([
      'dropped messages[0].content[0]',
    ]);
  });

  it('says of a result without content that the tool failed', () => {
    const result = { type: 'tool-result' as const, toolCallId: 'a', content: [], isError: true };
    const messages: Message[] = [
      user('Go.'),
      { role: 'assistant', content: [{ type: 'tool-call', id: 'a', name: 'f', input: {} }] },
      { role: 'tool', content: [result] },
    ];
    expect(encoded({ messages })).toMatchObject({
      changes: ['added messages[2].content[0]', 'added tools'],
      body: {
        messages: [{}, {}, { content: [{ toolResult: { content: [{ text: 'Error' }], status: 'error' } }] }],
      },
    });
  });

  it.each([
    ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 'Once ', 'assistant', [{ text: 'Once' }]],
    ['us.amazon.nova-2-lite-v1:0', 'Once ', 'assistant', [{ text: 'Once ' }]],
    ['us.anthropic.claude-opus-4-8', 'Once ', 'user', [{ text: 'Continue.' }]],
    ['us.anthropic.claude-haiku-4-5-20251001-v1:0', ' ', 'user', [{ text: 'Go.' }]],
  ])('that ends with the turn of %s (%j) ends so that it is taken', (id, said, role, content) => {
    const messages: Message[] = [user('Go.'), { role: 'assistant', content: [{ type: 'text', text: said }] }];
    const { body } = encoded({ messages }, id);
    expect((body['messages'] as Json[]).at(-1)).toEqual({ role, content });
  });

  it('has no broken text', () => {
    expect(JSON.stringify(encoded({ messages: [user('a\uD800b')] }).body)).toContain('a\uFFFDb');
  });
});
