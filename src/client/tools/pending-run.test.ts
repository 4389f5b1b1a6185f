import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { failureOf, useSimulators } from '../../../test/support/simulated.ts';
import {
  calls,
  expectAllHeard,
  lastResults,
  said,
  type Scene,
  sceneOf,
  wait,
} from '../../../test/support/tool-scene.ts';
import { faults } from '../../testing/fault.ts';
import type { Turn } from '../../testing/turn.ts';
import { type Tool, tool } from '../tool.ts';
import { pendingOf } from './pending-run.ts';
import type { PendingRun, ToolRun } from './tool-run.ts';

const simulators = useSimulators();
expectAllHeard();
const scene = (...turns: readonly Turn[]): Promise<Scene> => sceneOf(simulators, turns);

const model = 'anthropic:claude-haiku-4-5';

/** Tools that write down each time they run. */
function ledger(): { readonly ran: string[]; readonly tools: readonly Tool<never>[] } {
  const ran: string[] = [];
  const inputSchema = z.object({ file: z.string() });
  const read = tool({ name: 'read', inputSchema, execute: ({ file }) => void ran.push(`read ${file}`) });
  const erase = tool({
    name: 'erase',
    inputSchema,
    needsApproval: ({ file }) => file !== 'tmp',
    execute: ({ file }, { attempt }) => {
      ran.push(`erase ${file}`);
      return `erased ${file} in sitting ${attempt}`;
    },
  });
  const ask = tool({ name: 'ask', inputSchema });
  return { ran, tools: [read, erase, ask] as unknown as readonly Tool<never>[] };
}

/** As through a database. */
function stored(run: ToolRun): PendingRun {
  expect(run.pending).toBeDefined();
  const text = JSON.stringify(run.pending);
  expect(JSON.parse(text)).toEqual(run.pending);
  return JSON.parse(text) as PendingRun;
}

const mixed = calls(
  ['read', { file: 'a' }, 'c1'],
  ['erase', { file: 'b' }, 'c2'],
  ['erase', { file: 'c' }, 'c3'],
  ['erase', { file: 'tmp' }, 'c4'],
);

describe.each(['openai:gpt-4o-mini', 'openai:gpt-5-mini', model, 'google:gemini-2.5-flash'])(
  'approval with %s',
  (spec) => {
    it('stops the run, travels as JSON, and runs nothing twice', async () => {
      const { ran, tools } = ledger();
      const stage = await scene(mixed, { text: 'Tidied.' });
      const options = { tools, system: 'Be careful.' };
      const run = await stage.client.runTools(spec, 'Tidy up', options);
      expect(run.finish).toBe('approval');
      expect([...ran].sort()).toEqual(['erase tmp', 'read a']);
      const pending = stored(run);
      const ids = pending.calls.map(({ call }) => call.id);
      expect(pending.calls.map(({ waitsFor }) => waitsFor)).toEqual(['approval', 'approval']);
      const other = stage.simulator.client();
      const done = await other.resumeTools(
        spec,
        pending,
        { [ids[0] ?? '']: 'allow', [ids[1] ?? '']: { deny: 'c is precious' } },
        { tools },
      );
      expect([...ran].sort()).toEqual(['erase b', 'erase tmp', 'read a']);
      expect(done).toMatchObject({ finish: 'done', text: 'Tidied.' });
      expect(lastResults(stage).map(said)).toEqual([
        'null',
        'erased b in sitting 2',
        'The call of erase was not allowed: c is precious. Nothing was run.',
        'erased tmp in sitting 1',
      ]);
      const roles = stage.simulator.requests.at(-1)?.call?.messages.map(({ role }) => role);
      expect(roles).toEqual(['system', 'user', 'assistant', 'tool']);
      expect(done.usage.inputTokens).toBe(
        (run.usage.inputTokens ?? 0) + (done.response.usage.inputTokens ?? 0),
      );
    });
  },
);

