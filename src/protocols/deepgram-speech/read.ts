import type { Emit } from '../../core/chunk.ts';
import { failureInBody } from '../operation-failure.ts';
import { replyOf, unreadable } from '../operation-reply.ts';

/** Sounds come as bytes; JSON in their place is an error, or an answer that holds no sound. */
export function readBody(body: unknown, _emit: Emit): void {
  const failure = failureInBody(replyOf(body));
  throw failure ?? unreadable('it holds no sound');
}
