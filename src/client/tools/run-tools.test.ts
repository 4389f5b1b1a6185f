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
import { createClient } from '../client.ts';
import { tool } from '../tool.ts';
import { pendingOf } from './pending-run.ts';
import { costOver, hasToolCall, stepCount } from './stop-when.ts';
import type { PendingRun } from './tool-run.ts';

const simulators = useSimulators();

expectAllHeard();
const scene = (...turns: readonly Turn[]): Promise<Scene> => sceneOf(simulators, turns);

const models = [
  'openai:gpt-4o-mini',
  'openai:gpt-5-mini',
  'anthropic:claude-haiku-4-5',
  'google:gemini-2.5-flash',
  'amazon-bedrock:us.anthropic.claude-haiku-4-5-20251001-v1:0',
  'cohere:command-r-plus',
];

const echo = tool({
  name: 'echo',
  inputSchema: z.object({ word: z.string(), ms: z.number().optional() }),
  execute: async ({ word, ms = 0 }) => {
    await wait(ms);
    return { heard: word };
  },
});

describe.each(models)('a run with %s', (model) => {
  it('runs parallel calls side by side and answers them in their order', async () => {
    const turn = calls(
      ['echo', { word: 'a', ms: 30 }],
      ['echo', { word: 'b' }],
      ['echo', { word: 'c', ms: 10 }],
    );
    const stage = await scene(turn, { text: 'All heard.' });
    const run = await stage.client.runTools(model, 'Say', { tools: [echo] });
    expect(run).toMatchObject({ text: 'All heard.', finish: 'done', warnings: [] });
    expect(run.steps.map(({ calls: each }) => each.length)).toEqual([3, 0]);
    expect(lastResults(stage).map(said)).toEqual(['{"heard":"a"}', '{"heard":"b"}', '{"heard":"c"}']);
    expect(run.context.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant']);
  });

  it('takes the nulls off that strict hosts send for what is optional, and no others', async () => {
    const strict = tool({
      name: 'echo',
      strict: true,
      inputSchema: z.object({ word: z.string().nullable(), ms: z.number().optional() }),
      execute: (args) => JSON.stringify(args),
    });
    const stage = await scene(calls(['echo', { word: null, ms: null }]), { text: 'Fine.' });
    await stage.client.runTools(model, 'Say', { tools: [strict] });
    expect(lastResults(stage).map(said)).toEqual(['{"word":null}']);
  });

  it('tells the model what is wrong with its calls and runs none of these', async () => {
    const stage = await scene(
      calls(['echo', { word: 7 }], ['ekko', { word: 'a' }], ['echo', { word: 'fine' }]),
      { text: 'Sorry.' },
    );
    const run = await stage.client.runTools(model, 'Say', { tools: [echo] });
    expect(run.steps[0]?.outcomes.map(({ status }) => status)).toEqual(['refused', 'refused', 'ok']);
    const [misfit, unknown, fine] = lastResults(stage).map(said);
    expect(misfit).toMatch(/do not fit its schema: word: .*string/);
    expect(unknown).toContain('There is no tool "ekko". The tools are: echo.');
    expect(fine).toBe('{"heard":"fine"}');
  });
});

describe('a tool', () => {
  it('that throws is heard by the model, without the stack and without secrets', async () => {
    const stage = await scene(calls(['fail', {}]), { text: 'Oh.' });
    const fail = tool({
      name: 'fail',
      execute: () => {
        throw new Error('the host said no to Bearer abcdefghijklmnop');
      },
    });
    const run = await stage.client.runTools('anthropic:claude-haiku-4-5', 'Go', { tools: [fail] });
    expect(lastResults(stage)[0]?.isError).toBe(true);
    expect(said(lastResults(stage)[0])).toBe('The tool fail failed: the host said no to [redacted]');
    expect(run.steps[0]?.outcomes[0]).toMatchObject({ status: 'failed', error: { code: 'tool-failed' } });
  });

  it('that throws ends the run when asked to, and the run can go on', async () => {
    const stage = await scene(calls(['fail', {}], ['echo', { word: 'a' }]), { text: 'Oh.' });
    const fail = tool({ name: 'fail', execute: () => wait(5).then(() => Promise.reject(new Error('no'))) });
    const options = { tools: [fail, echo] };
    const error = await failureOf(
      stage.client.runTools('openai:gpt-4o-mini', 'Go', { ...options, onToolError: 'throw' }),
    );
    expect(error).toMatchObject({ code: 'tool-failed', phase: 'tool' });
    const run = await stage.client.runTools('openai:gpt-4o-mini', pendingOf(error) as PendingRun, options);
    expect(run.text).toBe('Oh.');
    expect(run.steps[0]?.outcomes.map(({ status }) => status)).toEqual(['failed', 'ok']);
  });

  it('that takes too long is stopped, told so by its signal, and the model hears of it', async () => {
    const stage = await scene(calls(['slow', {}]), { text: 'Too slow.' });
    let reason: unknown;
    const slow = tool({
      name: 'slow',
      timeoutMs: 20,
      execute: (_args, { signal }) => {
        signal.addEventListener('abort', () => (reason = signal.reason));
        return new Promise(() => {});
      },
    });
    const run = await stage.client.runTools('openai:gpt-4o-mini', 'Go', { tools: [slow] });
    expect(run.steps[0]?.outcomes[0]).toMatchObject({ status: 'timeout', error: { code: 'timeout' } });
    expect(said(lastResults(stage)[0])).toContain('within 20 ms');
    expect(reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('is told who asks, and gets arguments as the schema makes them', async () => {
    const stage = await scene(
      { ...calls(['now', { at: '5' }, 'call_one']), text: 'Let me see.' },
      { text: 'Ok.' },
    );
    const seen: unknown[] = [];
    const now = tool({
      name: 'now',
      inputSchema: z.object({ at: z.coerce.number() }),
      execute: ({ at }, { executionId, toolCallId, step, attempt, messages }) => {
        seen.push([at, executionId, toolCallId, step, attempt, messages.length]);
        return 'noon';
      },
    });
    await stage.client.runTools('openai:gpt-4o-mini', 'Go', { tools: [now], system: 'Be kind.' });
    expect(seen).toEqual([[5, '1:call_one', 'call_one', 1, 1, 2]]);
    const roles = stage.simulator.requests.at(-1)?.call?.messages.map(({ role }) => role);
    expect(roles).toEqual(['system', 'user', 'assistant', 'tool']);
  });

  it('that yields tells its progress, and its last word is the result', async () => {
    const stage = await scene(calls(['count', {}]), { text: 'Three.' });
    const count = tool({
      name: 'count',
      execute: async function* () {
        yield 1;
        yield 2;
        yield 3;
      },
    });
    const progress: unknown[] = [];
    const run = await stage.client.runTools('openai:gpt-4o-mini', 'Go', {
      tools: [count],
      onToolProgress: ({ output }) => progress.push(output),
    });
    expect(progress).toEqual([1, 2, 3]);
    expect(run.steps[0]?.outcomes[0]?.output).toBe(3);
    expect(said(lastResults(stage)[0])).toBe('3');
  });

  it('is held to its outputSchema, and may say in its own words what the model gets', async () => {
    const stage = await scene(calls(['bad', {}], ['good', {}]), { text: 'Ok.' });
    const outputSchema = z.object({ celsius: z.number() });
    const bad = tool({ name: 'bad', outputSchema, execute: () => ({ celsius: 'warm' }) as never });
    const good = tool({
      name: 'good',
      outputSchema,
      execute: () => ({ celsius: 18 }),
      toModelOutput: ({ celsius }) => `${celsius} degrees`,
    });
    await stage.client.runTools('openai:gpt-4o-mini', 'Go', { tools: [bad, good] });
    const [first, second] = lastResults(stage).map(said);
    expect(first).toMatch(/does not fit its outputSchema \(celsius/);
    expect(second).toBe('18 degrees');
  });

  it('whose result cannot be sent has failed, and the run goes on', async () => {
    const stage = await scene(calls(['round', {}], ['broken', {}]), { text: 'Oh.' });
    const round: { self?: unknown } = {};
    round.self = round;
    const broken = [{ type: 'image', source: { data: 'not base64!', mediaType: 'image/png' } }];
    const tools = [
      tool({ name: 'round', execute: () => round }),
      tool({ name: 'broken', execute: () => broken }),
    ];
    const run = await stage.client.runTools('openai:gpt-4o-mini', 'Go', { tools });
    expect(run.steps[0]?.outcomes.map(({ status }) => status)).toEqual(['failed', 'failed']);
    expect(said(lastResults(stage)[1])).toContain('is not base64');
    expect(run.text).toBe('Oh.');
  });

  it('runs with no more company than allowed', async () => {
    const turn = calls(...Array.from({ length: 7 }, (_, index) => ['busy', { index }] as const));
    const stage = await scene(turn, { text: 'Done.' });
    let running = 0;
    let most = 0;
    const busy = tool({
      name: 'busy',
      execute: async () => {
        most = Math.max(most, (running += 1));
        await wait(5);
        running -= 1;
      },
    });
    await stage.client.runTools('openai:gpt-4o-mini', 'Go', { tools: [busy], concurrency: 3 });
    expect(most).toBe(3);
  });
});

describe('the loop', () => {
  it('runs a repeated call once and tells two other calls with one id apart', async () => {
    const heard: string[] = [];
    const note = tool({
      name: 'note',
      inputSchema: z.object({ word: z.string() }),
      execute: ({ word }) => void heard.push(word),
    });
    const same = ['note', { word: 'a' }, 'call_1'] as const;
    const stage = await scene(calls(same, same, ['note', { word: 'b' }, 'call_1']), { text: 'Ok.' });
    const run = await stage.client.runTools('openai:gpt-4o-mini', 'Go', { tools: [note] });
    expect(heard).toEqual(['a', 'b']);
    expect(lastResults(stage).map(({ toolCallId }) => toolCallId)).toEqual(['call_1', 'call_1_2']);
    expect(run.warnings.map(({ code }) => code)).toEqual(['reply', 'reply']);
  });

  it('never runs the calls of a turn that was cut', async () => {
    let times = 0;
    const count = tool({ name: 'count', execute: () => (times += 1) });
    const stage = await scene({ ...calls(['count', {}]), finishReason: 'length' });
    const run = await stage.client.runTools('openai:gpt-4o-mini', 'Go', { tools: [count] });
    expect(run.finish).toBe('cut');
    expect(run.steps[0]?.outcomes[0]?.status).toBe('refused');
    expect(run.context.messages.at(-1)?.role).toBe('tool');
    const broken = await scene({ ...calls(['count', { to: 'ten thousand' }]), fault: faults.truncate(3) });
    const stream = await broken.client.streamTools('openai:gpt-4o-mini', 'Go', { tools: [count] });
    expect(await failureOf(stream.run())).toMatchObject({ code: 'truncated' });
    expect(times).toBe(0);
  });

  it('never runs a call whose arguments are not JSON', async () => {
    let times = 0;
    const count = tool({ name: 'count', execute: () => (times += 1) });
    const body = (message: object): Response =>
      Response.json({ choices: [{ index: 0, message, finish_reason: 'stop' }], usage: {} });
    const bodies = [
      body({ tool_calls: [{ id: 'c', type: 'function', function: { name: 'count', arguments: '{"a":' } }] }),
      body({ content: 'I will try again.' }),
    ];
    const sent: string[] = [];
    const client = createClient({
      keys: { openai: 'key-1234' },
      transport: async (request) => {
        sent.push(String(request.body));
        const bytes = new Uint8Array(await (bodies[sent.length - 1] as Response).arrayBuffer());
        let isRead = false;
        const read = (): Promise<Uint8Array | undefined> => {
          const once = isRead ? undefined : bytes;
          isRead = true;
          return Promise.resolve(once);
        };
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: { read, close: () => {} },
        };
      },
    });
    const run = await client.runTools('openai:gpt-4o-mini', 'Go', { tools: [count] });
    expect([times, sent.length, run.text]).toEqual([0, 2, 'I will try again.']);
    expect(run.steps[0]?.outcomes[0]?.error?.message).toContain('cannot be read');
  });

  it('ends at maxSteps, with all calls answered', async () => {
    const stage = await scene(calls(['echo', { word: 'again' }]));
    const run = await stage.client.runTools('google:gemini-2.5-flash', 'Go', { tools: [echo], maxSteps: 3 });
    expect([run.finish, run.steps.length, stage.simulator.requests.length]).toEqual(['max-steps', 3, 3]);
    expect(run.context.messages.at(-1)?.role).toBe('tool');
    const unlimited = await stage.client.runTools('google:gemini-2.5-flash', 'Go', { tools: [echo] });
    expect(unlimited.steps.length).toBe(10);
  });

  it.each([
    ['stepCount', stepCount(2), 2],
    ['hasToolCall', hasToolCall('other', 'echo'), 1],
    ['costOver', costOver(0.000_001), 1],
    ['a list', [stepCount(9), stepCount(3)], 3],
    ["a function of one's own", async () => Promise.resolve(true), 1],
  ])('ends when %s says so', async (_name, stopWhen, steps) => {
    const stage = await scene(calls(['echo', { word: 'again' }]));
    const run = await stage.client.runTools('openai:gpt-4o-mini', 'Go', { tools: [echo], stopWhen });
    expect([run.finish, run.steps.length]).toEqual(['stopped', steps]);
  });

  it('asks for a tool only once when one was demanded', async () => {
    const stage = await scene(calls(['echo', { word: 'a' }]), { text: 'Ok.' });
    await stage.client.runTools('openai:gpt-4o-mini', 'Go', { tools: [echo], toolChoice: 'required' });
    expect(stage.simulator.requests.map(({ call }) => call?.toolChoice)).toEqual(['required', 'auto']);
  });

  it('changes a step as it is told to', async () => {
    const stage = await scene(calls(['echo', { word: 'a' }]), { text: 'Ok.' });
    const run = await stage.client.runTools('openai:gpt-4o-mini', 'Go', {
      tools: [echo],
      prepareStep: ({ step, messages }) =>
        step === 0
          ? undefined
          : { model: 'anthropic:claude-haiku-4-5', system: 'Be brief.', messages: messages.slice(0) },
    });
    expect(stage.simulator.requests.map(({ protocol }) => protocol)).toEqual([
      'openai-chat',
      'anthropic-messages',
    ]);
    expect(run.response.model.spec).toBe('anthropic:claude-haiku-4-5');
  });

  it('sends a paused turn back', async () => {
    const stage = await scene({ text: 'Searching', finishReason: 'paused' }, { text: 'Found.' });
    const run = await stage.client.runTools('anthropic:claude-haiku-4-5', 'Go', { tools: [echo] });
    expect([run.text, run.steps.length]).toEqual(['Found.', 2]);
    expect(run.context.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'assistant']);
  });

  it('sums what all steps used and cost', async () => {
    const usage = { inputTokens: 1_000, outputTokens: 100 };
    const stage = await scene({ ...calls(['echo', { word: 'a' }]), usage }, { text: 'Ok.', usage });
    const run = await stage.client.runTools('openai:gpt-4o-mini', 'Go', { tools: [echo] });
    expect(run.usage).toMatchObject({ inputTokens: 2_000, outputTokens: 200 });
    const costs = run.steps.map(({ response }) => response.usage.cost?.total ?? Number.NaN);
    expect(run.usage.cost?.total).toBeCloseTo((costs[0] ?? 0) + (costs[1] ?? 0), 12);
    expect(run.usage.cost?.total).toBeGreaterThan(0);
  });

  it('keeps within maxCost, as far as the price is known', async () => {
    const usage = { inputTokens: 1_000_000, outputTokens: 0 };
    const stage = await scene({ ...calls(['echo', { word: 'a' }]), usage });
    const options = { tools: [echo], maxCost: 0.2 };
    const run = await stage.client.runTools('openai:gpt-4o-mini', 'Go', options);
    expect([run.finish, run.steps.length]).toEqual(['budget', 1]);
    expect(run.warnings[0]).toMatchObject({ code: 'advice', setting: 'maxCost' });
    const none = await failureOf(
      stage.client.runTools('openai:gpt-4o-mini', 'x'.repeat(100_000), { ...options, maxCost: 0.000_001 }),
    );
    expect(none.code).toBe('budget');
    const unknown = 'openai:model-without-a-price';
    const loose = await stage.client.runTools(unknown, 'Go', { ...options, maxSteps: 1 });
    expect(loose.warnings.map(({ message }) => message).join()).toContain('not known');
    const strict = stage.client.runTools(unknown, 'Go', { tools: [echo], maxCost: { usd: 1, strict: true } });
    expect((await failureOf(strict)).code).toBe('budget');
  });

  it.each([
    [{ tools: 7 }, 'needs the option `tools`'],
    [{ tools: [], maxStep: 3 }, 'Did you mean "maxSteps"'],
    [{ tools: [], maxSteps: 0 }, 'at least 1'],
    [{ tools: [], approve: 'yes' }, 'must be a function'],
    [{ tools: [], maxCost: -1 }, 'US dollars'],
    [{ tools: [], replies: { a: 'allow' } }, 'resumed'],
    [{ tools: [], temprature: 1 }, 'temperature'],
    [{ tools: [{ name: 'a', execute: 'x' }] }, 'must be a function'],
  ])('refuses %j', async (options, message) => {
    const error = await failureOf(simulators.client.runTools('openai:x', 'Hi', options as never));
    expect(error).toMatchObject({ code: 'config', message: expect.stringContaining(message) as string });
  });
});

describe("a provider's own tools", () => {
  const bash = { provider: 'anthropic', definition: { type: 'bash_20250124', name: 'bash' } };
  const turn = calls(['bash', { command: 'ls' }]);

  it('that the caller runs are run when told how, and answered by the caller when not', async () => {
    const stage = await scene(turn, { text: 'Two files.' });
    const run = await stage.client.runTools('anthropic:claude-haiku-4-5', 'List', {
      tools: [{ ...bash, execute: ({ command }) => `ran ${JSON.stringify(command)}` }],
    });
    expect([run.finish, ...lastResults(stage).map(said)]).toEqual(['done', 'ran "ls"']);
    const other = await scene(turn, { text: 'Two files.' });
    const waiting = await other.client.runTools('anthropic:claude-haiku-4-5', 'List', { tools: [bash] });
    expect(waiting).toMatchObject({ finish: 'unanswered', pending: { calls: [{ waitsFor: 'answer' }] } });
    expect(other.simulator.requests[0]?.body).toMatchObject({
      tools: [{ type: 'bash_20250124', name: 'bash' }],
    });
  });

  it('with a kind of call of their own leave it to the caller', async () => {
    const stage = await scene({ text: 'Clicking.', finishReason: 'tool-calls' });
    const run = await stage.client.runTools('anthropic:claude-haiku-4-5', 'Click', { tools: [echo] });
    expect([run.finish, run.pending, run.steps.length]).toEqual(['unanswered', undefined, 1]);
  });
});
