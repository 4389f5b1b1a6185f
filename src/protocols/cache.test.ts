import { describe, expect, it } from 'vitest';
import { loadProvider } from '../client/provider-names.ts';
import type { CacheWish, Call } from '../core/call.ts';
import { user } from '../core/context.ts';
import { deepFreeze, isRecord, type Json } from '../core/json.ts';
import type { Message } from '../core/message.ts';
import { modelOf } from '../core/model.ts';
import { endpointsOf } from '../providers/provider.ts';
import { secondsOf } from './cache.ts';

const text = (words: string) => ({ type: 'text' as const, text: words });
// Longer than what any model wants at least.
const rules = 'rules '.repeat(1_000);
const messages: readonly Message[] = [
  { role: 'system', content: [text(rules)] },
  user('one'),
  { role: 'assistant', content: [text('two')] },
  user('three'),
  { role: 'assistant', content: [text('four')] },
  user([text('five'), text('six')]),
];

async function encode(spec: string, cache: CacheWish | undefined, more: Partial<Call> = {}) {
  const [id = '', protocol = '', model = ''] = spec.split(' ');
  const provider = await loadProvider(id);
  const endpoints = provider === undefined ? [] : endpointsOf(provider, 'text');
  const codec = await endpoints.find((each) => each.protocol === protocol)?.load();
  if (codec === undefined) throw new Error(`${spec} has no codec`);
  const call = deepFreeze({
    operation: 'text' as const,
    model: modelOf({ provider: id, id: model, facts: { maxOutputTokens: 4_000 } }),
    messages,
    tools: [{ name: 'f', description: rules, inputSchema: { type: 'object' } }],
    stream: false,
    control: {} as Call['control'],
    ...(cache === undefined ? {} : { cache }),
    ...more,
  });
  const { body, headers, changes } = codec.encode(call);
  return { body, headers, said: changes.map(({ code, setting }) => `${code} ${setting}`) };
}

/** Where in a body something of this name stands. */
function placesOf(name: string, value: Json, at = ''): string[] {
  if (Array.isArray(value))
    return value.flatMap((each: Json, index) => placesOf(name, each, `${at}.${index}`));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key === name ? [`${at} ${JSON.stringify(each)}`] : placesOf(name, each as Json, `${at}.${key}`),
  );
}

const claudes = [
  'anthropic anthropic-messages claude-sonnet-4-5',
  'google-vertex anthropic-messages claude-sonnet-4-5@20250929',
  'amazon-bedrock bedrock-invoke-anthropic anthropic.claude-sonnet-4-5-20250929-v1:0',
];