describe('a run that waits', () => {
  it('takes decisions one by one', async () => {
    const { ran, tools } = ledger();
    const stage = await scene(mixed, { text: 'Tidied.' });
    const first = stored(await stage.client.runTools(model, 'Tidy up', { tools }));
    const second = stored(await stage.client.resumeTools(model, first, { c2: 'deny' }, { tools }));
    expect(second).toMatchObject({ attempt: 2, calls: [{ call: { id: 'c3' }, waitsFor: 'approval' }] });
    const done = await stage.client.resumeTools(model, second, { c3: 'allow' }, { tools });
    expect(done.finish).toBe('done');
    expect([...ran].sort()).toEqual(['erase c', 'erase tmp', 'read a']);
    expect(stage.simulator.requests).toHaveLength(2);
  });

  it('asks the approver about every call that could run', async () => {
    const { ran, tools } = ledger();
    const stage = await scene(mixed, { text: 'Tidied.' });
    const asked: string[] = [];
    const run = await stage.client.runTools(model, 'Tidy up', {
      tools,
      approve: async ({ call, needsApproval, args }) => {
        asked.push(`${call.id} ${needsApproval}`);
        await wait(1);
        return (args as { file: string }).file === 'c' ? 'deny' : 'allow';
      },
    });
    expect(asked).toEqual(['c1 false', 'c2 true', 'c3 true', 'c4 false']);
    expect([...ran].sort()).toEqual(['erase b', 'erase tmp', 'read a']);
    expect(run.finish).toBe('done');
  });

  it('takes the answers of tools that the caller runs', async () => {
    const { tools } = ledger();
    const turn = calls(
      ['read', { file: 'a' }, 'c1'],
      ['ask', { file: 'b' }, 'c2'],
      ['ask', { file: 'c' }, 'c3'],
    );
    const stage = await scene(turn, { text: 'Thanks.' });
    const run = await stage.client.runTools(model, 'Ask', { tools });
    expect(run.finish).toBe('unanswered');
    expect(run.context.messages.at(-1)).toMatchObject({ role: 'tool', content: [{ toolCallId: 'c1' }] });
    const replies = { c2: { result: { yes: true } }, c3: { error: 'nobody is there' } };
    const done = await stage.client.resumeTools(model, stored(run), replies, { tools });
    expect(lastResults(stage).map(said)).toEqual(['null', '{"yes":true}', 'nobody is there']);
    expect(lastResults(stage).map(({ isError }) => isError === true)).toEqual([false, false, true]);
    expect(done.steps[0]?.outcomes.map(({ status }) => status)).toEqual(['ok', 'answered', 'failed']);
  });

  it('refuses replies to calls that do not wait, and stored runs that are not whole', async () => {
    const { tools } = ledger();
    const stage = await scene(mixed, { text: 'Tidied.' });
    const pending = stored(await stage.client.runTools(model, 'Tidy up', { tools }));
    const tried = (state: unknown, replies: object): Promise<unknown> =>
      stage.client.resumeTools(model, state as PendingRun, replies as never, { tools });
    expect((await failureOf(tried(pending, { c1: 'allow' }))).message).toContain('Waiting: c2, c3');
    expect((await failureOf(tried(pending, { c2: 'perhaps' }))).code).toBe('invalid-request');
    expect((await failureOf(tried({ ...pending, version: 2 }, {}))).message).toContain('version 2');
    expect((await failureOf(tried({ ...pending, calls: undefined }, {}))).message).toContain('not whole');
  });
});

describe('a run that fails', () => {
  it('goes on after its failed step and runs no tool twice', async () => {
    const { ran, tools } = ledger();
    const stage = await scene(
      calls(['read', { file: 'a' }]),
      { fault: faults.status(400, { message: 'no' }) },
      { text: 'Read.' },
    );
    const error = await failureOf(stage.client.runTools(model, 'Read', { tools }));
    const pending = JSON.parse(JSON.stringify(pendingOf(error))) as PendingRun;
    const done = await stage.client.runTools(model, pending, { tools });
    expect([done.text, ran]).toEqual(['Read.', ['read a']]);
    expect(done.context.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant']);
    expect(done.steps.map(({ step }) => step)).toEqual([2]);
  });

  it('is retried within a step without running a tool again', async () => {
    const { ran, tools } = ledger();
    const busy: Turn = { fault: faults.status(529) };
    const stage = await scene(busy, calls(['read', { file: 'a' }]), busy, { text: 'Read.' });
    const run = await stage.client.runTools(model, 'Read', { tools, retry: { baseMs: 1 } });
    expect([run.text, ran, stage.simulator.requests.length]).toEqual(['Read.', ['read a'], 4]);
  });

  it('keeps what running tools came to when it is aborted', async () => {
    const stage = await scene(
      calls(['fast', {}, 'c1'], ['slow', {}, 'c2'], ['deaf', {}, 'c3'], ['late', {}, 'c4']),
      { text: 'Ok.' },
    );
    const abort = new AbortController();
    const heard: string[] = [];
    const never = (): Promise<never> => new Promise(() => {});
    const tools = [
      tool({ name: 'fast', execute: () => 'done' }),
      tool({
        name: 'slow',
        execute: (_args, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              heard.push('slow');
              reject(new Error('stopped as told'));
            });
            setTimeout(() => abort.abort(), 10);
          }),
      }),
      tool({ name: 'deaf', execute: never }),
      tool({ name: 'late', execute: () => 'only now' }),
    ];
    const options = { tools, concurrency: 3 };
    // `fast` makes room for `late`, so three at once would run it; with two at work it waits.
    const error = await failureOf(
      stage.client.runTools(model, 'Go', { ...options, concurrency: 2, signal: abort.signal }),
    );
    expect(error.code).toBe('aborted');
    expect(heard).toEqual(['slow']);
    const pending = JSON.parse(JSON.stringify(pendingOf(error))) as PendingRun;
    expect(pending.outcomes.map(({ call, status }) => [call.id, status])).toEqual([
      ['c1', 'ok'],
      ['c2', 'aborted'],
      ['c3', 'aborted'],
    ]);
    expect(pending.calls).toMatchObject([{ call: { id: 'c4' }, waitsFor: 'run' }]);
    const done = await stage.client.runTools(model, pending, options);
    expect(lastResults(stage).map(said)).toEqual([
      'done',
      expect.stringContaining('aborted'),
      expect.stringContaining('aborted'),
      'only now',
    ]);
    expect(done.finish).toBe('done');
  });

  it('aborts a turn and an approver too', async () => {
    const { tools } = ledger();
    const stage = await scene(mixed);
    const abort = new AbortController();
    const waiting = stage.client.runTools(model, 'Go', {
      tools,
      signal: abort.signal,
      approve: () => {
        setTimeout(() => abort.abort(), 5);
        return new Promise(() => {});
      },
    });
    expect((await failureOf(waiting)).code).toBe('aborted');
    const early = stage.client.runTools(model, 'Go', { tools, signal: AbortSignal.abort() });
    expect((await failureOf(early)).code).toBe('aborted');
  });
});
