import type { Attempt } from './attempt.ts';
import type { Chunk, FinishReason } from './chunk.ts';
import type { ErrorCode } from './error.ts';
import type { AnyCall, Operation } from './operation.ts';
import type { Usage } from './usage.ts';

/** What is known of a call when it begins. */
export interface CallStart {
  /** Unique in this process. */
  readonly id: string;
  readonly operation: Operation;
  /** Spec of the model that is asked first. */
  readonly model: string;
  readonly provider: string;
  readonly stream: boolean;
  readonly tags: readonly string[];
  /** In milliseconds since 1970. */
  readonly startedAt: number;
}

/** What is known of a call when it is over: plain JSON, no word of the prompt or the answer. */
export interface CallReport extends CallStart {
  /** Spec of the model that answered, or was asked last. */
  readonly model: string;
  /** The model that answered, as the provider names it. */
  readonly served?: string;
  readonly responseId?: string;
  readonly protocol?: string;
  readonly outcome: Attempt['outcome'];
  readonly error?: { readonly code: ErrorCode | 'unknown'; readonly status?: number };
  readonly finishReason?: FinishReason;
  /** The sum over `attempts`. */
  readonly usage: Usage;
  readonly attempts: readonly Attempt[];
  /** Until the first spoken chunk. */
  readonly firstChunkMs?: number;
  readonly totalMs: number;
  readonly requestId?: string;
  /** Whether nobody was asked. */
  readonly cached?: true;
}

/** Someone who watches one call. `end` is called exactly once, whatever becomes of the call. */
export interface CallWatcher {
  /** Runs the work of the call: sending it, and reading on for the caller. */
  within?<T>(work: () => T): T;
  /** The first spoken chunk is there. The attempts are those before the one that answered. */
  firstChunk?(ms: number, attempts: readonly Attempt[]): void;
  chunk?(chunk: Chunk): void;
  end(report: CallReport, error?: unknown): void;
}

/** A tool that is about to be run for a model. */
export interface ToolStart {
  readonly name: string;
  readonly toolCallId: string;
  readonly description?: string;
  readonly input: unknown;
  /** Which turn of the run asked for it, counted from 0. */
  readonly step: number;
}

/** How a tool came out. */
export interface ToolEnd {
  readonly status: string;
  readonly output?: unknown;
}

/** A loop of tools (`runTools`, `streamTools`, `resumeTools`) that is about to begin. */
export interface RunStart {
  /** The model as it was asked for, the first one of a chain. */
  readonly model: string;
  /** Whether the run is read while it goes on. */
  readonly stream: boolean;
  /** Names of the tools it begins with. */
  readonly tools: readonly string[];
  readonly tags: readonly string[];
  /** Which sitting of the run this is, counted from 1. */
  readonly attempt: number;
}

/** How a loop of tools came out. */
export interface RunEnd {
  /** Why it ended, as in `ToolRun.finish`. */
  readonly finish: string;
  /** The last turn of the model. */
  readonly response: { readonly model: { readonly spec: string; readonly provider: string } };
  readonly steps: readonly unknown[];
  /** The sum over all turns, those of earlier sittings too. */
  readonly usage: Usage;
}

/** Someone who watches what a client does. What an observer throws is not told to anybody and fails no call. */
export interface Observer {
  /** Undefined: this call does not interest. */
  begin?(start: CallStart, call: AnyCall): CallWatcher | undefined;
  /** Around each tool that the client runs for a model. Must give back what the work gives. */
  tool?<T extends ToolEnd>(start: ToolStart, work: () => Promise<T>): Promise<T>;
  /** Around each loop of tools: its calls and its tools are in the work. Must give back what the work gives. */
  run?<T extends RunEnd>(start: RunStart, work: () => Promise<T>): Promise<T>;
}
