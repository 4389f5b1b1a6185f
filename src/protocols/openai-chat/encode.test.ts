import { describe, expect, it } from 'vitest';
import type { Call, CallBody, Effort } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import { deepFreeze } from '../../core/json.ts';
import { modelOf } from '../../core/model.ts';
import { openaiChatDialect, type OpenaiChatDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';

type Dialect = Partial<OpenaiChatDialect>;

function encoded(
  body: Partial<CallBody>,
  dialect: Dialect = {},
): { body: JsonObject; settings: (string | undefined)[]; path: string } {
  const call = {
    operation: 'text',
    model: modelOf({ provider: 'openai', id: 'gpt' }),
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    stream: false,
    ...body,
  };
  const request = encodeCall(openaiChatDialect(dialect), deepFreeze(call) as Call);
  const settings = request.changes.map((change) => `${change.code} ${change.setting}`);
  return { body: request.body as JsonObject, settings, path: request.path };
}

const tool = { name: 'f', inputSchema: { type: 'object', properties: {} } };

describe('options', () => {
  it('go under OpenAI’s names', () => {
    const options = {
      maxTokens: 5,
      temperature: 0.5,
      topP: 0.9,
      seed: 1,
      stop: ['x'],
      frequencyPenalty: 1,
      presencePenalty: -1,
      user: 'u',
      serviceTier: 'flex',
      metadata: { a: 'b' },
      logprobs: 2,
      reasoning: { effort: 'low' as const },
      stream: true,
    };
    expect(encoded(options)).toEqual({
      path: '/chat/completions',
      settings: [],
      body: {
        model: 'gpt',
        messages: [{ role: 'user', content: 'Hi' }],
        stream: true,
        stream_options: { include_usage: true },
        max_completion_tokens: 5,
        temperature: 0.5,
        top_p: 0.9,
        seed: 1,
        stop: ['x'],
        frequency_penalty: 1,
        presence_penalty: -1,
        user: 'u',
        service_tier: 'flex',
        metadata: { a: 'b' },
        logprobs: true,
        top_logprobs: 2,
        reasoning_effort: 'low',
      },
    });
  });

  it('follow the dialect, and what is left out is said', () => {
    const dialect: Dialect = {
      maxTokensField: 'max_tokens',
      renames: { seed: 'random_seed' },
      unsupported: ['user', 'logprobs', 'parallelToolCalls'],
      sampling: ['topK'],
      streamUsage: false,
    };
    const { body, settings } = encoded(
      {
        maxTokens: 5,
        seed: 1,
        user: 'u',
        logprobs: true,
        topK: 3,
        minP: 0.1,
        stream: true,
        tools: [tool],
        parallelToolCalls: true,
      },
      dialect,
    );
    expect(body).toMatchObject({ max_tokens: 5, random_seed: 1, top_k: 3, stream: true });
    for (const name of ['user', 'logprobs', 'min_p', 'seed', 'stream_options', 'parallel_tool_calls'])
      expect(body).not.toHaveProperty(name);
    expect(settings).toEqual([
      'dropped minP',
      'dropped user',
      'dropped logprobs',
      'dropped parallelToolCalls',
    ]);
  });

  it('lie between the model’s body and the provider’s options', () => {
    const model = modelOf({
      provider: 'openrouter',
      id: 'm',
      body: { temperature: 0, provider: { only: ['a'], sort: 'price' } },
    });
    const providerOptions = {
      openai: { seed: 1, provider: { only: ['b'] } },
      openrouter: { provider: { only: ['c'] }, top_p: 1 },
      other: { bad: true },
    };
    expect(encoded({ model, temperature: 1, topP: 0.5, providerOptions }).body).toMatchObject({
      temperature: 1,
      top_p: 1,
      seed: 1,
      provider: { only: ['c'], sort: 'price' },
    });
  });

  it('put the model into the path where the dialect has a place for it', () => {
    const { body, path } = encoded(
      { model: modelOf({ provider: 'azure', id: 'a b/../c' }) },
      { path: '/deployments/{model}/chat/completions' },
    );
    expect(path).toBe('/deployments/a%20b%2F..%2Fc/chat/completions');
    expect(body).not.toHaveProperty('model');
  });

  it('are well formed, and a last rewrite is applied', () => {
    const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'a\ud800' }] }];
    const { body } = encoded({ messages }, { rewriteBody: (whole) => ({ ...whole, x: '\udc00' }) });
    expect(body).toMatchObject({ messages: [{ content: 'a\ufffd' }], x: '\ufffd' });
  });
});

