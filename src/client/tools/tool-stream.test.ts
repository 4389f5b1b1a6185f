import { describe, expect, it } from 'vitest';
import { failureOf, useSimulators } from '../../../test/support/simulated.ts';
import { calls, expectAllHeard, type Scene, sceneOf, wait } from '../../../test/support/tool-scene.ts';
import { faults } from '../../testing/fault.ts';
import type { Turn } from '../../testing/turn.ts';
import { tool } from '../tool.ts';
import { pendingOf } from './pending-run.ts';
import type { ToolEvent } from './tool-event.ts';

const simulators = useSimulators();
expectAllHeard();
const scene = (...turns: readonly Turn[]): Promise<Scene> => sceneOf(simulators, turns);

const count = tool({
  name: 'count',
  execute: async function* () {
    yield 'one';
    await wait(1);
    yield 'two';
  },
});

const quick = tool({ name: 'quick', execute: () => 'at once' });

function nameOf(event: ToolEvent): string {
  switch (event.type) {
    case 'chunk':
      return `${event.step} ${event.chunk.type}`;
    case 'tool-start':
      return `${event.step} start ${event.call.name}`;
    case 'tool-progress':
      return `${event.step} progress ${String(event.output)}`;
    case 'tool-result':
      return `${event.step} result ${event.outcome.call.name} ${event.outcome.status}`;
    case 'step-end':
      return `${event.step.step} end`;
    case 'approval':
      return `approval of ${event.pending.calls.length}`;
    case 'finish':
      return `finish ${event.run.finish}`;
    default:
      return event satisfies never;
  }
}

describe.each([
  'openai:gpt-4o-mini',
  'openai:gpt-5-mini',
  'anthropic:claude-haiku-4-5',
  'google:gemini-2.5-flash',
])('streamTools with %s', (model) => {
  it('shows turns, calls, progress and results in their order', async () => {
    const stage = await scene(
      { ...calls(['count', {}], ['quick', {}]), text: 'Counting.' },
      { text: 'Two.' },
    );
    const stream = await stage.client.streamTools(model, 'Count', { tools: [count, quick] });
    const events: ToolEvent[] = [];
    for await (const event of stream) events.push(event);
    const names = events.map(nameOf);
    expect(
      names.filter((name) => !/start$|usage$|text$|tool-(call|input)$|finish$|extra$/.test(name)),
    ).toEqual([
      '1 start count',
      ...names.filter((name) => name === '1 start quick'),
      ...names.filter((name) => /progress|result/.test(name)),
      '1 end',
      '2 end',
      'finish done',
    ]);
    expect(names.filter((name) => name.includes('progress'))).toEqual(['1 progress one', '1 progress two']);
    expect(names.indexOf('1 start count')).toBeGreaterThan(names.lastIndexOf('1 finish'));
    expect(names.indexOf('2 text')).toBeGreaterThan(names.indexOf('1 end'));
    const run = await stream.run();
    expect(run).toMatchObject({ text: 'Two.', finish: 'done' });
    expect(events.at(-1)).toEqual({ type: 'finish', run });
  });
});

