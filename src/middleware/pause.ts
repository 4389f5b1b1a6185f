import { onAbort } from '../core/abort.ts';
import { longestTimerMs } from '../core/longest-timer.ts';

/** Waits, or stops waiting when the signal fires; whoever must not go on then looks at the signal. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      leave?.();
      resolve();
    };
    const timer = setTimeout(wake, Math.min(ms, longestTimerMs));
    const leave = signal && onAbort(signal, wake);
  });
}
