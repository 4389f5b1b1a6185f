import type { Attempt } from './attempt.ts';
import type { ErrorCode } from './error.ts';
import type { Origin } from './message.ts';
import type { SingleModel } from './model.ts';

/**
 * How a stream that broke off can go on. `resume`: the provider still makes the same answer and tells the rest of it.
 * `continue`: a new call is shown what there is of the answer and asked for the rest. `restart`: a new answer.
 */
export type RecoveryMode = 'resume' | 'continue' | 'restart';

/**
 * What happens to a stream that broke off after its first chunk. `start`: another request is about to be made. `retract`:
 * all blocks that were shown are void; those that follow are another answer. `seam`: here a continuation was joined,
 * `trimmed` characters that it repeated cut off. `ok`: the new request answers. `failed`: it did not.
 */
export type RecoveryEvent =
  | {
      readonly phase: 'start';
      readonly mode: RecoveryMode;
      /** Counted from 1. */
      readonly attempt: number;
      /** Spec of the model that is asked. */
      readonly model: string;
      readonly cause: RecoveryCause;
      /** What had been shown when it broke off: characters of text, and how many blocks and calls of tools. */
      readonly delivered: { readonly chars: number; readonly blocks: number; readonly toolCalls: number };
    }
  | {
      readonly phase: 'retract';
      readonly attempt: number;
      readonly model: string;
      /** Who writes the answer that follows. */
      readonly origin?: Origin;
    }
  | {
      readonly phase: 'seam';
      readonly attempt: number;
      /** Characters of text before it. */
      readonly offset: number;
      readonly trimmed: number;
      /** Never: a model that goes on may have meant to go on otherwise. */
      readonly exact: false;
    }
  | {
      readonly phase: 'ok';
      readonly mode: RecoveryMode;
      readonly attempt: number;
      readonly model: string;
      /** When the request that answers began, in milliseconds since 1970. */
      readonly startedAt: number;
      readonly requestId?: string;
      /** The requests of this call that are over, with what they used. */
      readonly tries: readonly Attempt[];
    }
  | {
      readonly phase: 'failed';
      readonly mode: RecoveryMode;
      readonly attempt: number;
      readonly model: string;
      readonly cause: RecoveryCause;
      readonly tries: readonly Attempt[];
    };

/** Why a stream broke off, or was not recovered. */
export interface RecoveryCause {
  readonly code: ErrorCode;
  readonly status?: number;
}

/** Where an answer can be picked up again, also by another process: plain JSON, without a key and without words. */
export interface ResumeToken {
  readonly version: 1;
  readonly provider: string;
  readonly protocol: string;
  readonly model: string;
  /** The provider's id of the answer. */
  readonly id: string;
  /** The last event of it that was read, in the provider's words. */
  readonly cursor?: string;
  /** When the provider is said to forget it, in milliseconds since 1970. */
  readonly expiresAt?: number;
  /** Of videos: how long each was asked to be, for the count where the provider tells none. */
  readonly durationSeconds?: number;
}

/** A place to go on reading at. */
export interface ResumePoint {
  readonly token: ResumeToken;
  /** What the reader of the stream remembers, for going on in this process. */
  readonly reader?: object;
  /** Nothing is read on: the answer is to be stopped, and told as far as it came. */
  readonly isCancelled?: true;
}

/** How a model takes an answer of its own that it is to go on with. */
export interface ContinuationHabits {
  /** Whether a conversation that ends with an assistant turn is gone on with in that turn. */
  readonly prefill: boolean;
  /** Whether its signed thoughts may stand before the part of the answer that there is. */
  readonly thoughts: boolean;
}

/** Names of states in which an answer is still being made, as the APIs with background answers call them. */
export const pendingStates: ReadonlySet<string> = new Set(['queued', 'in_progress']);

/** What is done when a stream breaks off after its first chunk; see `docs/recovery.md`. */
export interface RecoveryPolicy {
  /** In the order in which they are tried. */
  readonly modes: readonly RecoveryMode[];
  /** Most further requests. */
  readonly maxAttempts: number;
  /** Models that a restart goes to after the model of the call. */
  readonly fallback: readonly SingleModel[];
  /** Most tokens that all further requests together may generate. */
  readonly maxExtraOutputTokens?: number;
  /** Told when what was shown is void. */
  readonly onRetract?: (event: Extract<RecoveryEvent, { phase: 'retract' }>) => void;
}

/** Whether a stream under this policy may take back what it has shown. */
export function mayRetract(policy: RecoveryPolicy | undefined): boolean {
  return policy !== undefined && (policy.modes.includes('restart') || policy.fallback.length > 0);
}
