// The same call in each release of the conventions: names, metrics and messages.
import { describe, expect, it } from 'vitest';
import { useTelemetry } from '../../test/support/telemetry.ts';
import type { Message } from '../core/message.ts';
import type { Conventions } from './conventions.ts';
import type { EventLogger } from './content-events.ts';
import { otel } from './observer.ts';

const telemetry = useTelemetry();
const spec = 'openai:gpt-4o-mini';
const usage = {
  inputTokens: 20,
  outputTokens: 4,
  cacheReadTokens: 3,
  cacheWriteTokens: 2,
  reasoningTokens: 1,
};
const turns = [{ text: 'Yes.', usage }];

async function namesOf(conventions: readonly Conventions[]): Promise<readonly string[]> {
  await telemetry.points();
  const client = await telemetry.client({ turns, otel: { conventions } });
  await (await client.streamText(spec, 'Hi')).response();
  await client.embed('openai:text-embedding-3-small', 'a');
  await client.rerank('cohere:rerank-v3.5', { query: 'q', documents: ['a', 'b'] });
  const points = await telemetry.points();
  return [...new Set(points.map(({ name }) => name))].toSorted();
}

describe('names', () => {
  it('of 1.36 alone', async () => {
    expect(await namesOf(['1.36'])).toEqual([
      'gen_ai.client.operation.duration',
      'gen_ai.client.token.usage',
    ]);
    const [span] = telemetry.spans();
    expect(span?.attributes).toMatchObject({ 'gen_ai.system': 'openai' });
    expect(span?.attributes['gen_ai.provider.name']).toBeUndefined();
  });

  it('of 1.41 alone', async () => {
    expect(await namesOf(['1.41'])).toEqual([
      'gen_ai.client.operation.duration',
      'gen_ai.client.operation.time_to_first_chunk',
      'gen_ai.client.token.usage',
    ]);
    const [span] = telemetry.spans();
    expect(span?.attributes).toMatchObject({
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.stream': true,
    });
    expect(span?.attributes['gen_ai.system']).toBeUndefined();
  });

  it('of genai-0.1 alone, inference and embeddings apart', async () => {
    const inference = 'gen_ai.client.inference';
    expect(await namesOf(['genai-0.1'])).toEqual([
      'gen_ai.client.embeddings.duration',
      'gen_ai.client.embeddings.operation.input_tokens',
      `${inference}.duration`,
      `${inference}.operation.input_tokens`,
      `${inference}.operation.output_tokens`,
      `${inference}.time_to_first_chunk`,
      `${inference}.usage.cache_read.input_tokens`,
      `${inference}.usage.cache_write.input_tokens`,
      `${inference}.usage.input_tokens`,
      `${inference}.usage.output_tokens`,
      `${inference}.usage.reasoning.output_tokens`,
      'gen_ai.client.operation.duration',
    ]);
    const [span] = telemetry.spans();
    expect(span?.attributes['gen_ai.usage.cache_creation.input_tokens']).toBeUndefined();
  });

  it('of several at once count nothing twice', async () => {
    await telemetry.points();
    const client = await telemetry.client({ turns, otel: { conventions: ['1.36', '1.41', 'genai-0.1'] } });
    await client.generateText(spec, 'Hi');
    const points = await telemetry.points();
    const duration = points.filter(({ name }) => name.endsWith('.duration'));
    expect(duration.map(({ name, value }) => [name, value])).toMatchObject([
      ['gen_ai.client.operation.duration', { count: 1 }],
      ['gen_ai.client.inference.duration', { count: 1 }],
    ]);
    const input = points.find(({ name }) => name === 'gen_ai.client.inference.usage.input_tokens');
    expect(input).toMatchObject({ value: 20, attributes: { 'gen_ai.token.modality': 'unknown' } });
  });

  it('that are none are refused', () => {
    for (const conventions of [[], ['1.35'], 'latest'])
      expect(() => otel({ conventions: conventions as never })).toThrow(/conventions/);
  });
});

describe('messages as events of 1.36', () => {
  const input: readonly Message[] = [
    { role: 'user', content: [{ type: 'text', text: 'My key is sk-abcdefghijklmnop1234' }] },
    {
      role: 'assistant',
      content: [{ type: 'tool-call', id: 'c1', name: 'look', input: { at: 'it' } }],
    },
    {
      role: 'tool',
      content: [
        {
          type: 'tool-result',
          toolCallId: 'c1',
          toolName: 'look',
          content: [{ type: 'text', text: 'Seen.' }],
        },
      ],
    },
  ] as const;
  const names = [
    'gen_ai.system.message',
    'gen_ai.user.message',
    'gen_ai.assistant.message',
    'gen_ai.tool.message',
    'gen_ai.choice',
  ];

  it('are one each, on the span', async () => {
    const client = await telemetry.client({ turns, otel: { conventions: ['1.36'], content: 'event' } });
    await client.generateText(spec, input, { system: 'Be brief.' });
    const { events } = telemetry.only();
    expect(events.map(({ name }) => name)).toEqual(names);
    expect(events[1]?.attributes).toEqual({ 'gen_ai.system': 'openai', content: 'My key is [redacted]' });
    expect(JSON.parse(String(events[2]?.attributes?.['tool_calls']))).toEqual([
      { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":"it"}' } },
    ]);
    expect(events[3]?.attributes).toMatchObject({ id: 'c1', content: 'Seen.' });
    expect(events[4]?.attributes).toMatchObject({ index: 0, finish_reason: 'stop' });
    expect(String(events[4]?.attributes?.['message'])).toContain('Yes.');
  });

  it('go to a logger with the span as their context', async () => {
    const told: Parameters<EventLogger['emit']>[0][] = [];
    const logger: EventLogger = { emit: (record) => void told.push(record) };
    const options = { conventions: ['1.36'], content: 'event', logger } as const;
    const client = await telemetry.client({ turns, otel: options });
    await client.generateText(spec, 'Hi');
    expect(telemetry.only().events).toEqual([]);
    expect(told.map(({ eventName }) => eventName)).toEqual([names[1], names[4]]);
    expect(told[0]).toMatchObject({ attributes: { 'gen_ai.system': 'openai' }, body: { content: 'Hi' } });
  });
});
