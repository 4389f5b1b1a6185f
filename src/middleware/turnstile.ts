import { onAbort } from '../core/abort.ts';
import { ReqLLMError } from '../core/error.ts';

/** Whether one may pass: yes, or not for so many milliseconds (undefined: until somebody leaves). */
export type Answer = true | { readonly waitMs: number | undefined };

/** Lets callers through one after the other, in the order in which they came. */
export interface Turnstile {
  /** Resolves when it is the caller's turn and `mayPass` says yes. Rejects when aborted, when too many wait, or too long. */
  pass(mayPass: () => Promise<Answer>, signal: AbortSignal | undefined): Promise<void>;
  /** Somebody left: who waits may ask again at once. */
  wake(): void;
  readonly waiting: number;
}

export interface TurnstileOptions {
  readonly maxQueue: number;
  readonly maxWaitMs: number;
  readonly now: () => number;
  /** Runs something later; the function that comes back calls it off. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** What the errors call it. */
  readonly name: string;
}

// Others may give back what they hold without a word; with a shared store nobody hears it.
const pollMs = 50;

export function createTurnstile(options: TurnstileOptions): Turnstile {
  const { maxQueue, maxWaitMs, now, after, name } = options;
  const line: (() => void)[] = [];
  let isTaken = false;
  let wakeHead: (() => void) | undefined;

  const next = (): void => {
    const call = line.shift();
    if (call === undefined) isTaken = false;
    else call();
  };

  const turn = (waiter: Waiter): Promise<void> => {
    if (!isTaken) {
      isTaken = true;
      return Promise.resolve();
    }
    if (line.length >= maxQueue) return Promise.reject(full(name, maxQueue));
    return waiter.wait(undefined, (resume) => {
      line.push(resume);
      return () => {
        const at = line.indexOf(resume);
        if (at >= 0) line.splice(at, 1);
      };
    });
  };

  return {
    get waiting() {
      return line.length;
    },
    wake: () => wakeHead?.(),
    async pass(mayPass, signal) {
      const waiter = createWaiter({ signal, until: now() + maxWaitMs, now, after, name });
      await turn(waiter);
      try {
        for (;;) {
          const answer = await mayPass();
          if (answer === true) return;
          await waiter.wait(answer.waitMs ?? pollMs, (resume) => {
            wakeHead = resume;
            return () => {
              wakeHead = undefined;
            };
          });
        }
      } finally {
        next();
      }
    },
  };
}

interface Waiter {
  /** Waits for a time, or until it is woken; at most until its own end. Rejects when aborted or out of time. */
  wait(ms: number | undefined, onWake: (resume: () => void) => () => void): Promise<void>;
}

interface WaiterOptions extends Pick<TurnstileOptions, 'now' | 'after' | 'name'> {
  readonly signal: AbortSignal | undefined;
  readonly until: number;
}

function createWaiter({ signal, until, now, after, name }: WaiterOptions): Waiter {
  return {
    wait: (ms, onWake) =>
      new Promise((resolve, reject) => {
        const left = until - now();
        const settle = (error?: ReqLLMError): void => {
          stop();
          forget();
          leave?.();
          if (error === undefined) resolve();
          else reject(error);
        };
        const abort = (): void => settle(aborted(name));
        const expire = (): void => settle(tooLong(name, ms));
        const isLast = ms === undefined || ms > left;
        // A wait that is known to be too long is not begun.
        if (signal?.aborted === true) return reject(aborted(name));
        if (ms !== undefined && ms > left) return reject(tooLong(name, ms));
        const stop = after(isLast ? left : ms, isLast ? expire : () => settle());
        const forget = onWake(() => settle());
        const leave = signal === undefined ? undefined : onAbort(signal, abort);
      }),
  };
}

function aborted(name: string): ReqLLMError {
  const message = `The call was aborted while it waited for the limit ${name}.`;
  return new ReqLLMError(message, { code: 'aborted', phase: 'connect' });
}

function full(name: string, most: number): ReqLLMError {
  const message = `${most} calls wait for the limit ${name} already; send fewer at a time or raise maxQueue.`;
  return new ReqLLMError(message, { code: 'rate-limited', phase: 'connect', retryable: true });
}

function tooLong(name: string, ms: number | undefined): ReqLLMError {
  const message = `The limit ${name} leaves no room for this call soon enough; raise maxWaitMs or send fewer calls.`;
  const wait = ms === undefined ? {} : { retryAfterMs: ms };
  return new ReqLLMError(message, { code: 'rate-limited', phase: 'connect', retryable: true, ...wait });
}
