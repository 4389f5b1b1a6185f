import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { describe, expect, it } from 'vitest';
import { specs } from '../../test/support/simulated.ts';
import { type Point, type Scene, useTelemetry } from '../../test/support/telemetry.ts';
import type { Client } from '../client/client.ts';
import { tool } from '../client/tool.ts';
import { createDefaultTransport } from '../http/default-node.ts';
import type { Transport } from '../http/transport.ts';
import { type Fault, faults } from '../testing/fault.ts';

const telemetry = useTelemetry();
const { tracer, spans, only } = telemetry;
const spec = 'openai:gpt-4o-mini';
const clientOf = (scene?: Scene): Promise<Client> => telemetry.client(scene);
const parentOf = (span: ReadableSpan | undefined): string | undefined => span?.parentSpanContext?.spanId;

describe.each(specs)('%s', (model) => {
  it.each([false, true])('has one span with what was asked and what came (stream: %s)', async (stream) => {
    const client = await clientOf({
      turns: [{ text: 'one two', usage: { inputTokens: 10, outputTokens: 4, cacheReadTokens: 3 } }],
    });
    const settings = { maxTokens: 50, tags: ['t'] };
    const response = stream
      ? await (await client.streamText(model, 'Hi', settings)).response()
      : await client.generateText(model, 'Hi', settings);
    const span = only();
    const [, id] = model.split(':');
    expect(span.name).toBe(`chat ${id}`);
    expect(span.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': id,
      'gen_ai.request.max_tokens': 50,
      'gen_ai.output.type': 'text',
      'gen_ai.response.id': response.id,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': response.usage.inputTokens,
      'gen_ai.usage.output_tokens': 4,
      'gen_ai.usage.cost': response.usage.cost?.total,
      'reqllm.tags': ['t'],
    });
    const names = ['openai', 'anthropic', 'gcp.gemini'];
    expect(names).toContain(span.attributes['gen_ai.provider.name']);
    expect(names).toContain(span.attributes['gen_ai.system']);
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
    expect('gen_ai.response.time_to_first_chunk' in span.attributes).toBe(stream);
    expect(JSON.stringify(span.attributes)).not.toMatch(/one two|"Hi"/);
  });
});

describe('exactly one span', () => {
  const say = 'one two three four five six';
  const cases: readonly (readonly [string, Fault, string])[] = [
    ['an error before the first chunk', faults.status(400), 'invalid-request'],
    ['a cut stream', faults.truncate(4), 'truncated'],
    ['an error event in the middle', faults.errorEvent(4), 'overloaded'],
    ['garbage in the middle', faults.malformed(4), 'bad-response'],
    ['a page of HTML', faults.html(), 'bad-response'],
    ['a reset', faults.reset(4), 'network'],
  ];
  it.each(cases)('for %s', async (_name, fault, code) => {
    const client = await clientOf({ turns: [{ text: say, fault }] });
    const asked = client.streamText(spec, 'Hi', { retry: 0 }).then((stream) => stream.response());
    await expect(asked).rejects.toMatchObject({ code });
    const span = only();
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.attributes['error.type']).toBe(code);
    expect(span.status.message).toBeUndefined();
  });

  it('for a stream that is left, one that nobody reads, and one that is aborted', async () => {
    const client = await clientOf({ turns: [{ text: say }] });
    for await (const chunk of await client.streamText(spec, 'Hi')) if (chunk.type === 'text') break;
    expect(only().attributes['error.type']).toBe('aborted');
    await (await client.streamText(spec, 'Hi')).cancel();
    expect(spans()).toHaveLength(2);
    expect(spans()[1]?.status.code).toBe(SpanStatusCode.UNSET);
    const signal = AbortSignal.abort();
    await expect(client.generateText(spec, 'Hi', { signal })).rejects.toMatchObject({ code: 'aborted' });
    expect(spans()).toHaveLength(3);
    expect(spans()[2]?.attributes['error.type']).toBe('aborted');
  });

  it('for a call that is refused before it is sent', async () => {
    const client = await clientOf({ options: { keys: { openai: 'x' } } });
    const unreachable = client.generateText(spec, 'Hi', {
      baseUrl: 'http://192.0.2.1:9',
      apiKey: 'sk-123456789',
    });
    await expect(unreachable).rejects.toMatchObject({ code: 'config' });
    expect(only().attributes['error.type']).toBe('config');
  });

  it('for a call that is made twice, the first as an event', async () => {
    const client = await clientOf({ turns: [{ fault: faults.status(503) }, { text: 'Yes.' }] });
    await client.generateText(spec, 'Hi', { retry: { max: 1, baseMs: 1 } });
    const span = only();
    expect(span.events).toMatchObject([
      { name: 'reqllm.retry', attributes: { 'error.type': 'overloaded', 'http.response.status_code': 503 } },
    ]);
    expect(span.attributes['reqllm.attempts']).toBe(2);
  });
});

