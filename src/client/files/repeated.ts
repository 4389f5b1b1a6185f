import { isReqLLMError, type ReqLLMError } from '../../core/error.ts';
import { abortedError } from '../../http/connection-error.ts';
import { pause } from '../../middleware/pause.ts';
import type { Host } from './exchange.ts';

/**
 * Sends a request again when it was refused in a way that may pass, as often and as patiently as calls are. One whose
 * answer was lost is not: nobody knows whether the file is there.
 */
export async function repeated<Result>(host: Host, work: () => Promise<Result>): Promise<Result> {
  const { retry } = host.call.control;
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries >= retry.max || !isReqLLMError(error) || !mayPass(error)) throw error;
      const backoffMs = Math.min(retry.maxMs, retry.baseMs * 2 ** tries);
      const delayMs = error.retryAfterMs ?? backoffMs;
      if (delayMs > retry.maxRetryAfterMs) throw error;
      await wait(delayMs, host.signal);
    }
  }
}

function mayPass({ retryable, status, phase }: ReqLLMError): boolean {
  return retryable && (status !== undefined || phase === 'connect');
}

/** Waits. Throws `aborted` as soon as the signal fires. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, signal);
  if (signal.aborted) throw abortedError(signal, 'connect');
}
