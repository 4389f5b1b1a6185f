import type {
  CacheWish,
  CallControl,
  Effort,
  OnUnsupported,
  OutputFormat,
  QuirkMode,
  Reasoning,
  RetryPolicy,
  TimeoutLimits,
} from '../core/call.ts';
import type { ProviderOptions } from '../core/message.ts';
import type { SingleModel } from '../core/model.ts';
import type { RecoveryMode, RecoveryPolicy } from '../core/recovery.ts';
import type { ToolChoice } from '../core/tool.ts';
import type { ToolInput } from './tool.ts';

/** Settings of a text call. All are portable: what a provider cannot do is reported by `onUnsupported`, never ignored. */
export interface TextOptions {
  /** Instructions above the conversation. */
  readonly system?: string;
  readonly tools?: readonly ToolInput[];
  /** Whether the model must call a tool: `auto` (its choice), `none`, `required`, or one by name. Default `auto`. */
  readonly toolChoice?: ToolChoice;
  /** Whether the model may call several tools in one turn. Default: the provider's. */
  readonly parallelToolCalls?: boolean;
  /** Most tokens to generate. Default: the provider's; 4,096 or the model's limit where the format demands a number. */
  readonly maxTokens?: number;
  /** 0 to 2. */
  readonly temperature?: number;
  /** 0 to 1. */
  readonly topP?: number;
  readonly topK?: number;
  /** 0 to 1. */
  readonly minP?: number;
  readonly seed?: number;
  /** Texts that end the answer; they are not part of it. */
  readonly stop?: string | readonly string[];
  /** -2 to 2. */
  readonly frequencyPenalty?: number;
  /** -2 to 2. */
  readonly presencePenalty?: number;
  /** `true`, or how many alternatives to show for each token (0 to 20). */
  readonly logprobs?: boolean | number;
  /** An id of your user, for the provider's abuse detection. */
  readonly user?: string;
  /** How hard the model thinks: a level, or `{ effort, budgetTokens, summary }`. Default: the model's. */
  readonly reasoning?: Effort | Reasoning;
  /**
   * What becomes of thoughts in the conversation that another provider's model had, which prove nothing here: `drop`
   * (default) leaves them out, `text` sends them as marked text. Either way with a warning.
   */
  readonly foreignReasoning?: 'drop' | 'text';
  /**
   * Keeping the prompt for the next call. `auto`: marks where the provider wants marks, nothing where it does so by
   * itself. `{ ttl, key }`: the same, for as long as `ttl` (`5m`, `1h`, `24h`) and shared by the calls with that `key`.
   * `none` (default): nothing is said. Marks on parts (`providerOptions`) stay, and then no others are placed.
   */
  readonly cache?: 'auto' | 'none' | CacheWish;
  /** The form of the answer, when it is to be JSON text. */
  readonly output?: OutputFormat;
  /** The provider's class of service, in its own words. */
  readonly serviceTier?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Settings in the provider's own words, keyed by provider id; those of other providers are refused. */
  readonly providerOptions?: ProviderOptions;
  /** What to do with a setting that the provider lacks: `warn` (default) reports it in `warnings`, `error` throws before sending, `drop` keeps quiet. */
  readonly onUnsupported?: OnUnsupported;
  /**
   * What to do with what is known of this model: the rules of `docs/quirks.md` and the facts of the catalogue. `apply`
   * (default) changes what the model would refuse, with a warning, and refuses what it cannot do at all; `warn` only
   * says so; `error` refuses what would have to be changed; `off` sends everything as it is.
   */
  readonly quirks?: QuirkMode;
  readonly signal?: AbortSignal;
  /** Time limits in milliseconds; 0 switches one off. A number limits the whole call. */
  readonly timeout?: number | Partial<TimeoutLimits>;
  /** Repetitions before the first chunk. A number is short for `{ max }`; default 2. */
  readonly retry?: number | Partial<RetryPolicy>;
  /**
   * What to do when a stream breaks off after its first chunk, where `retry` ends (`docs/recovery.md`): `resume` reads on
   * what the provider still makes (background answers), `continue` asks for the rest of a text, `restart` for a new
   * answer. Several modes, models to fall back to and limits as an object. Default `off`: the error has what arrived.
   */
  readonly recovery?: 'off' | RecoveryMode | RecoveryOptions;
  readonly headers?: Readonly<Record<string, string>>;
  /** Used for this call only, before every other source of keys. */
  readonly apiKey?: string;
  /** Another address of the same API. Keys from the environment are not sent there. */
  readonly baseUrl?: string;
  readonly include?: CallControl['include'];
  /** Names of your own that the call is counted under: its user, feature or tenant. */
  readonly tags?: readonly string[];
  /**
   * Most that one call may cost, in US dollars: refused with the code `budget` before anything is sent when its prompt and
   * `maxTokens` (default: what the model can write) may cost more. A model without a known price passes, unless `strict`.
   */
  readonly maxCost?: number | { readonly usd: number; readonly strict?: boolean };
}

/** How streams that break off are gone on with. */
export interface RecoveryOptions {
  /** Tried in this order. */
  readonly modes: readonly RecoveryMode[];
  /** Most further requests. Default 2. */
  readonly maxAttempts?: number;
  /** Models that a restart goes to when that of the call broke off again; without `restart` among the modes, at once. */
  readonly fallback?: readonly SingleModel[];
  /** Most tokens that all further requests together may generate. Default: what the call may. */
  readonly maxExtraOutputTokens?: number;
  /**
   * Told when what was shown is void, as another answer begins. Without it `textStream()` holds the text of a call that
   * may be restarted back until it is whole.
   */
  readonly onRetract?: RecoveryPolicy['onRetract'] & {};
}

export const defaultRetry: RetryPolicy = Object.freeze({
  max: 2,
  baseMs: 500,
  maxMs: 8_000,
  jitter: 1,
  maxRetryAfterMs: 60_000,
});

const minute = 60_000;

/** Bodies are limited as a whole, streams by their silence. */
export function defaultTimeout(stream: boolean): TimeoutLimits {
  return stream
    ? { connectMs: 10_000, headersMs: minute, firstChunkMs: 2 * minute, idleMs: 1.5 * minute, totalMs: 0 }
    : { connectMs: 10_000, headersMs: 0, firstChunkMs: 0, idleMs: 0, totalMs: 10 * minute };
}
