// What must hold of tools whatever the model, the network and the host do: no call runs that was cut, that is no JSON or
// that the schema refuses, and none runs twice.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Client } from '../../src/client/client.ts';
import { pendingOf } from '../../src/client/tools/pending-run.ts';
import type { PendingRun, RunToolsOptions, ToolRun } from '../../src/client/tools/tool-run.ts';
import { tool } from '../../src/client/tool.ts';
import { isReqLLMError } from '../../src/core/error.ts';
import type { Json } from '../../src/core/json.ts';
import type { Message, ToolCallPart } from '../../src/core/message.ts';
import type { ModelObject } from '../../src/core/model.ts';
import { type Fault, faults } from '../../src/testing/fault.ts';
import type { Simulator } from '../../src/testing/simulator.ts';
import type { Turn } from '../../src/testing/turn.ts';

const converse = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';

/** One model of every protocol that knows tools. */
export const toolHosts: readonly (readonly [string, ModelObject])[] = [
  ['openai-chat', { provider: 'openai', id: 'gpt-4o-mini', protocol: 'openai-chat' }],
  ['openai-chat at Mistral', { provider: 'mistral', id: 'mistral-small-latest' }],
  ['openai-responses', { provider: 'openai', id: 'gpt-5-mini', protocol: 'openai-responses' }],
  ['anthropic-messages', { provider: 'anthropic', id: 'claude-haiku-4-5' }],
  ['google-generate', { provider: 'google', id: 'gemini-2.5-flash' }],
  ['bedrock-converse', { provider: 'amazon-bedrock', id: converse, protocol: 'bedrock-converse' }],
  ['bedrock-invoke', { provider: 'amazon-bedrock', id: converse, protocol: 'bedrock-invoke-anthropic' }],
  ['cohere-command', { provider: 'amazon-bedrock', id: 'cohere.command-r-plus-v1:0' }],
  ['cohere-chat', { provider: 'cohere', id: 'command-a-03-2025' }],
  ['ollama-chat', { provider: 'ollama', id: 'qwen3' }],
];

type Ill = 'none' | 'cut' | 'reset' | 'error' | 'malformed' | 'refused' | 'overloaded' | 'length';

/** One request's fate: which calls the model makes, and what goes wrong at which share of the frames. */
export interface BrokenTurn {
  readonly calls: readonly {
    readonly id: string;
    readonly value: Json;
    readonly name: string;
    /** The host sends the very same call twice. */
    readonly isCopied: boolean;
  }[];
  readonly ill: Ill;
  readonly share: number;
  /** The same turn is said again by the next request, as after a retry. */
  readonly again: boolean;
}