describe('a prompt that is to be kept', () => {
  it.each(claudes)('is marked in four places: %s', async (spec) => {
    const { body, said } = await encode(spec, {});
    const mark = '{"type":"ephemeral"}';
    expect(placesOf('cache_control', body).sort()).toEqual([
      `.messages.2.content.0 ${mark}`,
      `.messages.4.content.1 ${mark}`,
      `.system.0 ${mark}`,
      `.tools.0 ${mark}`,
    ]);
    expect(said).toEqual([]);
    expect(placesOf('cache_control', (await encode(spec, undefined)).body)).toEqual([]);
  });

  it('says for how long, in the words that there are', async () => {
    const [claude = ''] = claudes;
    const hour = await encode(claude, { ttl: '1h' });
    expect(placesOf('cache_control', hour.body)).toContain('.system.0 {"type":"ephemeral","ttl":"1h"}');
    expect(hour.said).toEqual([]);
    expect((await encode(claude, { ttl: '300s' })).said).toEqual([]);
    const day = await encode(claude, { ttl: '24h', key: 'k' });
    expect(day.said).toEqual(['dropped cache.key', 'changed cache.ttl']);
    expect(placesOf('ttl', day.body).every((place) => place.endsWith(' "1h"'))).toBe(true);
  });

  it('keeps the marks that its author placed, and no others', async () => {
    const marked = { ...text('q'), providerOptions: { anthropic: { cache_control: { type: 'ephemeral' } } } };
    const own = await encode(claudes[0] ?? '', { ttl: '1h' }, { messages: [user([marked, text('r')])] });
    expect(placesOf('cache_control', own.body)).toEqual(['.messages.0.content.0 {"type":"ephemeral"}']);
    expect(own.said).toEqual(['dropped cache.ttl']);
  });

  it('has cache points at Bedrock, where the model takes them', async () => {
    const converse = 'amazon-bedrock bedrock-converse';
    const claude = await encode(`${converse} us.anthropic.claude-sonnet-4-5-20250929-v1:0`, { ttl: '1h' });
    expect(placesOf('cachePoint', claude.body).map((place) => place.split(' ')[0])).toEqual([
      '.messages.2.content.1',
      '.messages.4.content.2',
      '.system.1',
      '.toolConfig.tools.1',
    ]);
    expect(placesOf('cachePoint', claude.body)[0]).toContain('{"type":"default","ttl":"1h"}');
    expect(claude.said).toEqual([]);
    const nova = await encode(`${converse} amazon.nova-lite-v1:0`, {});
    expect(placesOf('cachePoint', nova.body).map((place) => place.split(' ')[0])).toEqual([
      '.messages.2.content.1',
      '.messages.4.content.2',
      '.system.1',
    ]);
    const other = await encode(`${converse} qwen.qwen3-32b-v1:0`, { ttl: '5m' });
    expect(placesOf('cachePoint', other.body)).toEqual([]);
    expect(other.said).toEqual(['dropped cache.ttl']);
  });

  it('is marked at OpenRouter for models that want marks', async () => {
    const { body, said } = await encode('openrouter openai-chat anthropic/claude-sonnet-4.5', {});
    expect(placesOf('cache_control', body).map((place) => place.split(' ')[0])).toEqual([
      '.messages.0.content.0',
      '.messages.3.content.0',
      '.messages.5.content.1',
    ]);
    expect(said).toEqual([]);
    const other = await encode('openrouter openai-chat openai/gpt-5', { key: 'k' });
    expect(placesOf('cache_control', other.body)).toEqual([]);
    expect(other.said).toEqual(['dropped cache.key']);
  });

  it.each<[string, object, string | undefined]>([
    ['openai openai-chat gpt-5.1', { prompt_cache_key: 'k', prompt_cache_retention: '24h' }, undefined],
    ['openai openai-responses gpt-5.1', { prompt_cache_key: 'k', prompt_cache_retention: '24h' }, undefined],
    ['azure openai-chat gpt-5.1', { prompt_cache_key: 'k', prompt_cache_retention: '24h' }, undefined],
    ['azure openai-responses gpt-5.1', { prompt_cache_key: 'k', prompt_cache_retention: '24h' }, undefined],
    ['xai openai-responses grok-4', { prompt_cache_key: 'k' }, undefined],
    ['xai openai-chat grok-4', {}, 'k'],
  ])('goes by a key: %s', async (spec, members, header) => {
    const { body, headers, said } = await encode(spec, { key: 'k', ttl: '24h' });
    const told = Object.entries(body as object).filter(([name]) => name.startsWith('prompt_cache'));
    expect(Object.fromEntries(told)).toEqual(members);
    expect(headers?.['x-grok-conv-id']).toBe(header);
    expect(said).toEqual(/^(?:openai|azure)/.test(spec) ? [] : ['dropped cache.ttl']);
    const usual = await encode(spec, { ttl: '5m' });
    expect(JSON.stringify(usual.body)).not.toContain('prompt_cache');
  });

  it.each([
    'google google-generate gemini-2.5-pro',
    'deepseek openai-chat deepseek-chat',
    'groq openai-chat openai/gpt-oss-120b',
    'mistral openai-chat mistral-large-latest',
    'cohere cohere-chat command-a-03-2025',
    'ollama ollama-chat llama3.2',
  ])('needs no words where that is so anyway: %s', async (spec) => {
    const plain = await encode(spec, undefined);
    expect(await encode(spec, {})).toEqual(plain);
    const more = await encode(spec, { ttl: '5m', key: 'k' });
    expect(more.body).toEqual(plain.body);
    expect(more.said.toSorted()).toEqual(
      [...plain.said, 'dropped cache.key', 'dropped cache.ttl'].toSorted(),
    );
  });
});

