import type { Context } from '../../core/context.ts';
import type { Message, ToolCallPart, ToolResultPart } from '../../core/message.ts';
import type { ModelInput } from '../../core/model.ts';
import type { ModelResponse } from '../../core/response.ts';
import type { ToolChoice } from '../../core/tool.ts';
import type { Usage } from '../../core/usage.ts';
import type { Warning } from '../../core/warning.ts';
import type { TextOptions } from '../options.ts';
import type { ToolInput } from '../tool.ts';

/**
 * How a call ended. `ok`: the tool ran. `failed`: it threw, or its result did not fit. `refused`: it was not run, as
 * there is no such tool or the arguments do not fit. `denied`: nobody allowed it. `timeout`, `aborted`: it was running
 * and was told to stop; it may have had effects. `answered`: the caller answered for it.
 */
export type ToolStatus = 'ok' | 'failed' | 'refused' | 'denied' | 'timeout' | 'aborted' | 'answered';

/** What became of one call. */
export interface ToolOutcome {
  readonly call: ToolCallPart;
  readonly executionId: string;
  readonly status: ToolStatus;
  /** What the tool gave back, with status `ok`. */
  readonly output?: unknown;
  /** What the model is told went wrong, with every other status but `answered`. */
  readonly error?: {
    readonly code: 'tool-input' | 'tool-failed' | 'permission' | 'timeout' | 'aborted';
    readonly message: string;
  };
  /** What the model gets. */
  readonly result: ToolResultPart;
  /** How long the tool ran, in milliseconds; 0 when it did not. */
  readonly ms: number;
}

/** One model turn and what its calls came to. */
export interface Step {
  /** From 1, counted over the whole run. */
  readonly step: number;
  readonly response: ModelResponse;
  /** The calls of the turn, each once: copies of a call are taken out, other calls with a used id get one of their own. */
  readonly calls: readonly ToolCallPart[];
  /** In the order of the calls. Shorter than `calls` only where the run stopped for approvals or answers. */
  readonly outcomes: readonly ToolOutcome[];
}

/**
 * Why a run ended. `done`: the model called no more tools. `max-steps`, `stopped` (by `stopWhen`), `budget` (by
 * `maxCost`): the calls of the last turn are answered and `context` can go on. `approval`, `unanswered`: calls wait in
 * `pending`, or, where the provider has its own kind of call (OpenAI's `computer_call`), as an `extra` part of the last
 * message, to be answered with `toolResult` behind `context`. `cut`: the last turn is not whole (`length`, a filter, an unknown reason), so its calls were not run.
 */
export type RunFinish = 'done' | 'max-steps' | 'stopped' | 'approval' | 'budget' | 'unanswered' | 'cut';

/** What a run of a model with tools came to. */
export interface ToolRun {
  /** The last turn. */
  readonly response: ModelResponse;
  /** The turns of this sitting; a resumed turn comes first. */
  readonly steps: readonly Step[];
  /** The text of the last turn. */
  readonly text: string;
  /** The whole conversation with all results: the input of the next call. */
  readonly context: Context;
  /** The sum over all steps, those of earlier sittings too, with the cost. */
  readonly usage: Usage;
  readonly finish: RunFinish;
  /** What waits for a decision or an answer, with finish `approval` or `unanswered`. */
  readonly pending?: PendingRun;
  /** Those of all turns of this sitting, and of the loop itself. */
  readonly warnings: readonly Warning[];
}

/** A call that has no result yet. */
export interface PendingCall {
  readonly call: ToolCallPart;
  /** `approval`: somebody must allow it. `answer`: no `execute`, the caller has the result. `run`: nothing stands in its way. */
  readonly waitsFor: 'approval' | 'answer' | 'run';
}

/**
 * A run that stopped between a turn and its results. Plain JSON: keep it anywhere and go on with `resumeTools`, also in
 * another process. It holds the conversation; whoever can change it decides what is run, so keep it where users cannot.
 */
export interface PendingRun {
  readonly kind: 'reqllm-tools';
  readonly version: 1;
  /** The model of the last turn. */
  readonly model: string;
  /** The option `system`, when it was given. */
  readonly system?: string;
  /** The conversation up to and with the last turn, without `system`. */
  readonly messages: readonly Message[];
  /** How many turns there were. */
  readonly step: number;
  /** Used so far. */
  readonly usage: Usage;
  /** The last turn, without its context, which `messages` holds. */
  readonly response?: Omit<ModelResponse, 'context'>;
  /** The calls of the last turn that have no result. */
  readonly calls: readonly PendingCall[];
  /** Those that have one; they are not run again. */
  readonly outcomes: readonly StoredOutcome[];
  /** How many sittings the run had. */
  readonly attempt: number;
}