describe('reasoning', () => {
  it.each<[string, Dialect, { effort?: Effort; budgetTokens?: number }, object, string[]]>([
    ['a level', {}, { effort: 'xhigh' }, { reasoning_effort: 'xhigh' }, []],
    ['none as a level', {}, { effort: 'none' }, { reasoning_effort: 'none' }, []],
    [
      'a level by another name',
      { effortLevels: { minimal: 'low' } },
      { effort: 'minimal' },
      { reasoning_effort: 'low' },
      ['changed reasoning.effort'],
    ],
    [
      'a level that is left out',
      { effortLevels: { none: null } },
      { effort: 'none' },
      {},
      ['changed reasoning.effort'],
    ],
    [
      'a budget as a level',
      {},
      { budgetTokens: 4_000 },
      { reasoning_effort: 'medium' },
      ['changed reasoning.budgetTokens'],
    ],
    [
      'a budget in its own member',
      { effort: 'enable_thinking', budgetField: 'thinking_budget' },
      { budgetTokens: 9 },
      { enable_thinking: true, thinking_budget: 9 },
      [],
    ],
    ['OpenRouter’s level', { effort: 'reasoning' }, { effort: 'low' }, { reasoning: { effort: 'low' } }, []],
    [
      'OpenRouter’s budget',
      { effort: 'reasoning' },
      { effort: 'low', budgetTokens: 9 },
      { reasoning: { max_tokens: 9 } },
      ['dropped reasoning.effort'],
    ],
    ['a switch off', { effort: 'thinking' }, { effort: 'none' }, { thinking: { type: 'disabled' } }, []],
    [
      'a switch on',
      { effort: 'thinking' },
      { effort: 'high' },
      { thinking: { type: 'enabled' } },
      ['changed reasoning.effort'],
    ],
    [
      'a switch and a level',
      { effort: 'thinking-and-effort', effortLevels: { medium: 'high' } },
      { effort: 'medium' },
      { thinking: { type: 'enabled' }, reasoning_effort: 'high' },
      ['changed reasoning.effort'],
    ],
    [
      'what a model has of its own',
      { effort: 'thinking', modelEfforts: [{ models: ['gpt*'], effort: 'thinking-and-effort' }] },
      { effort: 'low' },
      { thinking: { type: 'enabled' }, reasoning_effort: 'low' },
      [],
    ],
    [
      'Together’s switch',
      { effort: 'reasoning-enabled' },
      { effort: 'none' },
      { reasoning: { enabled: false } },
      [],
    ],
    [
      'vLLM’s switch',
      { effort: 'chat_template_kwargs' },
      { effort: 'none' },
      { chat_template_kwargs: { enable_thinking: false } },
      [],
    ],
    [
      'Groq’s two words: off',
      { effort: 'none-or-default' },
      { effort: 'none' },
      { reasoning_effort: 'none' },
      [],
    ],
    [
      'Groq’s two words: on',
      { effort: 'none-or-default' },
      { effort: 'high' },
      { reasoning_effort: 'default' },
      ['changed reasoning.effort'],
    ],
    [
      'Baseten’s switch',
      { effort: 'chat_template_args' },
      { effort: 'high' },
      { chat_template_args: { enable_thinking: true } },
      ['changed reasoning.effort'],
    ],
    ['nothing at all', { effort: 'none' }, { effort: 'low' }, {}, ['dropped reasoning']],
  ])('%s', (_title, dialect, reasoning, members, changes) => {
    const { body, settings } = encoded({ reasoning }, dialect);
    const { model: _model, messages: _messages, ...rest } = body;
    expect(rest).toEqual(members);
    expect(settings).toEqual(changes);
  });

  it('has no summaries here', () => {
    expect(encoded({ reasoning: { summary: 'auto' } }).settings).toEqual(['dropped reasoning.summary']);
  });
});

