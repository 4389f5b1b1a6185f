import { isReqLLMError, ReqLLMError } from '../../core/error.ts';
import { defined } from '../../core/json.ts';
import type { Message } from '../../core/message.ts';
import type { ModelInput, SingleModel } from '../../core/model.ts';
import type { RunStart } from '../../core/observation.ts';
import type { ModelResponse } from '../../core/response.ts';
import { addUsage } from '../../core/usage.ts';
import { onAbort } from '../../core/abort.ts';
import { readSchema } from '../../schema/standard.ts';
import type { Input } from '../input.ts';
import type { TextOptions } from '../options.ts';
import { runnableTools, type ToolInput } from '../tool.ts';
import type { Turns } from '../turns.ts';
import { answerCalls, refuseCalls } from './answer-calls.ts';
import { budgetError, checkBudget } from './budget.ts';
import type { ReadyTool } from './decide-call.ts';
import { keepPending } from './pending-run.ts';
import { type LoopSettings, splitOptions } from './run-options.ts';
import { type Journey, startJourney } from './journey.ts';
import type { ToolEvent } from './tool-event.ts';
import type { PendingRun, RunFinish, RunToolsOptions, StepOverrides, ToolRun } from './tool-run.ts';

/** How one turn is spoken: as a body, or as a stream whose chunks are shown on the way. */
export type Speak = (
  model: ModelInput,
  messages: readonly Message[],
  options: TextOptions,
  step: number,
) => Promise<ModelResponse>;

export interface LoopRequest {
  readonly turns: Turns;
  readonly model: ModelInput;
  readonly input: Input | PendingRun;
  readonly options: RunToolsOptions;
  readonly speak: Speak;
  /** Whether the run is read while it goes on. */
  readonly isStream: boolean;
  readonly emit: (event: ToolEvent) => void | Promise<void>;
}

/**
 * The loop: a turn, its calls, the next turn, until nothing is left to do. A failure carries how far it had come (see
 * `pendingOf`).
 */
export async function runLoop(request: LoopRequest): Promise<ToolRun> {
  const { settings, turn } = splitOptions(request.options);
  const journey = startJourney(request.input, turn, settings.replies);
  const abort = new AbortController();
  const { signal } = turn;
  const leave = signal === undefined ? undefined : onAbort(signal, () => abort.abort(signal.reason));
  if (signal?.aborted === true) abort.abort(signal.reason);
  try {
    const loop: Loop = {
      ...request,
      settings,
      turn,
      journey,
      signal: abort.signal,
      tools: readyTools(settings.tools),
    };
    const run = await request.turns.aroundRun(startOf(loop), async () => journey.run(await walk(loop)));
    if (run.pending !== undefined) await request.emit({ type: 'approval', pending: run.pending });
    await request.emit({ type: 'finish', run });
    return run;
  } catch (error) {
    keepPending(error, journey.pending());
    throw error;
  } finally {
    leave?.();
  }
}

interface Loop extends LoopRequest {
  readonly settings: LoopSettings;
  readonly turn: TextOptions;
  readonly journey: Journey;
  readonly signal: AbortSignal;
  readonly tools: ReadonlyMap<string, ReadyTool>;
}

function startOf({ model, isStream, tools, turn, journey }: Loop): RunStart {
  const first = (Array.isArray(model) ? model[0] : model) as SingleModel;
  return {
    model: typeof first === 'string' ? first : `${first.provider}:${first.id}`,
    stream: isStream,
    tools: [...tools.keys()],
    tags: turn.tags ?? [],
    attempt: journey.attempt,
  };
}

async function walk(loop: Loop): Promise<RunFinish> {
  const { journey, settings } = loop;
  if (journey.isOpen) {
    const finish = await finishTurn(loop, loop.tools, settings.replies);
    if (finish !== undefined) return finish;
  }
  for (;;) {
    if (journey.step >= settings.maxSteps) return 'max-steps';
    const plan = await planTurn(loop);
    if (await isTooDear(loop, plan)) return 'budget';
    journey.take(await speakTurn(loop, plan), plan.messages.length);
    const finish = await finishTurn(loop, plan.tools, {});
    if (finish !== undefined) return finish;
  }
}

/** What the next turn is to be. */
interface Plan {
  readonly model: ModelInput;
  readonly messages: readonly Message[];
  readonly options: TextOptions;
  readonly tools: ReadonlyMap<string, ReadyTool>;
}

