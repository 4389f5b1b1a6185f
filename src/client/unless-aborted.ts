import { onAbort } from '../core/abort.ts';
import { abortedError } from '../http/connection-error.ts';

/** Waits for something that knows no signal. Throws `aborted` as soon as the signal fires. */
export function unlessAborted<Value>(waiting: Promise<Value>, signal: AbortSignal): Promise<Value> {
  if (signal.aborted) return Promise.reject(abortedError(signal, 'connect'));
  return new Promise((resolve, reject) => {
    const leave = onAbort(signal, () => reject(abortedError(signal, 'connect')));
    waiting.then(resolve, reject).finally(leave);
  });
}
