import type { ErrorCode, ReqLLMError } from './error.ts';
import { unknownUsage, type Usage, zeroUsage } from './usage.ts';

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
  /** Answered from a cache: nobody was asked. */
  readonly cached?: true;
}

/** The record of a try that failed. What was never accepted cost nothing; what broke off later may have. */
export function attemptOf(model: string, startedAt: number, ms: number, error: ReqLLMError): Attempt {
  return {
    model,
    startedAt,
    ms,
    outcome: error.code === 'aborted' ? 'aborted' : error.code === 'truncated' ? 'truncated' : 'error',
    error: {
      code: error.code,
      message: error.message,
      ...(error.status === undefined ? {} : { status: error.status }),
    },
    usage: wasRefused(error) ? zeroUsage : (error.partial?.usage ?? unknownUsage),
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
  };
}

// An error event inside a stream may carry a status too, but by then the model has worked.
function wasRefused({ phase, status = 0 }: ReqLLMError): boolean {
  const isBefore = phase === 'config' || phase === 'encode' || phase === 'connect';
  return isBefore || (phase === 'headers' && status >= 400 && status < 500);
}
