import { describe, expect, it } from 'vitest';
import type { Call } from '../../core/call.ts';
import { deepFreeze, type Json } from '../../core/json.ts';
import { modelOf } from '../../core/model.ts';
import { anthropicMessagesCodec } from './codec.ts';
import type { AnthropicMessagesDialect } from './dialect.ts';

const claude = modelOf({
  provider: 'anthropic',
  id: 'claude-sonnet-4-5',
  facts: { maxOutputTokens: 64_000 },
});
const callWith = (more: Partial<Call>): Call =>
  deepFreeze({
    operation: 'text',
    model: claude,
    messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
    stream: false,
    control: {} as Call['control'],
    ...more,
  });

function encode(more: Partial<Call>, dialect: Partial<AnthropicMessagesDialect> = {}) {
  const { body, headers, path, changes } = anthropicMessagesCodec(dialect).encode(callWith(more));
  const said = changes.map(({ code, setting }) => `${code} ${setting}`);
  return { body: body as Record<string, Json>, headers, path, said };
}
const messagesOf = (more: Partial<Call>): Json => encode(more).body['messages'] as Json;

describe('the request', () => {
  it('is a message for a model, with its own limit and version', () => {
    const { body, headers, path, said } = encode({});
    expect(path).toBe('/v1/messages');
    expect(headers).toEqual({ 'anthropic-version': '2023-06-01' });
    expect(body).toEqual({
      model: 'claude-sonnet-4-5',
      max_tokens: 64_000,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
    });
    expect(said).toEqual([]);
  });

  it('says which limit was chosen when none is known', () => {
    const unknown = encode({ model: modelOf({ provider: 'anthropic', id: 'claude-new' }) });
    expect(unknown.body['max_tokens']).toBe(4_096);
    expect(unknown.said).toEqual(['added maxTokens']);
  });

  it('goes to hosts with the model in the path and the version in the body', () => {
    const vertex = {
      path: '/publishers/anthropic/models/{model}:rawPredict',
      streamPath: '/publishers/anthropic/models/{model}:streamRawPredict',
      version: 'vertex-2023-10-16',
      versionIn: 'body',
      modelInBody: false,
      streamInBody: false,
    } as const;
    const { path, body, headers } = encode({ stream: true }, vertex);
    expect(path).toBe('/publishers/anthropic/models/claude-sonnet-4-5:streamRawPredict');
    expect(headers).toEqual({});
    expect(body).toMatchObject({ anthropic_version: 'vertex-2023-10-16' });
    expect(body).not.toHaveProperty('model');
    expect(body).not.toHaveProperty('stream');
  });

  it('puts model.body under and providerOptions over everything, betas into the header', () => {
    const { body, headers } = encode({
      model: { ...claude, body: { max_tokens: 1, speed: 'fast' } },
      maxTokens: 5,
      reasoning: { effort: 'none' },
      providerOptions: {
        anthropic: { betas: ['a'], anthropicBeta: 'b, a', thinking: { type: 'x' }, container: 'c' },
      },
    });
    expect(body).toMatchObject({ max_tokens: 5, speed: 'fast', thinking: { type: 'x' }, container: 'c' });
    expect(headers?.['anthropic-beta']).toBe('a,b');
    expect(body).not.toHaveProperty('betas');
  });

  it('lets the options of the serving provider win over those of the vendor', () => {
    const model = modelOf({ provider: 'gateway', id: 'm', facts: { maxOutputTokens: 9 } });
    const providerOptions = { gateway: { speed: 'slow' }, anthropic: { speed: 'fast', container: 'c' } };
    expect(encode({ model, providerOptions }).body).toMatchObject({ speed: 'slow', container: 'c' });
  });

  it('makes lone surrogates sendable', () => {
    const messages: Call['messages'] = [{ role: 'user', content: [{ type: 'text', text: 'a\uD800' }] }];
    expect(messagesOf({ messages })).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'a\uFFFD' }] },
    ]);
  });
});

describe('settings', () => {
  it('leaves out what the format has no word for, with a warning each', () => {
    const { body, said } = encode({
      seed: 1,
      minP: 0.1,
      frequencyPenalty: 1,
      presencePenalty: 1,
      logprobs: true,
      metadata: { a: 'b' },
    });
    expect(Object.keys(body)).toEqual(['model', 'max_tokens', 'messages']);
    expect(said.toSorted()).toEqual(
      ['seed', 'minP', 'frequencyPenalty', 'presencePenalty', 'logprobs', 'metadata.a']
        .map((name) => `dropped ${name}`)
        .toSorted(),
    );
  });

  it('keeps temperature in range, and drops topP beside it where the model takes one', () => {
    const { body, said } = encode({ temperature: 1.5, topP: 0.5, topK: 4 });
    expect(body).toMatchObject({ temperature: 1, top_k: 4 });
    expect(body).not.toHaveProperty('top_p');
    expect(said).toEqual(['changed temperature', 'dropped topP']);
  });

  it('drops sampling for models that refuse it', () => {
    const model = modelOf({ provider: 'anthropic', id: 'claude-opus-4-8', facts: { maxOutputTokens: 9 } });
    expect(encode({ model, temperature: 0 }).said).toEqual(['dropped temperature']);
  });

  it('names the user, the stops and the tier', () => {
    const { body, said } = encode({ user: 'u', stop: ['END', ' '], serviceTier: 'standard' });
    expect(body).toMatchObject({
      metadata: { user_id: 'u' },
      stop_sequences: ['END'],
      service_tier: 'standard_only',
    });
    expect(said).toEqual(['dropped stop', 'changed serviceTier']);
  });

  it('leaves out what the host does not take', () => {
    const { body, said } = encode({ temperature: 0, user: 'u' }, { unsupported: ['temperature', 'user'] });
    expect(body).not.toHaveProperty('temperature');
    expect(body).not.toHaveProperty('metadata');
    expect(said).toEqual(['dropped temperature', 'dropped user']);
  });

  it('holds the model to a schema that the API knows, and tells it the rest', () => {
    const schema = {
      type: 'object',
      properties: { age: { type: 'integer', minimum: 1 } },
      required: ['age'],
    };
    const { body, said } = encode({ output: { type: 'json-schema', name: 'person', schema } });
    expect(body['output_config']).toEqual({
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: { age: { type: 'integer', description: '{minimum: 1}' } },
          required: ['age'],
          additionalProperties: false,
        },
      },
    });
    expect(said).toEqual(['changed output.schema', 'added output.schema']);
    expect(encode({ output: { type: 'json' } }).said).toEqual(['dropped output']);
  });
});

