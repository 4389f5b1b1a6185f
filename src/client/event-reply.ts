import { toBase64 } from '../core/base64.ts';
import { isReqLLMError, type ReqLLMError } from '../core/error.ts';
import { longestTimerMs } from '../core/longest-timer.ts';

export interface EventReplyOptions {
  /** A comment is sent when nothing else was for so long, so that nobody on the way hangs up; 0 for none. Default 15000. */
  readonly keepAliveMs?: number;
  /** More headers, such as those for other origins. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The part of Node's `ServerResponse`, also that of `node:http2`, that events are written to. */
export interface EventSink {
  /** Whether the reader has hung up already. */
  readonly destroyed?: boolean;
  /** What `node:http2` writes to. */
  readonly stream?: { readonly destroyed: boolean };
  writeHead(status: number, headers: Record<string, string>): unknown;
  write(text: string): boolean;
  end(): unknown;
  on(event: 'close' | 'drain', listener: () => void): unknown;
  off(event: 'close' | 'drain', listener: () => void): unknown;
}

/**
 * Events as a reply of server-sent events: the `type` of each is the name of the event, its JSON the data (bytes as
 * base64). The last one is `end`, or `error` with `code`, `retryable` and `retryAfterMs`, and no words of ours. Who
 * hangs up stops the stream. Takes the streams of `streamText`, `streamTools` and `streamObject`.
 */
export function toSSE(events: AsyncIterable<object>, options: EventReplyOptions = {}): globalThis.Response {
  const written = frames(events, options.keepAliveMs ?? 15_000);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await written.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await written.return();
    },
  });
  return new globalThis.Response(body, { headers: headersOf(options) });
}

/** The headers of a reply of server-sent events. */
export function headersOf({ headers }: EventReplyOptions): Record<string, string> {
  return {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    // What nginx calls the switch of its buffering.
    'x-accel-buffering': 'no',
    ...headers,
  };
}

/** Events as text, frame by frame. */
export interface Frames {
  next(): Promise<IteratorResult<string, undefined>>;
  return(): Promise<void>;
}

type Step = IteratorResult<object, unknown> | 'quiet';

const over: IteratorResult<string, undefined> = { done: true, value: undefined };

/** The frames of events, with comments while nothing comes. */
// Hand-written, as a generator that waits in `next()` cannot be left until what it waits for has come.
export function frames(events: AsyncIterable<object>, keepAliveMs: number): Frames {
  const iterator = events[Symbol.asyncIterator]();
  let pending: Promise<Step> | undefined;
  let isOver = false;

  const step = async (): Promise<Step> => {
    pending ??= iterator.next();
    if (keepAliveMs === 0) return pending;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const quiet = new Promise<Step>((resolve) => {
      timer = setTimeout(resolve, Math.min(keepAliveMs, longestTimerMs), 'quiet');
    });
    try {
      return await Promise.race([pending, quiet]);
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    async next() {
      if (isOver) return over;
      try {
        const said = await step();
        if (said === 'quiet') return { done: false, value: ': keep-alive\n\n' };
        pending = undefined;
        if (said.done !== true) return { done: false, value: frame(typeOf(said.value), said.value) };
        isOver = true;
        return { done: false, value: frame('end', {}) };
      } catch (error) {
        isOver = true;
        return { done: false, value: frame('error', shownTo(error)) };
      }
    },
    async return() {
      isOver = true;
      await iterator.return?.();
    },
  };
}

function frame(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data, bytesAsText)}\n\n`;
}

function typeOf(event: object): string {
  const { type } = event as { type?: unknown };
  return typeof type === 'string' && /^[\w-]+$/.test(type) ? type : 'message';
}

function bytesAsText(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? toBase64(value) : value;
}

// Messages tell the operator of hosts, models and settings, which is nothing for those who read the page.
function shownTo(error: unknown): object {
  if (!isReqLLMError(error)) return { code: 'other', retryable: false };
  const { code, retryable, retryAfterMs } = error as ReqLLMError;
  return { code, retryable, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
