import { soundless } from '../operation-reply.ts';

/** Sounds come as bytes; JSON in their place is an error, or an answer that holds no sound. */
export function readBody(body: unknown): void {
  throw soundless(body);
}
