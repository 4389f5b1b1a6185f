import type { ErrorCode } from './error.ts';
import type { Usage } from './usage.ts';

/** One request that was made for a call. Lost and refused tries count too, as they may have been billed. */
export interface Attempt {
  /** Spec of the model that was asked. */
  readonly model: string;
  /** When it began, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly ms: number;
  readonly outcome: 'ok' | 'error' | 'aborted' | 'truncated';
  readonly error?: { readonly code: ErrorCode; readonly status?: number; readonly message: string };
  readonly usage: Usage;
  readonly requestId?: string;
}
