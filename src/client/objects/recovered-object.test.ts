import { expect, it } from 'vitest';
import { z } from 'zod';
import { useSimulators } from '../../../test/support/simulated.ts';
import type { CallBody } from '../../core/call.ts';
import type { Json } from '../../core/json.ts';
import { faults } from '../../testing/fault.ts';
import type { Turn } from '../../testing/turn.ts';

const simulators = useSimulators();
const schema = z.object({ name: z.string(), age: z.int().optional(), tags: z.array(z.string()) });
const eve = { name: 'Eve', age: 1, tags: ['none of this', 'is to be', 'seen at the end'] };
const ada = { name: 'Ada', tags: ['first', 'second'] };

/** An answer in whichever way it was asked for: the arguments of the object's tool, or text. */
function sayOf(value: Json, { tools = [] }: CallBody, more: Partial<Turn> = {}): Turn {
  const own = tools.map((each) => ('name' in each ? each.name : '')).find((name) => name === 'object');
  return own === undefined
    ? { text: JSON.stringify(value, undefined, 1), ...more }
    : { toolCalls: [{ name: own, input: value }], ...more };
}

// Models that are each asked in another way: the schema, JSON with the schema in words, and a tool.
const pairs = [
  ['openai:gpt-4o-mini', 'zai:glm-4.6', 'json'],
  ['zai:glm-4.6', 'openai:gpt-4o-mini', 'native'],
  ['zai:glm-4.6', 'amazon-bedrock:us.amazon.nova-pro-v1:0', 'forced-tool'],
  ['openai:gpt-4o-mini', 'amazon-bedrock:us.amazon.nova-pro-v1:0', 'forced-tool'],
  ['amazon-bedrock:us.amazon.nova-pro-v1:0', 'openai:gpt-4o-mini', 'native'],
] as const;

it.each(pairs)(
  'a chain: %s fails, %s answers (%s): the conversation is as it was',
  async (first, other, mode) => {
    const simulated = await simulators.start({
      turns: (call) => (other.endsWith(call.model.id) ? sayOf(ada, call) : { fault: faults.status(503) }),
    });
    const client = simulated.client();
    const options = { schema, system: 'Be brief.', retry: 0 };
    const roles = ['system', 'user', 'assistant'];
    const whole = await client.generateObject([first, other], 'Who?', options);
    expect(whole).toMatchObject({ object: ada, mode });
    expect(whole.context.messages.map(({ role }) => role)).toEqual(roles);
    const stream = await client.streamObject([first, other], 'Who?', options);
    const streamed = await stream.response();
    expect(streamed).toMatchObject({ object: ada, mode });
    expect(streamed.context.messages.map(({ role }) => role)).toEqual(roles);
  },
);

it.each(pairs)('a stream of %s breaks off, %s begins anew (%s)', async (first, other, mode) => {
  const simulated = await simulators.start({
    turns: (call, number) =>
      number === 1 ? { ...sayOf(eve, call), fault: faults.truncate(8) } : sayOf(ada, call),
  });
  const client = simulated.client();
  const recovery = { modes: [], fallback: [other] } as const;
  const stream = await client.streamObject(first, 'Who?', { schema, recovery });
  const parts: unknown[] = [];
  for await (const part of stream) parts.push(part);
  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts) expect(part).toBeTypeOf('object');
  expect(parts.at(-1)).toEqual(ada);
  expect(await stream.object()).toEqual(ada);
  expect(stream.mode).toBe(mode);
  const response = await stream.response();
  expect(response).toMatchObject({ object: ada, mode });
  expect(response.context.messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
  // The other model was asked as it is when it is asked alone.
  const asked = simulated.requests[1]?.body;
  await (await client.streamObject(other, 'Who?', { schema })).object();
  expect(asked).toEqual(simulated.requests.at(-1)?.body);
});

it('an object that comes as the arguments of a tool begins anew too, as nobody runs that tool', async () => {
  const model = 'amazon-bedrock:us.amazon.nova-pro-v1:0';
  const simulated = await simulators.start({
    turns: (call, number) =>
      number === 1 ? { ...sayOf(eve, call), fault: faults.truncate(8) } : sayOf(ada, call),
  });
  const stream = await simulated.client().streamObject(model, 'Who?', { schema, recovery: 'restart' });
  const parts: unknown[] = [];
  for await (const part of stream) parts.push(part);
  expect(stream.mode).toBe('forced-tool');
  expect(parts[0]).not.toEqual(ada);
  expect(parts.at(-1)).toEqual(ada);
  const { object, toolCalls, attempts } = await stream.response();
  expect(object).toEqual(ada);
  expect(toolCalls).toHaveLength(1);
  expect(attempts.map(({ outcome }) => outcome)).toEqual(['truncated', 'ok']);
});