describe('a short prompt', () => {
  const short = { messages: [user('one')], tools: [] as const };
  const opus = 'anthropic anthropic-messages claude-opus-4-5';
  const places = async (spec: string, more: Partial<Call>, wish: CacheWish = {}): Promise<string[]> => {
    const { body } = await encode(spec, wish, more);
    return [...placesOf('cache_control', body), ...placesOf('cachePoint', body)].map(
      (place) => place.split(' ')[0] ?? '',
    );
  };

  it.each([
    opus,
    'anthropic anthropic-messages claude-3-haiku-20240307',
    'amazon-bedrock bedrock-converse us.anthropic.claude-3-7-sonnet-20250219-v1:0',
    'amazon-bedrock bedrock-converse amazon.nova-lite-v1:0',
  ])('gets no marks where it would not be kept: %s', async (spec) => {
    expect(await places(spec, short)).toEqual([]);
    expect((await encode(spec, {}, short)).said).toEqual([]);
    expect((await encode(spec, { ttl: '5m' }, short)).said).toEqual(['dropped cache.ttl']);
    expect(await places(spec, { ...short, messages: [user(rules)] })).toHaveLength(1);
  });

  it('gets marks where nobody has said what is kept at least', async () => {
    expect(await places('anthropic anthropic-messages claude-sonnet-9', short)).toEqual([
      '.messages.0.content.0',
    ]);
  });

  it('is marked from where it is long enough on, by its bytes', async () => {
    const said = (bytes: number): Message => user('ä'.repeat(bytes / 2));
    const more = [
      said(1_800),
      { role: 'assistant', content: [text('two')] } as const,
      said(1_800),
      user('x'),
    ];
    expect(await places(opus, { ...short, messages: more })).toEqual([]);
    const longer = [...more, said(600)];
    expect(await places(opus, { ...short, messages: longer })).toEqual(['.messages.2.content.2']);
  });
});

// Marks stay where they were, and one more is set at the end, so that each call reads what the one before it wrote.
it.each([
  ...claudes,
  'amazon-bedrock bedrock-converse us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  'openrouter openai-chat anthropic/claude-sonnet-4.5',
])('of a growing conversation the last mark moves, and at most four are set: %s', async (spec) => {
  const name = spec.includes('converse') ? 'cachePoint' : 'cache_control';
  let written = '';
  let conversation: Message[] = [{ role: 'system', content: [text(rules)] }];
  const expectMarks = async (): Promise<void> => {
    const { body } = await encode(spec, {}, { messages: conversation });
    const places = placesOf(name, body).map((place) => place.split(' ')[0] ?? '');
    expect(places.length).toBeLessThanOrEqual(4);
    const marked = places.filter((place) => place.startsWith('.messages')).toSorted(byIndex);
    // What the last call wrote is read again: its last mark is still there.
    if (written !== '') expect(marked).toContain(written);
    written = marked.at(-1) ?? '';
    expect(written).toContain(`.messages.${lastIndexIn(body)}.`);
  };
  for (let turn = 0; turn < 4; turn += 1) {
    const call = { type: 'tool-call' as const, id: `call${turn}`, name: 'f', input: {} };
    const result = { type: 'tool-result' as const, toolCallId: call.id, content: [text('7')] };
    conversation = [...conversation, user(`question ${turn}`)];
    await expectMarks();
    conversation = [
      ...conversation,
      { role: 'assistant', content: [call] },
      { role: 'tool', content: [result] },
    ];
    await expectMarks();
    conversation = [...conversation, { role: 'assistant', content: [text(`answer ${turn}`)] }];
  }
});

function byIndex(left: string, right: string): number {
  return Number(left.split('.')[2]) - Number(right.split('.')[2]);
}

function lastIndexIn(body: Json): number {
  const messages = isRecord(body) ? body['messages'] : undefined;
  return Array.isArray(messages) ? messages.length - 1 : -1;
}

it('reads times', () => {
  expect(['90s', '5m', '1h', '2d', '5', 'm', '1w'].map(secondsOf)).toEqual([
    90,
    300,
    3_600,
    172_800,
    undefined,
    undefined,
    undefined,
  ]);
});
