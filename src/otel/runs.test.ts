// The spans around a loop of tools, and the call's span around what its caller does.
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { idOf, parentOf, useTelemetry } from '../../test/support/telemetry.ts';
import { tool, type Tool } from '../client/tool.ts';
import { faults } from '../testing/fault.ts';
import type { Turn } from '../testing/turn.ts';
import { inCallSpan } from './call-span.ts';

const telemetry = useTelemetry();
const spec = 'openai:gpt-4o-mini';
const calling: readonly Turn[] = [{ toolCalls: [{ name: 'add', input: { a: 1 } }] }, { text: 'Three.' }];
const add = (): Tool =>
  tool({ name: 'add', execute: () => telemetry.tracer.startSpan('database').end() }) as Tool;

describe('a loop of tools', () => {
  it.each([false, true])('is a span around its calls and its tools (stream: %s)', async (stream) => {
    const client = await telemetry.client({ turns: calling });
    const outer = telemetry.tracer.startSpan('handler');
    const options = { tools: [add()], tags: ['t'] };
    const run = await context.with(trace.setSpan(context.active(), outer), async () =>
      stream ? (await client.streamTools(spec, 'Add', options)).run() : client.runTools(spec, 'Add', options),
    );
    const around = telemetry.named('invoke_agent');
    expect(parentOf(around)).toBe(idOf(outer as never));
    const inner = telemetry.spans().filter((span) => parentOf(span) === idOf(around));
    expect(inner.map(({ name }) => name)).toEqual([
      'chat gpt-4o-mini',
      'execute_tool add',
      'chat gpt-4o-mini',
    ]);
    expect(parentOf(telemetry.named('database'))).toBe(idOf(telemetry.named('execute_tool add')));
    expect(around.status.code).toBe(SpanStatusCode.UNSET);
    expect(around.attributes).toMatchObject({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.usage.input_tokens': run.usage.inputTokens,
      'gen_ai.usage.output_tokens': run.usage.outputTokens,
      'reqllm.finish': 'done',
      'reqllm.steps': 2,
      'reqllm.tools': ['add'],
      'reqllm.tags': ['t'],
      'reqllm.stream': stream,
    });
    const points = await telemetry.points();
    expect(points.find(({ name }) => name === 'gen_ai.invoke_agent.duration')?.value).toMatchObject({
      count: 1,
    });
    const ofTool = points.find(({ name }) => name === 'gen_ai.execute_tool.duration');
    expect(ofTool).toMatchObject({ attributes: { 'gen_ai.tool.name': 'add' }, value: { count: 1 } });
  });

  it('that fails has the failure, and so has its call', async () => {
    const client = await telemetry.client({ turns: [{ fault: faults.status(400) }] });
    await expect(client.runTools(spec, 'Add', { tools: [add()] })).rejects.toMatchObject({
      code: 'invalid-request',
    });
    const around = telemetry.named('invoke_agent');
    expect(around.status.code).toBe(SpanStatusCode.ERROR);
    expect(around.attributes['error.type']).toBe('invalid-request');
    expect(telemetry.spans()).toHaveLength(2);
  });

  it('that its reader leaves ends once, without a failure', async () => {
    const client = await telemetry.client({ turns: calling });
    for await (const event of await client.streamTools(spec, 'Add', { tools: [add()] }))
      if (event.type === 'tool-start') break;
    const runs = telemetry.spans().filter(({ name }) => name === 'invoke_agent');
    expect(runs.map(({ attributes, status }) => [attributes['error.type'], status.code])).toEqual([
      ['aborted', SpanStatusCode.UNSET],
    ]);
  });
});

describe('inCallSpan', () => {
  it('makes what is done in the loop a child of the call', async () => {
    const client = await telemetry.client({ turns: [{ text: 'one two three' }] });
    const text = await inCallSpan(
      () => client.streamText(spec, 'Hi'),
      async (stream) => {
        let all = '';
        for await (const chunk of stream) {
          telemetry.tracer.startSpan('work').end();
          if (chunk.type === 'text') all += chunk.text;
        }
        return all;
      },
    );
    expect(text).toBe('one two three');
    const call = telemetry.named('chat gpt-4o-mini');
    const work = telemetry.spans().filter(({ name }) => name === 'work');
    expect(work.length).toBeGreaterThan(1);
    expect(new Set(work.map(parentOf))).toEqual(new Set([idOf(call)]));
  });

  it('leaves calls made in the loop to their own spans', async () => {
    const client = await telemetry.client({ turns: [{ text: 'one' }] });
    await inCallSpan(
      () => client.generateText(spec, 'Hi'),
      () => client.generateText('openai:gpt-4o', 'And?'),
    );
    expect(parentOf(telemetry.named('chat gpt-4o'))).toBe(idOf(telemetry.named('chat gpt-4o-mini')));
  });

  it('is nothing without telemetry, and tells failures of both sides', async () => {
    const client = await telemetry.client({ options: { telemetry: [] } });
    const response = await inCallSpan(
      () => client.generateText(spec, 'Hi'),
      (made) => made,
    );
    expect(response.text).not.toBe('');
    expect(telemetry.spans()).toEqual([]);
    const fails = (): never => {
      throw new Error('mine');
    };
    await expect(inCallSpan(() => client.generateText(spec, 'Hi'), fails)).rejects.toThrow('mine');
    await expect(
      inCallSpan(
        async () => Promise.resolve(fails()),
        () => 1,
      ),
    ).rejects.toThrow('mine');
  });
});