describe('reasoning', () => {
  const adaptive = modelOf({
    provider: 'anthropic',
    id: 'claude-opus-4-7',
    facts: { reasoningStyle: 'adaptive', maxOutputTokens: 128_000 },
  });

  it('is a budget that fits under the limit', () => {
    const { body, said } = encode({ reasoning: { effort: 'low' }, maxTokens: 1_000 });
    expect(body).toMatchObject({ thinking: { type: 'enabled', budget_tokens: 2_048 }, max_tokens: 3_072 });
    expect(said).toEqual(['changed maxTokens']);
  });

  it('shrinks to what the model can write', () => {
    const model = { ...claude, facts: { maxOutputTokens: 8_192 } };
    const { body, said } = encode({ model, reasoning: { effort: 'max' } });
    expect(body).toMatchObject({ thinking: { budget_tokens: 7_168 }, max_tokens: 8_192 });
    expect(said).toEqual(['changed reasoning']);
  });

  it('has at least 1024 tokens', () => {
    const { body, said } = encode({ reasoning: { budgetTokens: 100 } });
    expect(body['thinking']).toEqual({ type: 'enabled', budget_tokens: 1_024 });
    expect(said).toEqual(['changed reasoning.budgetTokens']);
  });

  it('is an effort for models that decide themselves', () => {
    const { body, said } = encode({ model: adaptive, reasoning: { effort: 'xhigh', summary: 'auto' } });
    expect(body).toMatchObject({
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort: 'xhigh' },
    });
    expect(said).toEqual([]);
    const budget = encode({ model: adaptive, reasoning: { budgetTokens: 9_000 } });
    expect(budget.body['output_config']).toEqual({ effort: 'medium' });
    expect(budget.said).toEqual(['changed reasoning.budgetTokens']);
  });

  it('rules out temperature, topK and a forced tool', () => {
    const tools = [{ name: 'f', inputSchema: { type: 'object' } }];
    const { body, said } = encode({
      reasoning: { effort: 'low' },
      temperature: 0.5,
      topK: 3,
      tools,
      toolChoice: 'required',
    });
    expect(body['tool_choice']).toEqual({ type: 'auto' });
    expect(said).toEqual(['changed toolChoice', 'dropped temperature', 'dropped topK']);
    const named = encode({ reasoning: { effort: 'low' }, tools, toolChoice: { tool: 'f' } });
    expect(named.body).not.toHaveProperty('thinking');
    expect(named.said).toEqual(['dropped reasoning']);
  });

  it('is switched off when asked to', () => {
    expect(encode({ reasoning: { effort: 'none' } }).body['thinking']).toEqual({ type: 'disabled' });
  });
});

describe('tools', () => {
  it('are sent with their own settings, and those of other providers left out', () => {
    const search = { type: 'web_search_20250305', name: 'web_search' };
    const { body, said } = encode({
      tools: [
        {
          name: 'f',
          description: 'd',
          inputSchema: { properties: {} },
          providerOptions: { anthropic: { cache_control: { type: 'ephemeral' } } },
        },
        { provider: 'anthropic', definition: search },
        { provider: 'openai', definition: { type: 'web_search' } },
      ],
      parallelToolCalls: false,
    });
    expect(body['tools']).toEqual([
      {
        name: 'f',
        description: 'd',
        input_schema: { type: 'object', properties: {} },
        cache_control: { type: 'ephemeral' },
      },
      search,
    ]);
    expect(body['tool_choice']).toEqual({ type: 'auto', disable_parallel_tool_use: true });
    expect(said).toEqual(['dropped tools']);
  });

  it('are chosen only where there are some', () => {
    expect(encode({ toolChoice: 'required' }).said).toEqual(['dropped toolChoice']);
    expect(
      encode({ tools: [{ name: 'f', inputSchema: { type: 'object' } }], toolChoice: { tool: 'f' } }).body[
        'tool_choice'
      ],
    ).toEqual({
      type: 'tool',
      name: 'f',
    });
  });
});