describe('tools', () => {
  it('are functions, in order, with the host’s own ones', () => {
    const tools = [
      { provider: 'openai', definition: { type: 'web_search' } },
      {
        ...tool,
        description: 'd',
        strict: true,
        inputSchema: {
          type: 'object',
          properties: { a: { type: 'string' }, properties: { type: 'number' } },
          required: ['a'],
        },
      },
      { provider: 'anthropic', definition: { type: 'bash' } },
    ];
    const { body, settings } = encoded({ tools, toolChoice: { tool: 'f' }, parallelToolCalls: false });
    expect(body).toMatchObject({
      tools: [
        { type: 'web_search' },
        {
          type: 'function',
          function: {
            name: 'f',
            description: 'd',
            strict: true,
            parameters: {
              properties: { a: { type: 'string' }, properties: { type: ['number', 'null'] } },
              required: ['a', 'properties'],
              additionalProperties: false,
            },
          },
        },
      ],
      tool_choice: { type: 'function', function: { name: 'f' } },
      parallel_tool_calls: false,
    });
    expect(settings).toEqual(['added tools.f.inputSchema', 'added tools.f.inputSchema', 'dropped tools']);
  });

  it('take their choice and settings along when there are none', () => {
    const { body, settings } = encoded({ toolChoice: 'required', parallelToolCalls: true });
    expect(Object.keys(body)).toEqual(['model', 'messages']);
    expect(settings).toEqual(['dropped toolChoice', 'dropped parallelToolCalls']);
  });

  it.each<[string, CallBody['toolChoice'], Dialect['toolChoices'], unknown, string[]]>([
    ['Mistral’s any', 'required', { required: 'any' }, 'any', []],
    ['Z.ai’s auto', { tool: 'f' }, { tool: 'auto' }, 'auto', ['changed toolChoice']],
    ['left out', 'required', { required: 'omit' }, undefined, ['changed toolChoice']],
  ])('a refused choice: %s', (_title, toolChoice, toolChoices, sent, changes) => {
    const { body, settings } = encoded(
      { tools: [tool], ...(toolChoice === undefined ? {} : { toolChoice }) },
      toolChoices === undefined ? {} : { toolChoices },
    );
    expect(body['tool_choice']).toEqual(sent);
    expect(settings).toEqual(changes);
  });

  it('lose strictness where the host has none', () => {
    const { body, settings } = encoded({ tools: [{ ...tool, strict: true }] }, { strictJsonSchema: false });
    expect(body).toMatchObject({ tools: [{ function: { parameters: tool.inputSchema } }] });
    expect(JSON.stringify(body)).not.toContain('strict');
    expect(settings).toEqual(['dropped tools.f.strict']);
  });
});

describe('output', () => {
  const output = {
    type: 'json-schema' as const,
    name: 'o',
    schema: { type: 'object', properties: {} },
    strict: true,
  };

  it('is a response format', () => {
    expect(encoded({ output: { type: 'json' } }).body['response_format']).toEqual({ type: 'json_object' });
    const { body, settings } = encoded({ output });
    expect(body['response_format']).toEqual({
      type: 'json_schema',
      json_schema: {
        name: 'o',
        schema: { type: 'object', properties: {}, required: [], additionalProperties: false },
        strict: true,
      },
    });
    expect(settings).toEqual(['added output.schema']);
  });

  it('is said in words where the host has no schemas', () => {
    const system = { role: 'system' as const, content: [{ type: 'text' as const, text: 'Be brief.' }] };
    const messages = [system, { role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }];
    const { body, settings } = encoded({ output, messages }, { responseFormat: 'json_object' });
    expect(body['response_format']).toEqual({ type: 'json_object' });
    expect(body['messages']).toMatchObject([
      { role: 'system', content: expect.stringMatching(/^Be brief\.\n\n.*JSON Schema/) },
      {},
    ]);
    expect(settings).toEqual(['changed output']);
    expect(encoded({ output }, { responseFormat: 'none' }).body).toMatchObject({
      messages: [{ role: 'system' }, { role: 'user' }],
    });
  });
});
