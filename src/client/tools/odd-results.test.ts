import { expect, it } from 'vitest';
import { useSimulators } from '../../../test/support/simulated.ts';
import type { ToolResultPart } from '../../core/message.ts';
import { tool } from '../tool.ts';
import type { ToolEvent } from './tool-event.ts';

const simulators = useSimulators();

async function toldOf(execute: () => unknown): Promise<{ result: ToolResultPart; events: ToolEvent[] }> {
  const simulated = await simulators.start({
    turns: (_call, number) => (number === 1 ? { toolCalls: [{ name: 'a', input: {} }] } : { text: 'ok' }),
  });
  const stream = await simulated.client().streamTools('openai:gpt-4o-mini', 'Go.', {
    tools: [tool({ name: 'a', execute })],
  });
  const events: ToolEvent[] = [];
  for await (const event of stream) events.push(event);
  const { context } = await stream.run();
  const result = context.messages.flatMap(({ role, content }) => (role === 'tool' ? content : []))[0];
  if (result === undefined) throw new Error('there is no result');
  return { result, events };
}

it('an error that is returned is a failure, as one that is thrown', async () => {
  const { result } = await toldOf(() => new Error('no such city'));
  expect(result).toMatchObject({
    isError: true,
    content: [{ type: 'text', text: 'The tool a failed: no such city' }],
  });
});

it('a generator that waits for nothing tells its progress too', async () => {
  const { result, events } = await toldOf(function* () {
    yield 'one';
    yield 'two';
  });
  expect(result.content).toEqual([{ type: 'text', text: 'two' }]);
  const progress = events.flatMap((event) => (event.type === 'tool-progress' ? [event.output] : []));
  expect(progress).toEqual(['one', 'two']);
  const failed = await toldOf(function* () {
    yield 'one';
    throw new Error('half way');
  });
  expect(failed.result).toMatchObject({ isError: true });
});

it.each([
  ['a list', () => [1, 2], '[1,2]'],
  ['nothing', () => undefined, 'null'],
  ['an empty text', () => '', ''],
  ['a day', () => new Date(0), '"1970-01-01T00:00:00.000Z"'],
])('%s is told as JSON tells it', async (_title, execute, text) => {
  expect((await toldOf(execute)).result.content).toEqual([{ type: 'text', text }]);
});