async function planTurn({ journey, settings, turn, model, tools, signal }: Loop): Promise<Plan> {
  const { messages } = journey;
  const asked = await settings.prepareStep?.({ ...journey.soFar(), messages });
  const { model: other, messages: others, ...changed } = defined(asked ?? ({} as StepOverrides));
  const { toolChoice } = turn;
  // Asked again, `required` would never let the model answer.
  const later = journey.step > 0 && toolChoice !== undefined && toolChoice !== 'none';
  return {
    model: other ?? model,
    messages: others ?? messages,
    options: {
      ...turn,
      ...(journey.system === undefined ? {} : { system: journey.system }),
      ...(later ? { toolChoice: 'auto' as const } : {}),
      tools: settings.tools,
      ...changed,
      signal,
    },
    tools: changed.tools === undefined ? tools : readyTools(changed.tools),
  };
}

async function isTooDear({ turns, journey, settings }: Loop, plan: Plan): Promise<boolean> {
  const { maxCost } = settings;
  if (maxCost === undefined) return false;
  const { model, messages, options } = plan;
  const { steps, usage } = journey.soFar();
  const used = journey.step === 0 ? {} : { usage };
  const answer = await checkBudget(maxCost, { turns, model, options, messages, steps, ...used });
  if (answer.type === 'go') {
    if (answer.warning !== undefined) journey.warn(answer.warning);
    return false;
  }
  if (journey.step === 0) throw budgetError(answer.message);
  journey.warn({ code: 'advice', setting: 'maxCost', message: answer.message });
  return true;
}

async function speakTurn({ journey, speak }: Loop, plan: Plan): Promise<ModelResponse> {
  try {
    return await speak(plan.model, plan.messages, plan.options, journey.step + 1);
  } catch (error) {
    // Tries that failed may have been billed.
    if (isReqLLMError(error) && error.attempts.length > 0)
      journey.spend(addUsage(error.attempts.map(({ usage }) => usage)));
    throw error;
  }
}

const wholeTurns: ReadonlySet<ModelResponse['finishReason']> = new Set(['stop', 'tool-calls', 'paused']);
const cutTurns: ReadonlySet<ModelResponse['finishReason']> = new Set(['length', 'content-filter']);

/** Answers the calls of the turn that was just taken. Undefined when the model is to speak next. */
async function finishTurn(
  loop: Loop,
  tools: Loop['tools'],
  replies: LoopSettings['replies'],
): Promise<RunFinish | undefined> {
  const { turns, journey, settings, emit, signal } = loop;
  const { turn, finishReason } = journey.open();
  const isWhole = wholeTurns.has(finishReason);
  const { step, attempt } = journey;
  const desk = { tools, approve: settings.approve, messages: journey.messages, step, attempt, signal };
  const request = { turn, desk, settings, replies, emit, aroundTool: turns.aroundTool };
  if (isWhole) await answerCalls(request);
  else await refuseCalls(request, `the answer broke off (${finishReason}) before it was complete`);
  // Whoever aborts wants to hear of it, unless all was done by then.
  if (signal.aborted && turn.calls.length > 0) throw aborted(signal);
  const waiting = [...turn.waiting.values()];
  if (waiting.includes('approval')) return 'approval';
  if (waiting.length > 0) return 'unanswered';
  const done = journey.close();
  await settings.onStep?.(done);
  await emit({ type: 'step-end', step: done });
  if (done.calls.length === 0 && finishReason !== 'paused') return endOf(finishReason);
  if (!isWhole) return 'cut';
  for (const isEnough of settings.stopWhen) if (await isEnough(journey.soFar())) return 'stopped';
  return undefined;
}

function endOf(finishReason: ModelResponse['finishReason']): RunFinish {
  if (cutTurns.has(finishReason)) return 'cut';
  // A provider's own kind of call, which only the caller knows how to answer.
  return finishReason === 'tool-calls' ? 'unanswered' : 'done';
}

function readyTools(inputs: readonly ToolInput[]): ReadonlyMap<string, ReadyTool> {
  const ready = new Map<string, ReadyTool>();
  for (const tool of runnableTools(inputs)) {
    const { name, schemas } = tool;
    const input = readSchema(schemas.input, `The inputSchema of the tool ${name}`);
    const output =
      schemas.output === undefined
        ? {}
        : { output: readSchema<unknown>(schemas.output, `The outputSchema of the tool ${name}`) };
    ready.set(name, { tool, input, ...output });
  }
  return ready;
}

function aborted(signal: AbortSignal): ReqLLMError {
  const cause: unknown = signal.reason;
  return new ReqLLMError('The run was aborted by its signal.', { code: 'aborted', phase: 'tool', cause });
}