const brokenTurn: fc.Arbitrary<BrokenTurn> = fc.record({
  calls: fc.array(
    fc.record({
      id: fc.constantFrom('call00001', 'call00002', 'call00003'),
      // A text is no number, a list is no object: neither may reach the tool.
      value: fc.oneof(fc.nat(9), fc.constantFrom<Json>('ten', null)),
      name: fc.constantFrom('count', 'count', 'slow', 'throws', 'gone', 'half'),
      isCopied: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  ill: fc.constantFrom<Ill>(
    ...(['none', 'none', 'cut', 'cut', 'reset', 'error'] as const),
    ...(['malformed', 'refused', 'overloaded', 'length'] as const),
  ),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  again: fc.boolean(),
});

/** What a model says to one run, and how the caller asks. */
export interface BrokenRun {
  readonly turns: readonly BrokenTurn[];
  readonly isStream: boolean;
  readonly recovery: 'off' | 'continue' | 'restart';
  readonly onToolError: 'return' | 'throw';
}

export const brokenRuns: fc.Arbitrary<BrokenRun> = fc.record({
  turns: fc.array(brokenTurn, { minLength: 1, maxLength: 4 }),
  isStream: fc.boolean(),
  recovery: fc.constantFrom('off', 'off', 'continue', 'restart'),
  onToolError: fc.constantFrom('return', 'throw'),
});

// Long enough to come in several frames where arguments do.
const padding = 'so that the arguments come in pieces';

function scriptOf({ turns }: BrokenRun): Turn[] {
  return turns.flatMap((turn, index): Turn[] => {
    const said: Turn = {
      text: 'I use my tools.',
      toolCalls: turn.calls.flatMap(({ id, name, value, isCopied }, at) => {
        const input = name === 'half' ? [value] : { value, turn: index, at, padding };
        const call = { id, name: name === 'half' ? 'count' : name, input };
        return isCopied ? [call, call] : [call];
      }),
      ...(turn.ill === 'length' ? { finishReason: 'length' } : {}),
    };
    const fault = faultOf(turn);
    const first = fault === undefined ? said : { ...said, fault };
    return turn.again ? [first, said] : [first];
  });
}

function faultOf({ ill, share }: BrokenTurn): Fault | undefined {
  const after = Math.round(share * 24);
  switch (ill) {
    case 'cut':
      return faults.frames((frames) => frames.slice(0, Math.floor(share * frames.length)));
    case 'reset':
      return faults.reset(after);
    case 'error':
      return faults.errorEvent(after);
    case 'malformed':
      return faults.malformed(after);
    case 'refused':
      return faults.status(400);
    case 'overloaded':
      return faults.status(529);
    default:
      return undefined;
  }
}

/** What a run came to, with every execution of a tool. */
export interface PlayedRun {
  readonly executed: readonly { readonly executionId: string; readonly args: Json }[];
  readonly run: ToolRun;
  /** How often the run broke and was taken up again. */
  readonly sittings: number;
}

/** Runs it, resuming from plain JSON whenever it breaks off, until it is over. */
export async function playBroken(
  stage: Simulator,
  client: Client,
  model: ModelObject,
  broken: BrokenRun,
): Promise<PlayedRun> {
  const executed: { executionId: string; args: Json }[] = [];
  const options = optionsFor(executed, broken);
  let input: string | PendingRun = 'Go';
  for (let sittings = 1; sittings < 30; sittings += 1) {
    try {
      const run: ToolRun = broken.isStream
        ? await (await client.streamTools(model, input, options)).run()
        : await client.runTools(model, input, options);
      if (run.pending !== undefined) throw new Error('nothing waits in this run');
      for (const { call } of stage.requests) if (call !== undefined) expectPaired(call.messages);
      return { executed, run, sittings };
    } catch (error) {
      if (!isReqLLMError(error)) throw error;
      input = JSON.parse(JSON.stringify(pendingOf(error))) as PendingRun;
    }
  }
  throw new Error('it never ended');
}

export const scriptFor: (broken: BrokenRun) => readonly Turn[] = (broken) => [
  ...scriptOf(broken),
  { text: 'Done.' },
];

function optionsFor(
  executed: { executionId: string; args: Json }[],
  { isStream, recovery, onToolError }: BrokenRun,
): RunToolsOptions {
  const inputSchema = {
    type: 'object',
    properties: { value: { type: 'number' } },
    required: ['value'],
  };
  const note = (args: unknown, executionId: string): string => {
    executed.push({ executionId, args: args as Json });
    return 'noted';
  };
  return {
    maxSteps: 12,
    onToolError,
    retry: { max: 1, baseMs: 1 },
    ...(isStream && recovery !== 'off' ? { recovery } : {}),
    tools: [
      tool({ name: 'count', inputSchema, execute: (args, { executionId }) => note(args, executionId) }),
      tool({
        name: 'throws',
        inputSchema,
        execute: (args, { executionId }) => {
          note(args, executionId);
          throw new Error('no');
        },
      }),
      tool({
        name: 'slow',
        inputSchema,
        execute: async (args, { executionId }) => {
          await new Promise((resolve) => setTimeout(resolve, 1));
          return note(args, executionId);
        },
      }),
    ],
  };
}

/**
 * The laws. Each execution has an id of its own; its arguments are those of a call that the conversation holds, whole and as
 * the schema wants them; no call ran more often than the conversation holds it; a turn that was cut ran none.
 */
export function expectLaws({ turns }: BrokenRun, { executed, run }: PlayedRun): void {
  expect(new Set(executed.map(({ executionId }) => executionId)).size).toBe(executed.length);
  const held = run.context.messages.flatMap((message) =>
    message.role === 'assistant' ? message.content.filter((part) => part.type === 'tool-call') : [],
  );
  const heldTimes = (args: Json): number =>
    held.filter(({ input, invalid }) => invalid === undefined && sameCall(input, args)).length;
  for (const { args } of executed) {
    const { value, turn, at, padding: whole } = args as Record<string, Json>;
    const said = turns[turn as number]?.calls[at as number];
    expect(typeof value).toBe('number');
    expect(whole).toBe(padding);
    expect(said).toMatchObject({ value });
    expect(executed.filter((other) => sameCall(other.args, args)).length).toBeLessThanOrEqual(
      heldTimes(args),
    );
    // All calls of the turn are there, or none of them ran.
    for (const [place, other] of (turns[turn as number]?.calls ?? []).entries())
      if (other.name !== 'half')
        expect(heldTimes({ value: other.value, turn: turn as Json, at: place, padding })).toBeGreaterThan(0);
  }
  for (const step of run.steps)
    if (step.response.finishReason === 'length')
      for (const outcome of step.outcomes) expect(outcome.status).toBe('refused');
}

function sameCall(left: unknown, right: unknown): boolean {
  const { turn, at } = (left ?? {}) as Record<string, Json>;
  const other = right as Record<string, Json>;
  return turn !== undefined && turn === other['turn'] && at === other['at'];
}

function expectPaired(messages: readonly Message[]): void {
  for (const [index, message] of messages.entries()) {
    if (message.role !== 'assistant') continue;
    const calls = message.content.filter((part): part is ToolCallPart => part.type === 'tool-call');
    const results: string[] = [];
    for (let at = index + 1; messages[at]?.role === 'tool'; at += 1)
      for (const part of messages[at]?.content ?? [])
        if (part.type === 'tool-result') results.push(part.toolCallId);
    expect(results).toEqual(calls.map(({ id }) => id));
  }
}
