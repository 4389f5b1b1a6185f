import type { Attempt } from './attempt.ts';
import type { ChunkStream } from './chunk-stream.ts';
import type { Json, JsonObject } from './json.ts';
import type { Message, ProviderOptions } from './message.ts';
import type { Model } from './model.ts';
import type { AnyCall } from './operation.ts';
import type { Secret } from './secret.ts';
import type { ProviderTool, ToolChoice, ToolDefinition } from './tool.ts';

export const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export type Effort = (typeof efforts)[number];

/** How hard the model thinks before it answers. A plain level is short for `{ effort }`. */
export interface Reasoning<Level extends Effort = Effort> {
  readonly effort?: Level;
  /** Most tokens to think with. */
  readonly budgetTokens?: number;
  /** Ask for a summary of the thoughts, where the provider hides them. */
  readonly summary?: 'auto' | 'concise' | 'detailed';
}

/** The form of the answer, when it is to be JSON. */
export type OutputFormat =
  | { readonly type: 'json' }
  | {
      readonly type: 'json-schema';
      readonly name: string;
      readonly schema: JsonObject;
      readonly description?: string;
      readonly strict?: boolean;
    };

/** Time limits in milliseconds; 0 switches one off. */
export interface TimeoutLimits {
  readonly connectMs: number;
  readonly headersMs: number;
  readonly firstChunkMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
}

export interface RetryPolicy {
  /** Most repetitions after the first try. */
  readonly max: number;
  readonly baseMs: number;
  readonly maxMs: number;
  /** Share of the delay that is random, 0 to 1. */
  readonly jitter: number;
  /** Longest wait that a provider may ask for; a longer one fails at once. */
  readonly maxRetryAfterMs: number;
}

export type OnUnsupported = 'error' | 'warn' | 'drop';

/**
 * What is done with the rules about single models. `apply`: change the request and warn. `warn`: say what is known and
 * send it as it is. `error`: refuse what would have to be changed. `off`: nothing.
 */
export type QuirkMode = 'apply' | 'warn' | 'error' | 'off';

/** What runs a call rather than what it says: none of it reaches the provider's body. */
export interface CallControl {
  readonly signal?: AbortSignal;
  /** When the call began, in milliseconds since 1970; the total limit spans all tries. */
  readonly startedAt: number;
  readonly timeout: TimeoutLimits;
  readonly retry: RetryPolicy;
  readonly onUnsupported: OnUnsupported;
  readonly quirks: QuirkMode;
  readonly apiKey?: Secret;
  /** Extra HTTP headers, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly include: readonly ('raw' | 'requestBody')[];
}

/** What a call says, in portable terms. Everything but the model, the messages and `stream` may be absent. */
export interface CallBody {
  readonly model: Model;
  readonly messages: readonly Message[];
  readonly stream: boolean;
  readonly tools?: readonly (ToolDefinition | ProviderTool)[];
  readonly toolChoice?: ToolChoice;
  readonly parallelToolCalls?: boolean;
  readonly output?: OutputFormat;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly minP?: number;
  readonly seed?: number;
  readonly stop?: readonly string[];
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  /** `true`, or how many alternatives to show for each token. */
  readonly logprobs?: boolean | number;
  readonly user?: string;
  readonly reasoning?: Reasoning;
  readonly serviceTier?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Settings in the provider's own words, keyed by provider id. Put over everything else in the body. */
  readonly providerOptions?: ProviderOptions;
}

/** One model turn to make: a frozen value that middleware may copy and change. */
export interface Call extends CallBody {
  readonly operation: 'text';
  readonly control: CallControl;
}

/** What a call came back with. It exists once the first spoken chunk is there. */
export interface Reply {
  readonly chunks: ChunkStream;
  readonly model: Model;
  readonly http?: { readonly status: number; readonly headers: Readonly<Record<string, string>> };
  /** The tries before the one that answered. */
  readonly attempts: readonly Attempt[];
  /** When the try that answered began, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly requestId?: string;
  /** The protocol that was spoken. */
  readonly protocol?: string;
  readonly requestBody?: Json;
  /** What the provider sent so far, when asked for: frames of a stream, or the body. */
  readonly raw?: readonly Json[];
}

export type Next = (call: AnyCall) => Promise<Reply>;

/**
 * One layer around the model call. It may change the call, answer it, refuse it, or send it on, also more than once.
 * The promise settles at the first spoken chunk; what it holds back until then nobody has seen. Every operation comes
 * this way: `call.operation` tells which.
 */
export type Middleware = (call: AnyCall, next: Next) => Promise<Reply>;

/** The tools of a call that the caller runs. */
export function functionTools(call: CallBody): ToolDefinition[] {
  return (call.tools ?? []).filter((tool): tool is ToolDefinition => !('definition' in tool));
}

/** The tools that this provider runs itself. */
export function providerTools(call: CallBody): ProviderTool[] {
  return (call.tools ?? []).filter((tool): tool is ProviderTool => 'definition' in tool);
}
