import type { Call, Middleware } from '../../core/call.ts';
import { ChunkStream } from '../../core/chunk-stream.ts';
import type { ContinuationHabits, RecoveryPolicy } from '../../core/recovery.ts';
import { JoinedSource } from './joined-source.ts';

/** What the recovery layer gets from outside. */
export interface RecoverySeams {
  /** How the model of a call takes an answer that it is to go on with; the protocol it speaks is in the model. */
  readonly habits: (call: Call) => Promise<ContinuationHabits>;
  readonly now: () => number;
  readonly random: () => number;
  /** Resolves after the time, or sooner when the signal fires. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Between two looks at an answer that is made in the background, in milliseconds. Default 2,000. */
  readonly pollMs?: number;
}

/**
 * Goes on with streams that break off after their first chunk, as the call's policy allows; what fails before it is for
 * `retry`. Each further request is one try: none is repeated by the layers inside. All of them are told as chunks, with
 * their usage.
 */
export function recovery(seams: RecoverySeams): Middleware {
  return async (call, next, lookup) => {
    const policy: RecoveryPolicy | undefined = call.control.recovery;
    if (call.operation !== 'text' || !call.stream || policy === undefined) return next(call);
    const reply = await next(call);
    const source = new JoinedSource({ call, policy, next, lookup, seams, reply });
    const { resumePoint, raw } = reply;
    return {
      ...reply,
      chunks: new ChunkStream(source),
      ...(resumePoint === undefined ? {} : { resumePoint: () => source.resumePoint() }),
      // Grows with each further request.
      ...(raw === undefined ? {} : { raw: source.raw }),
    };
  };
}
