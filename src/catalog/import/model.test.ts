import { describe, expect, test } from 'vitest';
import { readDocument } from './document.ts';
import { modelRecord } from './model.ts';

const source = {
  id: 'm-1',
  name: 'M 1',
  attachment: true,
  reasoning: false,
  tool_call: true,
  temperature: true,
  release_date: '2026-01-02',
  last_updated: '2026-01-01',
  modalities: { input: ['text', 'image', 'smell'], output: ['text'] },
  open_weights: false,
  limit: { context: 1000, output: 4000 },
  cost: { input: 1, output: 2 },
};
const record = (changes: object = {}, provider = 'host', id = 'm-1'): Record<string, unknown> => {
  const model = modelRecord(provider, id, { ...source, id, ...changes });
  if (typeof model === 'string') throw new Error(model);
  return model as unknown as Record<string, unknown>;
};

describe('a model of the source', () => {
  test('keeps what it says and nothing that cannot be', () => {
    expect(record()).toEqual({
      id: 'm-1',
      name: 'M 1',
      kind: 'chat',
      reasoning: false,
      tools: true,
      temperature: true,
      weights: false,
      input: ['text', 'image'],
      output: ['text'],
      context: 1000,
      released: '2026-01-02',
      price: { rates: { input: '1', output: '2' }, cards: [], basis: 'metered' },
    });
  });

  test('absence is not a no', () => {
    expect(record()).not.toHaveProperty('schema');
    expect(record({ structured_output: false })).toMatchObject({ schema: false });
  });

  test('zeroes and sentinels are no limits', () => {
    expect(record({ limit: { context: 0, output: 99_999_999 } })).not.toHaveProperty('context');
    expect(record({ limit: { context: 0, output: 99_999_999 } })).not.toHaveProperty('maxOutput');
    expect(record({ limit: { context: 9000, input: 8000, output: 1000 } })).toMatchObject({ maxInput: 8000 });
  });

  test('embeddings have a length of vectors where others have an output limit', () => {
    const made = record({ limit: { context: 8191, output: 1536 } }, 'openai', 'text-embedding-3-small');
    expect(made).toMatchObject({ kind: 'embedding', dimensions: 1536, output: ['embedding'] });
    expect(made).not.toHaveProperty('maxOutput');
  });

  test('a resold model that its maker gives no temperature is unknown, not a yes', () => {
    expect(record({}, 'host', 'openai/o3-mini')).not.toHaveProperty('temperature');
    expect(record({}, 'host', 'openai/gpt-5')).not.toHaveProperty('temperature');
    expect(record({}, 'host', 'openai/gpt-5-chat')).toMatchObject({ temperature: true });
  });

  test('how to ask for thinking', () => {
    const options = [
      { type: 'effort', values: ['low', 'high', null, 'null'] },
      { type: 'budget_tokens', min: -1, max: 24_576 },
      { type: 'toggle' },
    ];
    const made = record({
      reasoning: true,
      reasoning_options: options,
      interleaved: { field: 'reasoning_content' },
    });
    expect(made).toMatchObject({
      efforts: ['low', 'high'],
      budget: { max: 24_576 },
      toggle: true,
      field: 'reasoning_content',
    });
  });

  test('the protocol of a mixed gateway, with its address', () => {
    const provider = { npm: '@ai-sdk/anthropic', api: 'https://${RESOURCE}.example.com/v1' };
    expect(record({ provider })).toMatchObject({
      wire: { api: 'anthropic-messages', baseUrl: 'https://{RESOURCE}.example.com/v1' },
    });
  });

  test('members of tomorrow pass untouched', () => {
    expect(record({ tokenizer: { name: 'o200k' } })).toMatchObject({
      extra: { tokenizer: { name: 'o200k' } },
    });
  });
});

describe('a document', () => {
  const provider = {
    id: 'host',
    name: 'Host',
    npm: '@ai-sdk/openai-compatible',
    env: ['HOST_API_KEY'],
    api: 'https://x/v1',
  };

  test('a bad model is left out and reported, the others stay', () => {
    const bad = { ...source, id: 'm-2', cost: { input: 'free' } };
    const read = readDocument({ host: { ...provider, models: { 'm-1': source, 'm-2': bad, 'm-3': 7 } } });
    expect(read?.providers[0]?.models.map(({ model }) => model.id)).toEqual(['m-1']);
    expect(read?.problems).toEqual([
      { record: 'host:m-2', problem: 'has a price that is none' },
      { record: 'host:m-3', problem: 'is no object' },
    ]);
    expect(read?.records).toBe(4);
  });

  test('a hostile name is data, not a prototype', () => {
    const text = JSON.stringify({ host: { ...provider, models: { 'm-1': source } } });
    const hostile = text
      .replace('"host":', '"__proto__":{"polluted":true},"host":')
      .replace('"m-1":{', '"__proto__":{"polluted":true},"m-1":{');
    const read = readDocument(JSON.parse(hostile));
    expect(read?.problems.map(({ record: name }) => name)).toEqual(['__proto__', 'host:__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('what is no object is no document', () => {
    for (const value of [null, [], 'text', 7]) expect(readDocument(value)).toBeUndefined();
  });
});