/** A {@link ToolOutcome} without the tool's own value, which need not be JSON. */
export type StoredOutcome = Omit<ToolOutcome, 'output'>;

/** What is said about a waiting call: whether it may run, or what it came to. */
export type ToolReply =
  | 'allow'
  | 'deny'
  | { readonly deny: string }
  /** The caller's own result: text, parts, or anything JSON can hold. */
  | { readonly result: unknown }
  /** The caller's own failure. */
  | { readonly error: string };

/** What an approver says. `ask` stops the run until `resumeTools` is called with a decision. */
export type Approval = 'allow' | 'deny' | { readonly deny: string } | 'ask';

/** A call that an approver is asked about. */
export interface ApprovalRequest {
  readonly call: ToolCallPart;
  /** The arguments, checked. */
  readonly args: unknown;
  readonly executionId: string;
  /** What the tool itself says. */
  readonly needsApproval: boolean;
  readonly step: number;
  readonly messages: readonly Message[];
  readonly signal: AbortSignal;
}

/** What stop conditions look at, after each step that called tools. */
export interface RunSoFar {
  /** Turns so far, those of earlier sittings too. */
  readonly step: number;
  readonly steps: readonly Step[];
  readonly usage: Usage;
}

export type StopCondition = (run: RunSoFar) => boolean | Promise<boolean>;

/** What is changed for one step; the conversation of the run stays whole whatever `messages` are sent. */
export interface StepOverrides extends TextOptions {
  readonly model?: ModelInput;
  readonly messages?: readonly Message[];
}

export interface PrepareStepRequest extends RunSoFar {
  /** What would be sent, without the system prompt. */
  readonly messages: readonly Message[];
}

export interface ToolProgress {
  readonly call: ToolCallPart;
  readonly executionId: string;
  readonly step: number;
  readonly output: unknown;
}

/** Settings of a run: those of a text call, for each of its turns, and those of the loop. */
export interface RunToolsOptions extends TextOptions {
  readonly tools: readonly ToolInput[];
  /**
   * `required` and a named tool hold for the first turn only, as the model could never answer otherwise; later ones are
   * `auto`. `prepareStep` can say it again.
   */
  readonly toolChoice?: ToolChoice;
  /**
   * Most model turns, those of earlier sittings too. Default 10: enough for most tasks, and few enough that a model that
   * runs in circles costs little. The calls of the last turn are still run.
   */
  readonly maxSteps?: number;
  /** Ends the run after a step whose calls are answered. One condition, or several of which one is enough. */
  readonly stopWhen?: StopCondition | readonly StopCondition[];
  /** Changes the model, tools, messages or any other setting of the step that comes. */
  readonly prepareStep?: (
    request: PrepareStepRequest,
  ) => StepOverrides | undefined | Promise<StepOverrides | undefined>;
  /**
   * Asked about every call that could run, one after the other. Default: calls of tools with `needsApproval` stop the
   * run, all others run.
   */
  readonly approve?: (request: ApprovalRequest) => Approval | Promise<Approval>;
  /** What is said about the calls of a run that is resumed, by call id. */
  readonly replies?: Readonly<Record<string, ToolReply>>;
  /** Most tools that run at the same time. Default 8. */
  readonly concurrency?: number;
  /** Longest time for one call of a tool that does not say it itself, in milliseconds; 0 for none. Default 5 minutes. */
  readonly toolTimeoutMs?: number;
  /** `return` (default) tells the model what a tool threw, `throw` ends the run with `tool-failed`. */
  readonly onToolError?: 'return' | 'throw';
  /**
   * Most US dollars for the run. It ends before a turn that would pass it, by what was used so far and an estimate of the
   * next turn. Where the price is not known the run goes on with a warning, or with `strict` throws `budget`.
   */
  readonly maxCost?: number | { readonly usd: number; readonly strict?: boolean };
  /** Called after each step, before the next begins. */
  readonly onStep?: (step: Step) => void | Promise<void>;
  /** Called with each preliminary result of a tool. */
  readonly onToolProgress?: (progress: ToolProgress) => void;
}
