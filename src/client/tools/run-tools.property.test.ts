import fc from 'fast-check';
import { expect, it } from 'vitest';
import { useSimulators } from '../../../test/support/simulated.ts';
import { expectAllHeard } from '../../../test/support/tool-scene.ts';
import { isReqLLMError } from '../../core/error.ts';
import type { Message, ToolCallPart } from '../../core/message.ts';
import type { Turn } from '../../testing/turn.ts';
import { tool } from '../tool.ts';
import { pendingOf } from './pending-run.ts';
import type { PendingRun, RunToolsOptions, ToolRun } from './tool-run.ts';

const simulators = useSimulators();
expectAllHeard();

const models = [
  'openai:gpt-4o-mini',
  'openai:gpt-5-mini',
  'anthropic:claude-haiku-4-5',
  'google:gemini-2.5-flash',
];

const call = fc.record({
  // `gone` is no tool, `ask` waits for the caller, `guarded` for approval.
  name: fc.constantFrom('plain', 'slow', 'fails', 'guarded', 'ask', 'gone'),
  input: fc.record({ value: fc.oneof(fc.nat(3), fc.constant('not a number')) }),
  id: fc.constantFrom('call_1', 'call_2', 'call_3', 'call_4'),
});

const turn: fc.Arbitrary<Turn> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ toolCalls: fc.array(call, { minLength: 1, maxLength: 5 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      toolCalls: fc.array(call, { minLength: 1, maxLength: 2 }),
      finishReason: fc.constant('length' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Turn>({ fault: { type: 'status', status: 529 } }) },
  { weight: 1, arbitrary: fc.constant<Turn>({ fault: { type: 'status', status: 400 } }) },
);

it('runs no call twice and answers each once, in order, whatever the model says and however often it is resumed', async () => {
  const script = fc.array(turn, { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(script, fc.constantFrom(...models), fc.boolean(), async (turns, model, isStream) => {
      const ran: string[] = [];
      const stage = await simulators.start({ turns: [...turns, { text: 'Done.' }] });
      const client = stage.client();
      const options = optionsFor(ran);
      const speak = async (input: string | PendingRun, more: object): Promise<ToolRun> =>
        isStream
          ? (await client.streamTools(model, input, { ...options, ...more })).run()
          : client.runTools(model, input, { ...options, ...more });
      let input: string | PendingRun = 'Go';
      let run: ToolRun | undefined;
      for (let sitting = 0; run === undefined && sitting < 12; sitting += 1) {
        const replies = typeof input === 'string' ? {} : repliesTo(input);
        try {
          const ended: ToolRun = await speak(input, typeof input === 'string' ? {} : { replies });
          if (ended.pending === undefined) run = ended;
          else input = JSON.parse(JSON.stringify(ended.pending)) as PendingRun;
        } catch (error) {
          if (!isReqLLMError(error)) throw error;
          input = JSON.parse(JSON.stringify(pendingOf(error))) as PendingRun;
        }
      }
      await stage.close();
      if (run === undefined) throw new Error('it never ended');
      expect(new Set(ran).size).toBe(ran.length);
      for (const { call: sent } of stage.requests) if (sent !== undefined) expectPaired(sent.messages);
      expectPaired(run.context.messages);
    }),
    { numRuns: 60 },
  );
}, 60_000);

function optionsFor(ran: string[]): RunToolsOptions {
  const inputSchema = {
    type: 'object',
    properties: { value: { type: 'number' } },
    required: ['value'],
  };
  const note = (executionId: string): void => void ran.push(executionId);
  return {
    retry: { baseMs: 1 },
    tools: [
      tool({ name: 'plain', inputSchema, execute: (_args, { executionId }) => note(executionId) }),
      tool({
        name: 'slow',
        inputSchema,
        execute: async function* (_args, { executionId }) {
          note(executionId);
          yield 1;
          await new Promise((resolve) => setTimeout(resolve, 1));
          yield 2;
        },
      }),
      tool({
        name: 'fails',
        inputSchema,
        execute: (_args, { executionId }) => {
          note(executionId);
          throw new Error('no');
        },
      }),
      tool({
        name: 'guarded',
        inputSchema,
        needsApproval: true,
        execute: (_args, { executionId }) => note(executionId),
      }),
      tool({ name: 'ask', inputSchema }),
    ],
  };
}

/** One reply a sitting, so that the others wait for the next. */
function repliesTo({ calls }: PendingRun): object {
  const [first] = calls.filter(({ waitsFor }) => waitsFor !== 'run');
  if (first === undefined) return {};
  return { [first.call.id]: first.waitsFor === 'approval' ? 'allow' : { result: 'yes' } };
}

/** Every call has one result, right after its turn and in the order of the calls; no result is without its call. */
function expectPaired(messages: readonly Message[]): void {
  messages.forEach((message, index) => {
    if (
      message.role === 'tool' &&
      messages[index - 1]?.role !== 'assistant' &&
      messages[index - 1]?.role !== 'tool'
    )
      throw new Error('results without a turn');
    if (message.role !== 'assistant') return;
    const calls = message.content.filter((part): part is ToolCallPart => part.type === 'tool-call');
    const results: string[] = [];
    for (let at = index + 1; messages[at]?.role === 'tool'; at += 1)
      for (const part of messages[at]?.content ?? [])
        if (part.type === 'tool-result') results.push(part.toolCallId);
    expect(results).toEqual(calls.map(({ id }) => id));
  });
}
