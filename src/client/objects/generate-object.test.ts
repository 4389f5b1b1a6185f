import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { failureOf, useSimulators } from '../../../test/support/simulated.ts';
import { faults } from '../../testing/fault.ts';
import type { Turn } from '../../testing/turn.ts';

const simulators = useSimulators();
const person = z.object({ name: z.string().describe('The full name'), age: z.int().min(0).optional() });
const ada = { name: 'Ada', age: 36 };

describe('on every protocol', () => {
  // One model for each way.
  const ways: readonly (readonly [string, string])[] = [
    ['openai:gpt-4o-mini', 'native'],
    ['openai:gpt-3.5-turbo', 'strict-tool'],
    ['openai:gpt-5-pro', 'native'],
    ['anthropic:claude-sonnet-4-5', 'native'],
    ['anthropic:claude-3-haiku-20240307', 'forced-tool'],
    ['google:gemini-2.5-flash', 'native'],
    ['amazon-bedrock:us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'native'],
    ['amazon-bedrock:us.amazon.nova-pro-v1:0', 'forced-tool'],
    ['cohere:command-a-03-2025', 'native'],
    ['ollama:qwen3:8b', 'native'],
    ['deepseek:deepseek-chat', 'forced-tool'],
    ['zai:glm-4.6', 'json'],
    ['perplexity:sonar', 'native'],
  ];
  const protocols: readonly (readonly [string, string, string, string])[] = [
    ['openai', 'gpt-4o', 'openai-responses', 'native'],
    ['amazon-bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'bedrock-invoke-anthropic', 'native'],
    [
      'amazon-bedrock',
      'us.anthropic.claude-3-haiku-20240307-v1:0',
      'bedrock-invoke-anthropic',
      'forced-tool',
    ],
    ['amazon-bedrock', 'us.meta.llama3-3-70b-instruct-v1:0', 'bedrock-invoke-meta', 'prompt'],
  ];

  it.each(protocols)('%s:%s over %s answers in the mode %s', async (provider, id, protocol, mode) => {
    const model = { provider, id, protocol };
    const response = await simulators.client.generateObject(model, 'Who?', { schema: person });
    expect([response.mode, Object.keys(response.object)]).toEqual([mode, ['name', 'age']]);
  });

  it('a model that thinks is asked to call the tool where it cannot be made to', async () => {
    const model = 'anthropic:claude-3-7-sonnet-20250219';
    const { client, sim } = await scripted({ toolCalls: [{ name: 'object', input: ada }] });
    const response = await client.generateObject(model, 'Who?', { schema: person, reasoning: 'low' });
    expect([response.mode, response.object]).toEqual(['forced-tool', ada]);
    expect(sim.requests[0]?.body).toMatchObject({ tool_choice: { type: 'auto' } });
    expect(JSON.stringify(sim.requests[0]?.body)).toContain('calling the tool `object`');
    expect(response.warnings).toContainEqual(expect.objectContaining({ setting: 'mode' }));
  });

  it.each(ways)('%s answers in the mode %s', async (model, mode) => {
    const response = await simulators.client.generateObject(model, 'Who?', { schema: person });
    expect([response.mode, Object.keys(response.object)]).toEqual([mode, ['name', 'age']]);
  });
});

async function scripted(...turns: readonly Turn[]) {
  const sim = await simulators.start({ turns });
  return { client: sim.client(), sim };
}

describe('shapes', () => {
  it('list elements, wrapped for the model and bare for the caller', async () => {
    const { client } = await scripted({ object: { items: [ada, { name: 'Bob' }] } });
    const { object } = await client.generateObject('openai:gpt-4o', 'Who?', {
      shape: 'array',
      schema: person,
    });
    expect(object).toEqual([ada, { name: 'Bob' }]);
  });

  it('choose one of several texts', async () => {
    const { client } = await scripted({ object: { choice: 'warm' } });
    const choices = ['cold', 'warm'] as const;
    expect((await client.generateObject('openai:gpt-4o', 'How?', { shape: 'choice', choices })).object).toBe(
      'warm',
    );
  });

  it('let any JSON pass', async () => {
    const { client } = await scripted({ object: { any: [1, null] } });
    const { object, mode } = await client.generateObject('openai:gpt-4o', 'What?', { shape: 'json' });
    expect([object, mode]).toEqual([{ any: [1, null] }, 'json']);
  });

  it('wrap what is no object', async () => {
    const schema = z.union([z.object({ a: z.string() }), z.array(z.number())]);
    const { client } = await scripted({ object: { value: [1, 2] } });
    expect((await client.generateObject('openai:gpt-4o', 'What?', { schema })).object).toEqual([1, 2]);
  });

  it('follow a schema that holds itself', async () => {
    const Node = z.object({
      name: z.string(),
      get children() {
        return z.array(Node);
      },
    });
    const tree = { name: 'a', children: [{ name: 'b', children: [] }] };
    const { client } = await scripted({ object: { items: [tree] } });
    const response = await client.generateObject('openai:gpt-4o', 'What?', { shape: 'array', schema: Node });
    expect(response.object).toEqual([tree]);
  });
});

describe('what strict providers make of a schema', () => {
  it('takes the nulls of optional members off again', async () => {
    const { client } = await scripted({ object: { name: 'Ada', age: null } });
    const { object, warnings } = await client.generateObject('openai:gpt-4o', 'Who?', { schema: person });
    expect(object).toEqual({ name: 'Ada' });
    expect(warnings.map(({ setting }) => setting)).toContain('output.schema');
  });

  it('leaves the nulls that the schema takes', async () => {
    const schema = z.object({ a: z.string().nullable(), b: z.string().nullish() });
    const { client } = await scripted({ object: { a: null, b: null } });
    expect((await client.generateObject('openai:gpt-4o', 'What?', { schema })).object).toEqual({
      a: null,
      b: null,
    });
  });

  it('is not asked of records, which no closed schema can say', async () => {
    const { client, sim } = await scripted({ object: { scores: { ada: 1 } } });
    const schema = z.object({ scores: z.record(z.string(), z.number()) });
    const { object } = await client.generateObject('openai:gpt-4o', 'What?', { schema });
    expect(object).toEqual({ scores: { ada: 1 } });
    expect(sim.requests[0]?.body).toMatchObject({ response_format: { json_schema: { strict: false } } });
  });
});

describe('with tools of the caller', () => {
  const tools = [{ name: 'weather', description: 'd', inputSchema: { type: 'object', properties: {} } }];

  it('a schema stands beside them where that is possible', async () => {
    const { client } = await scripted({ object: ada });
    expect((await client.generateObject('openai:gpt-4o', 'Who?', { schema: person, tools })).mode).toBe(
      'native',
    );
  });

  it('the object is a tool among them elsewhere', async () => {
    const { client, sim } = await scripted({ toolCalls: [{ name: 'object', input: ada }] });
    const options = { schema: person, tools } as const;
    const { object, mode, context } = await client.generateObject('google:gemini-2.5-flash', 'Who?', options);
    expect([object, mode]).toEqual([ada, 'forced-tool']);
    expect(sim.requests[0]?.body).toMatchObject({ toolConfig: { functionCallingConfig: { mode: 'ANY' } } });
    expect(context.messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
    expect(context.messages[1]?.content).toEqual([{ type: 'text', text: JSON.stringify(ada) }]);
  });

  it('a call of theirs is no answer, and the error holds it', async () => {
    const { client } = await scripted({ toolCalls: [{ name: 'weather', input: {} }] });
    const error = await failureOf(client.generateObject('openai:gpt-4o', 'Who?', { schema: person, tools }));
    expect([error.code, error.partial?.toolCalls[0]?.name]).toEqual(['schema-mismatch', 'weather']);
    expect(error.message).toContain('weather');
  });
});

describe('an answer that does not fit', () => {
  it('is an error with places, the raw text and what could be read', async () => {
    const { client } = await scripted({ text: '{"name":"Ada","age":"old"}' });
    const error = await failureOf(client.generateObject('openai:gpt-4o', 'Who?', { schema: person }));
    expect([error.code, error.issues?.map(({ path }) => path)]).toEqual(['schema-mismatch', [['age']]]);
    expect([error.partial?.text, error.partial?.object]).toEqual([
      '{"name":"Ada","age":"old"}',
      { name: 'Ada', age: 'old' },
    ]);
    expect(error.partial?.usage.outputTokens).toBeGreaterThan(0);
    expect(JSON.stringify(error)).not.toMatch(/Ada|old/);
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ issues: [{ path: ['age'] }] });
  });

  it('is asked for again with what is wrong, and all turns are counted', async () => {
    const { client, sim } = await scripted({ object: { name: 1 } }, { object: ada });
    const response = await client.generateObject('openai:gpt-4o', 'Who?', { schema: person, retries: 1 });
    expect(response.object).toEqual(ada);
    expect(response.attempts).toHaveLength(2);
    expect(JSON.stringify(sim.requests[1]?.body)).toMatch(/cannot be used.*name/);
    expect(response.context.messages).toHaveLength(2);
    const first = (
      await (await scripted({ object: { name: 1 } })).client.generateText('openai:gpt-4o', 'Who?')
    ).usage;
    expect(response.usage.outputTokens).toBeGreaterThan(first.outputTokens ?? 0);
  });

  it('is asked for again as the result of the tool', async () => {
    const call = (input: object): Turn => ({ toolCalls: [{ name: 'object', input: input as never }] });
    const { client, sim } = await scripted(call({ name: 1 }), call(ada));
    const model = 'anthropic:claude-3-haiku-20240307';
    const response = await client.generateObject(model, 'Who?', { schema: person, retries: 2 });
    expect(response.object).toEqual(ada);
    expect(sim.requests[1]?.body).toMatchObject({
      messages: [{}, {}, { content: [{ type: 'tool_result', is_error: true }] }],
    });
  });

  it('is not forgotten when the next turn fails', async () => {
    const { client } = await scripted({ object: { name: 1 } }, { fault: faults.status(400) });
    const error = await failureOf(
      client.generateObject('openai:gpt-4o', 'Who?', { schema: person, retries: 1 }),
    );
    expect([error.code, error.attempts.map(({ outcome }) => outcome)]).toEqual([
      'invalid-request',
      ['ok', 'error'],
    ]);
  });

  it('is mended when that is asked for', async () => {
    const text = '{"name": "Ada", "age": 36,';
    const mend = async (repair: false | 'json' | ((text: string) => string)) => {
      const { client } = await scripted({ text });
      return client.generateObject('openai:gpt-4o', 'Who?', { schema: person, repair });
    };
    expect((await mend('json')).object).toEqual(ada);
    expect((await mend((said) => said.replace(/,$/, '}'))).object).toEqual(ada);
    expect((await failureOf(mend(false))).code).toBe('schema-mismatch');
  });

  it.each([
    ['length', { text: '{"name": "A', finishReason: 'length' }, 'schema-mismatch', /cut off/],
    ['refusal', { refusal: 'I cannot say.' }, 'refusal', /declined/],
    ['filter', { text: '', finishReason: 'content-filter' }, 'content-filter', /filter/],
  ] as const)('says why: %s', async (_name, turn, code, words) => {
    const { client } = await scripted(turn, turn);
    const error = await failureOf(
      client.generateObject('openai:gpt-4o', 'Who?', { schema: person, retries: 1 }),
    );
    expect([error.code, error.partial?.object]).toEqual([
      code,
      code === 'schema-mismatch' ? { name: 'A' } : undefined,
    ]);
    expect(error.message).toMatch(words);
  });
});

describe('in words', () => {
  it('code fences and prose are overlooked, and the caller is told', async () => {
    const { client } = await scripted({ text: 'Sure [1]:\n```json\n{"name": "Ada"}\n```\nDone.' });
    const options = { schema: person, mode: 'prompt' } as const;
    const { object, warnings, context } = await client.generateObject('openai:gpt-4o', 'Who?', options);
    expect(object).toEqual({ name: 'Ada' });
    expect(warnings).toMatchObject([{ code: 'advice', setting: 'mode' }]);
    expect(context.messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
  });

  it('a text that looks like JSON stays text in generateText', async () => {
    const { client } = await scripted({ text: '{"name": "Ada"}' });
    const response = await client.generateText('openai:gpt-4o', 'Who?');
    expect([response.text, 'object' in response]).toEqual(['{"name": "Ada"}', false]);
  });
});

describe('refused before anything is sent', () => {
  const cases: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ['no schema', {}, /needs a `schema`/],
    ['an unknown shape', { schema: person, shape: 'arry' }, /array/],
    ['no choices', { shape: 'choice' }, /list of texts/],
    ['an output', { schema: person, output: { type: 'json' } }, /takes no `output`/],
    ['an unknown option', { schema: person, temprature: 1 }, /temperature/],
    ['a mode that is not there', { schema: person, mode: 'nativ' }, /native/],
    ['too many retries', { schema: person, retries: 99 }, /0 to 10/],
  ];
  it.each(cases)('%s', async (_name, options, words) => {
    const { sim, client } = await scripted();
    const error = await failureOf(client.generateObject('openai:gpt-4o', 'Who?', options as never));
    expect([error.code, sim.requests]).toEqual(['config', []]);
    expect(error.message).toMatch(words);
  });

  it('a mode that the host lacks', async () => {
    const call = simulators.client.generateObject('deepseek:deepseek-chat', 'Who?', {
      schema: person,
      mode: 'native',
    });
    expect(await failureOf(call)).toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('forced-tool'),
    });
  });
});
