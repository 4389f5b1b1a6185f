import type { Middleware, Reply } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import type { StreamOutcome } from '../core/chunk-stream.ts';
import type { AnyCall } from '../core/operation.ts';
import { callable, checkSettings } from './settings.ts';

/** What to call as a call goes by. */
export interface TapOptions {
  /** Sees a call before it is sent. */
  readonly call?: (call: AnyCall) => void;
  /** Sees each chunk as it is handed to the reader. */
  readonly chunk?: (chunk: Chunk, call: AnyCall) => void;
  /** Sees the end of a reply, exactly once, also when the reader left early or never began. */
  readonly done?: (outcome: StreamOutcome, reply: Reply, call: AnyCall) => void;
  /** Sees the failure of a call that got no reply. */
  readonly failed?: (error: unknown, call: AnyCall) => void;
}

/** Watches calls and replies, and changes nothing. What a watcher throws reaches the caller. */
export function tap(options: TapOptions): Middleware {
  checkSettings('tap', options, { call: callable, chunk: callable, done: callable, failed: callable });
  const { call: before, chunk: each, done, failed } = options;
  return async (call, next) => {
    before?.(call);
    try {
      const reply = await next(call);
      reply.chunks.tap({
        ...(each === undefined ? {} : { chunk: (chunk) => each(chunk, call) }),
        ...(done === undefined ? {} : { done: (outcome) => done(outcome, reply, call) }),
      });
      return reply;
    } catch (error) {
      failed?.(error, call);
      throw error;
    }
  };
}