describe('parents', () => {
  it('a call is a child of the span around it, also when it is read elsewhere', async () => {
    const client = await clientOf({ turns: [{ text: 'one two three' }] });
    const outer = tracer.startSpan('handler');
    const stream = await context.with(trace.setSpan(context.active(), outer), () =>
      client.streamText(spec, 'Hi'),
    );
    await stream.response();
    outer.end();
    const call = spans().find(({ name }) => name.startsWith('chat'));
    expect(parentOf(call)).toBe(outer.spanContext().spanId);
  });

  it('what the caller does in the loop stays a child of the span around the loop', async () => {
    const client = await clientOf({ turns: [{ text: 'one two three' }] });
    const outer = tracer.startSpan('handler');
    await context.with(trace.setSpan(context.active(), outer), async () => {
      for await (const chunk of await client.streamText(spec, 'Hi'))
        if (chunk.type === 'text') tracer.startSpan('work').end();
    });
    const work = spans().filter(({ name }) => name === 'work');
    expect(work.length).toBeGreaterThan(1);
    expect(new Set(work.map(parentOf))).toEqual(new Set([outer.spanContext().spanId]));
  });

  it('what is done for the call is a child of the call, sending and reading on', async () => {
    const send = createDefaultTransport({ env: () => undefined });
    const transport: Transport = async (request, signal) => {
      tracer.startSpan('send').end();
      const response = await send(request, signal);
      const read = async (): Promise<Uint8Array | undefined> => {
        tracer.startSpan('read').end();
        return response.body.read();
      };
      return { ...response, body: { read, close: () => response.body.close() } };
    };
    const client = await clientOf({ turns: [{ text: 'one two three' }], options: { transport } });
    for await (const _chunk of await client.streamText(spec, 'Hi'));
    await send.close();
    const call = spans()
      .find(({ name }) => name.startsWith('chat'))
      ?.spanContext().spanId;
    const inner = spans().filter(({ name }) => name === 'send' || name === 'read');
    expect(inner.length).toBeGreaterThan(2);
    expect(new Set(inner.map(parentOf))).toEqual(new Set([call]));
  });

  it('tools have spans of their own, and what they do is inside of these', async () => {
    const turns = [
      {
        toolCalls: [
          { name: 'add', input: { a: 1 } },
          { name: 'fall', input: {} },
        ],
      },
      { text: 'Three.' },
    ];
    const client = await clientOf({ turns });
    const add = tool({ name: 'add', execute: () => tracer.startSpan('database').end() });
    const fall = tool({
      name: 'fall',
      execute: () => {
        throw new Error('ouch');
      },
    });
    const outer = tracer.startSpan('handler');
    await context.with(trace.setSpan(context.active(), outer), () =>
      client.runTools(spec, 'Add', { tools: [add, fall] }),
    );
    const named = (name: string): ReadableSpan | undefined => spans().find((span) => span.name === name);
    expect(spans().filter(({ name }) => name.startsWith('chat'))).toHaveLength(2);
    expect(parentOf(named('invoke_agent'))).toBe(outer.spanContext().spanId);
    expect(parentOf(named('execute_tool add'))).toBe(named('invoke_agent')?.spanContext().spanId);
    expect(parentOf(named('database'))).toBe(named('execute_tool add')?.spanContext().spanId);
    expect(named('execute_tool add')?.attributes).toMatchObject({ 'gen_ai.tool.name': 'add' });
    expect(named('execute_tool fall')?.status.code).toBe(SpanStatusCode.ERROR);
    expect(JSON.stringify(named('execute_tool add')?.attributes)).not.toContain('arguments');
  });
});

describe('content', () => {
  const secret = 'sk-abcdefghijklmnop1234';

  it('is shown as attributes when asked for, without keys and with what the caller takes out', async () => {
    const redact = (text: string): string => text.replace('Berlin', 'CITY');
    const client = await clientOf({
      turns: [{ text: 'In Berlin.' }],
      otel: { content: 'attributes', redact },
    });
    await client.generateText(spec, `Where? My key is ${secret}`, { system: 'Be brief.' });
    const { attributes } = only();
    expect(JSON.parse(String(attributes['gen_ai.input.messages']))).toEqual([
      { role: 'user', parts: [{ type: 'text', content: 'Where? My key is [redacted]' }] },
    ]);
    expect(JSON.parse(String(attributes['gen_ai.system_instructions']))).toEqual([
      { type: 'text', content: 'Be brief.' },
    ]);
    expect(JSON.parse(String(attributes['gen_ai.output.messages']))).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'In CITY.' }], finish_reason: 'stop' },
    ]);
  });

  it('is shown as one event when asked for', async () => {
    const client = await clientOf({ turns: [{ text: 'Yes.' }], otel: { content: 'event' } });
    const image = { type: 'image' as const, source: { data: 'iVBORw0KGgo=', mediaType: 'image/png' } };
    await client.generateText(spec, { role: 'user', content: [{ type: 'text', text: 'This?' }, image] });
    const { events, attributes } = only();
    expect(attributes['gen_ai.input.messages']).toBeUndefined();
    expect(events.map(({ name }) => name)).toEqual(['gen_ai.client.inference.operation.details']);
    const shown = JSON.stringify(events[0]?.attributes);
    expect(shown).toContain('This?');
    expect(shown).toContain('blob');
    expect(shown).not.toContain('iVBORw0KGgo');
  });
});

describe('metrics', () => {
  it('count durations, tokens and the times of chunks', async () => {
    const client = await clientOf({
      turns: [{ text: 'one two three', usage: { inputTokens: 7, outputTokens: 5 } }],
    });
    await (await client.streamText('openai:gpt-4o', 'Hi')).response();
    const all = await telemetry.points();
    const points = (
      name: string,
    ): { attributes: Point['attributes']; value: { count: number; sum: number } }[] =>
      all.filter(
        (point) => point.name === name && point.attributes['gen_ai.request.model'] === 'gpt-4o',
      ) as never;
    expect(points('gen_ai.client.operation.duration')).toMatchObject([{ value: { count: 1 } }]);
    const tokens = points('gen_ai.client.token.usage');
    expect(tokens.map(({ attributes, value }) => [attributes['gen_ai.token.type'], value.sum])).toEqual([
      ['input', 7],
      ['output', 5],
    ]);
    expect(points('gen_ai.client.operation.time_to_first_chunk')).toMatchObject([{ value: { count: 1 } }]);
    expect(points('gen_ai.client.operation.time_per_output_chunk')[0]?.value.count).toBe(2);
  });
});
