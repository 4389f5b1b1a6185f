// Exactly one span for each call, whatever becomes of it and whatever is asked for.
import { SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { useTelemetry } from '../../test/support/telemetry.ts';
import type { Client } from '../client/client.ts';
import { cache } from '../middleware/cache.ts';
import { faults } from '../testing/fault.ts';

const telemetry = useTelemetry();
const spec = 'openai:gpt-4o-mini';
const say = 'one two three four five six seven eight';

describe('one span', () => {
  it('for a call that is aborted before its answer, during it, and after it', async () => {
    const slow = await telemetry.client({
      turns: ({ messages }) => {
        const asked = JSON.stringify(messages);
        if (asked.includes('before')) return { fault: faults.stall(0) };
        return asked.includes('during') ? { text: say, fault: faults.stall(4) } : { text: say };
      },
    });
    const before = new AbortController();
    const asked = slow.streamText(spec, 'before', { signal: before.signal, retry: 0 });
    setTimeout(() => before.abort(), 30).unref();
    await expect(asked).rejects.toMatchObject({ code: 'aborted' });
    expect(telemetry.spans().map(({ attributes }) => attributes['error.type'])).toEqual(['aborted']);

    const during = new AbortController();
    const stream = await slow.streamText(spec, 'during', { signal: during.signal });
    const read = async (): Promise<void> => {
      for await (const chunk of stream) if (chunk.type === 'text') during.abort();
    };
    await expect(read()).rejects.toMatchObject({ code: 'aborted' });
    expect(telemetry.spans()).toHaveLength(2);
    expect(telemetry.spans()[1]?.status.code).toBe(SpanStatusCode.UNSET);

    const after = new AbortController();
    await (await slow.streamText(spec, 'after', { signal: after.signal })).response();
    after.abort();
    expect(telemetry.spans()).toHaveLength(3);
    expect(telemetry.spans()[2]?.attributes['error.type']).toBeUndefined();
  });

  it('for a stream that broke off and went on, with the first request as an event', async () => {
    const client = await telemetry.client({
      turns: [{ text: say, fault: faults.truncate(6) }, { text: say }],
    });
    const stream = await client.streamText(spec, 'Hi', { recovery: 'restart' });
    const { usage } = await stream.response();
    const span = telemetry.only();
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
    expect(span.attributes).toMatchObject({
      'reqllm.attempts': 2,
      'gen_ai.usage.output_tokens': usage.outputTokens,
    });
    expect(span.events).toMatchObject([{ name: 'reqllm.retry', attributes: { 'error.type': 'truncated' } }]);
  });

  it('for a chain of models, with the one that answered', async () => {
    const client = await telemetry.client({
      turns: ({ model }) => (model.id === 'gpt-4o-mini' ? { fault: faults.status(500) } : { text: 'Yes.' }),
    });
    await client.generateText([spec, 'anthropic:claude-haiku-4-5'], 'Hi', { retry: 0 });
    const span = telemetry.only();
    expect(span.name).toBe('chat gpt-4o-mini');
    expect(span.attributes).toMatchObject({
      'reqllm.answered_by': 'anthropic:claude-haiku-4-5',
      'reqllm.attempts': 2,
    });
    expect(span.events).toMatchObject([{ attributes: { 'gen_ai.request.model': 'gpt-4o-mini' } }]);
  });

  it('for an answer out of the cache, which cost nothing', async () => {
    const client = await telemetry.client({ options: { middleware: [cache()] } });
    await client.generateText(spec, 'Hi');
    await client.generateText(spec, 'Hi');
    const [first, second] = telemetry.spans();
    expect(telemetry.spans()).toHaveLength(2);
    expect(first?.attributes['reqllm.cached']).toBeUndefined();
    expect(second?.attributes).toMatchObject({ 'reqllm.cached': true, 'gen_ai.usage.input_tokens': 0 });
  });
});

describe('every operation', () => {
  const image = { data: 'iVBORw0KGgo=', mediaType: 'image/png' };
  const cases: readonly (readonly [string, (client: Client) => Promise<unknown>, Record<string, unknown>])[] =
    [
      [
        'embeddings text-embedding-3-small',
        (client) => client.embed('openai:text-embedding-3-small', ['a', 'b'], { dimensions: 4 }),
        { 'gen_ai.operation.name': 'embeddings', 'gen_ai.embeddings.dimension.count': 4 },
      ],
      [
        'rerank rerank-v3.5',
        (client) => client.rerank('cohere:rerank-v3.5', { query: 'q', documents: ['a', 'b'] }),
        { 'gen_ai.operation.name': 'rerank', 'reqllm.usage.searches': 1 },
      ],
      [
        'generate_content gpt-image-1',
        (client) => client.generateImage('openai:gpt-image-1', 'a cat', { count: 2, images: [image] }),
        { 'gen_ai.output.type': 'image', 'gen_ai.request.choice.count': 2 },
      ],
      [
        'generate_content tts-1',
        (client) => client.speak('openai:tts-1', 'Hello', { voice: 'coral' }),
        {
          'gen_ai.output.type': 'speech',
          'reqllm.usage.characters': 5,
        },
      ],
      [
        'transcription whisper-large-v3',
        (client) =>
          client.transcribe('groq:whisper-large-v3', { data: Uint8Array.of(1), mediaType: 'audio/mpeg' }),
        {
          'gen_ai.operation.name': 'transcription',
          'gen_ai.output.type': 'text',
          'gen_ai.provider.name': 'groq',
        },
      ],
    ];

  it.each(cases)('%s', async (name, ask, attributes) => {
    await ask(await telemetry.client());
    const span = telemetry.only();
    expect(span.name).toBe(name);
    expect(span.attributes).toMatchObject(attributes);
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
  });

  it.each(cases)('%s that fails', async (name, ask) => {
    const client = await telemetry.client({ turns: [{ fault: faults.status(400) }] });
    await expect(ask(client)).rejects.toMatchObject({ code: 'invalid-request' });
    expect(telemetry.only()).toMatchObject({ name, attributes: { 'error.type': 'invalid-request' } });
  });
});

describe('an observer that throws', () => {
  it('fails no call, no tool and no loop', async () => {
    const fails = (): never => {
      throw new Error('observer');
    };
    const seen: string[] = [];
    const options = {
      telemetry: [
        { begin: fails, tool: fails, run: fails },
        { begin: () => ({ within: fails, firstChunk: fails, chunk: fails, end: fails }) },
        { begin: () => ({ end: () => void seen.push('end') }) },
      ],
    };
    const turns = [{ toolCalls: [{ name: 'add', input: {} }] }, { text: 'Done.' }];
    const client = await telemetry.client({ turns, options });
    let ran = 0;
    const add = { name: 'add', execute: () => (ran += 1) };
    const { text } = await client.runTools(spec, 'Go', { tools: [add] });
    expect([text, ran, seen]).toEqual(['Done.', 1, ['end', 'end']]);
    const stream = await client.streamText(spec, 'Hi');
    expect((await stream.response()).text).toBe('Done.');
  });
});
