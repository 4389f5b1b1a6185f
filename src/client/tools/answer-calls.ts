import { ReqLLMError } from '../../core/error.ts';
import type { ToolCallPart } from '../../core/message.ts';
import type { ToolStart } from '../../core/observation.ts';
import type { AroundTool } from '../sight/sight.ts';
import { decideCall, type Desk, type Verdict } from './decide-call.ts';
import { executeCall, type Execution } from './execute-call.ts';
import { inParallel } from './in-parallel.ts';
import { failureOutcome, type Identified } from './outcome.ts';
import type { LoopSettings } from './run-options.ts';
import type { ToolEvent } from './tool-event.ts';
import type { PendingCall, ToolOutcome, ToolReply } from './tool-run.ts';

/** The calls of one turn, and what has become of them so far. */
export interface OpenTurn {
  readonly calls: readonly ToolCallPart[];
  /** By call id. Grows; what is in it is never run again. */
  readonly outcomes: Map<string, ToolOutcome>;
  /** Why the others have none. */
  readonly waiting: Map<string, PendingCall['waitsFor']>;
}

export interface AnswerRequest {
  readonly turn: OpenTurn;
  readonly desk: Desk;
  readonly settings: LoopSettings;
  readonly replies: Readonly<Record<string, ToolReply>>;
  readonly emit: (event: ToolEvent) => void | Promise<void>;
  readonly aroundTool: AroundTool;
}

type Run = Identified & Extract<Verdict, { type: 'run' }>;

/**
 * Brings every call of a turn that can be to its outcome: decisions first, in the order of the calls, then all that may
 * run side by side. Throws what the caller's own functions throw, and `tool-failed` where that was asked for.
 */
export async function answerCalls(request: AnswerRequest): Promise<void> {
  const runs = await decideAll(request);
  const halt = new AbortController();
  const signal = AbortSignal.any([request.desk.signal, halt.signal]);
  const failures: unknown[] = [];
  const jobs = runs.map((run) => async (): Promise<void> => {
    if (signal.aborted) return;
    try {
      await runOne(run, request, signal);
    } catch (error) {
      failures.push(error);
      halt.abort(error);
    }
  });
  await inParallel(jobs, request.settings.concurrency);
  if (failures.length > 0) throw failures[0];
}

/** Answers all calls of a turn that is not whole, so that the conversation can go on without them. */
export async function refuseCalls({ turn, desk, emit }: AnswerRequest, why: string): Promise<void> {
  for (const call of turn.calls) {
    const identified = { call, executionId: executionId(desk.step, call) };
    const outcome = failureOutcome(identified, 'refused', `The call of ${call.name} was not run: ${why}.`);
    await settle(outcome, turn, desk.step, emit);
  }
}

async function decideAll({ turn, desk, replies, emit }: AnswerRequest): Promise<Run[]> {
  const runs: Run[] = [];
  for (const call of turn.calls) {
    if (turn.outcomes.has(call.id)) continue;
    // Until decided otherwise: a run that ends here leaves it to the next sitting.
    if (!turn.waiting.has(call.id)) turn.waiting.set(call.id, 'run');
    const identified = { call, executionId: executionId(desk.step, call) };
    const reply = Object.hasOwn(replies, call.id) ? replies[call.id] : undefined;
    const verdict = await decideCall(identified, reply, desk);
    if (verdict.type === 'pending') turn.waiting.set(call.id, verdict.waitsFor);
    else if (verdict.type === 'run') runs.push({ ...identified, ...verdict });
    else await settle(verdict.outcome, turn, desk.step, emit);
  }
  return runs;
}

async function runOne(
  run: Run,
  { turn, desk, settings, emit, aroundTool }: AnswerRequest,
  signal: AbortSignal,
): Promise<void> {
  const { call, executionId: id, ready, args } = run;
  const { step, attempt, messages } = desk;
  const about = { step, call, executionId: id };
  await emit({ type: 'tool-start', ...about });
  if (signal.aborted) return;
  let lost: { readonly error: unknown } | undefined;
  const execution: Execution = {
    ...run,
    tool: ready.tool,
    args,
    context: { toolCallId: call.id, executionId: id, messages, step, attempt },
    signal,
    timeoutMs: ready.tool.timeoutMs ?? settings.toolTimeoutMs,
    onProgress: async (output) => {
      try {
        settings.onToolProgress?.({ ...about, output });
        await emit({ type: 'tool-progress', ...about, output });
      } catch (error) {
        // The listener's failure, not the tool's.
        lost = { error };
        throw error;
      }
    },
    ...(ready.output === undefined ? {} : { output: ready.output }),
  };
  let thrown: unknown;
  const outcome = await aroundTool(toolStart(run, step), async () => {
    const executed = await executeCall(execution);
    ({ thrown } = executed);
    return executed.outcome;
  });
  await settle(outcome, turn, step, emit);
  if (lost !== undefined) throw lost.error;
  if (outcome.status === 'failed' && settings.onToolError === 'throw') throw failed(outcome, thrown);
}

function toolStart({ call, ready, args }: Run, step: number): ToolStart {
  const { description } = ready.tool;
  return {
    name: call.name,
    toolCallId: call.id,
    input: args,
    step,
    ...(description === undefined ? {} : { description }),
  };
}

async function settle(
  outcome: ToolOutcome,
  turn: OpenTurn,
  step: number,
  emit: AnswerRequest['emit'],
): Promise<void> {
  turn.outcomes.set(outcome.call.id, outcome);
  turn.waiting.delete(outcome.call.id);
  await emit({ type: 'tool-result', step, outcome });
}

function failed({ call, error }: ToolOutcome, cause: unknown): ReqLLMError {
  const message = error?.message ?? `The tool ${call.name} failed.`;
  return new ReqLLMError(message, { code: 'tool-failed', phase: 'tool', cause });
}

function executionId(step: number, call: ToolCallPart): string {
  return `${step}:${call.id}`;
}
