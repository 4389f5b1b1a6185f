import type { Attempt } from './attempt.ts';
import type { ChunkStream } from './chunk-stream.ts';
import type { Json, JsonObject } from './json.ts';
import type { ModelLookup } from './lookup.ts';
import type { Message, ProviderOptions } from './message.ts';
import type { Model, SingleModel } from './model.ts';
import type { AnyCall } from './operation.ts';
import type { RecoveryPolicy, ResumePoint } from './recovery.ts';
import type { Secret } from './secret.ts';
import type { ProviderTool, ToolChoice, ToolDefinition } from './tool.ts';
import type { Usage } from './usage.ts';
import type { Warning } from './warning.ts';

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

/** That the beginning of a prompt is kept for the next call. Empty: as the provider does it by default. */
export interface CacheWish {
  /** How long it should be kept: a number with `s`, `m`, `h` or `d`, such as `5m` or `1h`. Default: the provider's. */
  readonly ttl?: string;
  /** What calls with the same beginning share, where the provider routes by such a key. */
  readonly key?: string;
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
  /**
   * Whether a whole answer that did not come within `timeout.headersMs` is asked for again. Off by default, as the
   * provider may have made and billed it. Streams that do not begin are asked for again in any case.
   */
  readonly afterTimeout?: boolean;
}

/** How often a job is asked whether it is done. */
export interface PollPolicy {
  /** Before the first look, in milliseconds; each later pause is half as long again. Default 2,000. */
  readonly everyMs: number;
  /** Longest pause between two looks, in milliseconds. Default 10,000. */
  readonly maxMs: number;
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
  /** One name for all tries of this call. */
  readonly callId?: string;
  /** Names of the caller's own that the call is counted under. */
  readonly tags?: readonly string[];
  /** Most that the call may cost, in US dollars; `strict` refuses a call whose price is not known. */
  readonly maxCost?: { readonly usd: number; readonly strict: boolean };
  /** Models to ask, in this order, when the call's own cannot answer. */
  readonly fallbacks?: readonly SingleModel[];
  /**
   * To be asked before the call is made anew, of another model or after its stream broke off: throws where it may not be.
   * `tries` are all that was asked before, where none of it can cost any more.
   */
  readonly admit?: (call: AnyCall, tries?: readonly Attempt[]) => Promise<void>;
  /** The call as another model is asked in its place, where that depends on the model, as the form of an object does. */
  readonly recast?: (call: AnyCall, model: Model) => Promise<AnyCall>;
  /** What to do when a stream breaks off after its first chunk. Absent: nothing. */
  readonly recovery?: RecoveryPolicy;
  /** An answer to read on instead of asking for one. */
  readonly resume?: ResumePoint;
  /** How a job is followed. */
  readonly poll?: Partial<PollPolicy>;
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
  /** What becomes of thoughts that another provider's model had: left out (`drop`, the default) or sent as text. */
  readonly foreignReasoning?: 'drop' | 'text';
  /** Where it is absent, nothing is said of caching. */
  readonly cache?: CacheWish;
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
  /** What layers have to say about the call. */
  readonly warnings?: readonly Warning[];
  /** Set when nobody was asked: when the answer was made, in milliseconds since 1970, and what it used then. */
  readonly cached?: { readonly at: number; readonly usage: Usage };
  /** Where the answer could be read on from now, if the provider lets it be picked up again. */
  readonly resumePoint?: () => ResumePoint | undefined;
}

export type Next = (call: AnyCall) => Promise<Reply>;

/**
 * One layer around the model call. It may change the call, answer it, refuse it, or send it on, also more than once.
 * The promise settles at the first spoken chunk; what it holds back until then nobody has seen. Every operation comes
 * this way: `call.operation` tells which.
 */
export interface Middleware {
  /** `lookup` is absent only where a layer is run outside of a client. */
  (call: AnyCall, next: Next, lookup?: ModelLookup): Promise<Reply>;
  /**
   * Whether the layer is about the single model that is asked (a limit, a breaker) rather than about the call as a whole.
   * The chain of `generateText([first, ...others])` runs outside of the first such layer.
   */
  readonly isPerModel?: boolean;
}

/** The tools of a call that the caller runs. */
export function functionTools(call: CallBody): ToolDefinition[] {
  return (call.tools ?? []).filter((tool): tool is ToolDefinition => !('definition' in tool));
}

/** The tools that this provider runs itself. */
export function providerTools(call: CallBody): ProviderTool[] {
  return (call.tools ?? []).filter((tool): tool is ProviderTool => 'definition' in tool);
}