describe('a stream of a run', () => {
  const model = 'openai:gpt-4o-mini';

  it('gives the text alone, or the run alone', async () => {
    const turns = [{ ...calls(['quick', {}]), text: 'Look. ' }, { text: 'It was quick.' }];
    const stage = await scene(...turns);
    const stream = await stage.client.streamTools(model, 'Go', { tools: [quick] });
    let text = '';
    for await (const piece of stream.textStream()) text += piece;
    expect(text).toBe('Look. It was quick.');
    const again = await scene(...turns);
    const run = await (await again.client.streamTools(model, 'Go', { tools: [quick] })).run();
    expect(run.text).toBe('It was quick.');
  });

  it('sends nothing before it is read, and nothing ahead of the reader', async () => {
    let ran = 0;
    const note = tool({ name: 'note', execute: () => (ran += 1) });
    const stage = await scene(calls(['note', {}]), { text: 'Ok.' });
    const stream = await stage.client.streamTools(model, 'Go', { tools: [note] });
    await wait(20);
    expect(stage.simulator.requests).toHaveLength(0);
    const reader = stream[Symbol.asyncIterator]();
    await reader.next();
    await wait(30);
    expect([stage.simulator.requests.length, ran]).toEqual([1, 0]);
    await reader.return?.();
    expect(ran).toBe(0);
  });

  it('aborts running tools and closes the connection when it is left', async () => {
    let heard = 0;
    const slow = tool({
      name: 'slow',
      execute: (_args, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            heard += 1;
            reject(new Error('left'));
          });
        }),
    });
    const stage = await scene(calls(['slow', {}]), { text: 'never' });
    const stream = await stage.client.streamTools(model, 'Go', { tools: [slow] });
    for await (const event of stream) if (event.type === 'tool-start') break;
    expect(heard).toBe(1);
    const error = await failureOf(stream.run());
    expect(error.code).toBe('aborted');
    expect(pendingOf(error)?.outcomes).toMatchObject([{ status: 'aborted' }]);
    expect(stage.simulator.requests).toHaveLength(1);

    const stalled = await scene({ text: 'a b c d e f', fault: faults.stall(3) });
    const reading = await stalled.client.streamTools(model, 'Go', { tools: [slow] });
    for await (const event of reading) if (event.type === 'chunk' && event.chunk.type === 'text') break;
    await expect.poll(() => stalled.simulator.connections(), { timeout: 5_000 }).toBe(0);
  });

  it('can be left before it began, cancelled twice, and disposed of', async () => {
    const stage = await scene({ text: 'never' });
    const stream = await stage.client.streamTools(model, 'Go', { tools: [quick] });
    await stream[Symbol.asyncIterator]().return?.();
    await stream.cancel();
    expect((await failureOf(stream.run())).code).toBe('aborted');
    {
      await using unread = await stage.client.streamTools(model, 'Go', { tools: [quick] });
      expect(unread).toBeDefined();
    }
    expect(stage.simulator.requests).toHaveLength(0);
  });

  it('fails where the run fails, for the reader and for who waits', async () => {
    const stage = await scene(calls(['quick', {}]), { text: 'a b c d e f', fault: faults.truncate(4) });
    const stream = await stage.client.streamTools(model, 'Go', { tools: [quick] });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of stream) seen.push(nameOf(event));
    })();
    const error = await failureOf(reading);
    expect(error.code).toBe('truncated');
    expect(seen).toContain('1 result quick ok');
    expect(await failureOf(stream.run())).toBe(error);
    expect(pendingOf(error)).toMatchObject({ step: 1, calls: [], outcomes: [] });
  });

  it('says that calls wait', async () => {
    const guarded = tool({ name: 'quick', needsApproval: true, execute: () => 'ran' });
    const stage = await scene(calls(['quick', {}, 'c1']), { text: 'Ok.' });
    const stream = await stage.client.streamTools(model, 'Go', { tools: [guarded] });
    const names: string[] = [];
    for await (const event of stream) names.push(nameOf(event));
    expect(names.slice(-2)).toEqual(['approval of 1', 'finish approval']);
    const { pending } = await stream.run();
    if (pending === undefined) throw new Error('nothing waits');
    const resumed = await stage.client.streamTools(model, pending, {
      tools: [guarded],
      replies: { c1: 'allow' },
    });
    expect((await resumed.run()).text).toBe('Ok.');
  });
});

it('reads that do not wait for one another lose nothing', async () => {
  const begin = async (): Promise<AsyncIterator<ToolEvent>> => {
    const simulated = await simulators.start({
      turns: (_call, number) =>
        number === 1 ? { toolCalls: [{ name: 'a', input: {} }] } : { text: 'one two three four five' },
    });
    const tools = [tool({ name: 'a', execute: () => 'done' })];
    const stream = await simulated.client().streamTools('openai:gpt-4o-mini', 'Go', { tools });
    return stream[Symbol.asyncIterator]();
  };
  const typesOf = (events: readonly IteratorResult<ToolEvent>[]): string[] =>
    events.flatMap(({ done, value }) => (done === true ? [] : [value.type]));
  const calm = await begin();
  const inTurn: IteratorResult<ToolEvent>[] = [];
  do inTurn.push(await calm.next());
  while (inTurn.at(-1)?.done !== true);
  const hasty = await begin();
  const atOnce = await Promise.all(inTurn.map(() => hasty.next()));
  expect(typesOf(atOnce)).toEqual(typesOf(inTurn));
  expect(atOnce.at(-1)?.done).toBe(true);
});
