import { type Attempt, attemptOf } from '../core/attempt.ts';
import type { Call, Reply } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import { type ReqLLMError, isReqLLMError } from '../core/error.ts';
import { createFold, type Folded, type ModelResponse } from '../core/response.ts';
import { addUsage, type Usage, zeroUsage } from '../core/usage.ts';
import type { Warning } from '../core/warning.ts';

/** How the reading of a reply came to its end. */
export type Ending =
  | { readonly type: 'end' }
  | { readonly type: 'left' }
  | { readonly type: 'failed'; readonly error: unknown };

/** Collects a reply while it passes and makes the response of it. */
export interface Assembly {
  add(chunk: Chunk): void;
  /** The response, whole or as far as it came. */
  response(ending: Ending): ModelResponse;
  /** The failure with everything that is known beside it: the tries, and what had arrived. */
  failure(error: unknown): unknown;
  readonly warnings: Folded['warnings'];
}

/** The usage of one request with its cost, as far as that is known. */
export type Price = (usage: Usage) => Usage;

/** A call that has been answered, up to its first spoken chunk. */
export interface Begun {
  readonly call: Call;
  readonly reply: Reply;
  readonly price: Price;
  /** What is known that speaks against the call, though it was sent. */
  readonly advice: readonly Warning[];
}

export function assemble({ call, reply, price, advice }: Begun): Assembly {
  // A layer may have asked another model than the call's.
  const { model, cached } = reply;
  const protocol = reply.protocol ?? 'unknown';
  const fold = createFold({ provider: model.provider, protocol, model: model.id });
  if (call.control.onUnsupported !== 'drop')
    for (const warning of [...advice, ...(reply.warnings ?? [])]) fold.add({ type: 'warning', warning });
  // A reply exists once its first spoken chunk is there.
  const firstChunkMs = Date.now() - call.control.startedAt;

  const response = (ending: Ending): ModelResponse => {
    const endedAt = Date.now();
    const folded = fold.result();
    const attempt = lastAttempt(ending, folded, reply, model.spec, endedAt);
    // Nobody was asked, so nothing is paid, also where a price list charges by the request.
    const last: Attempt =
      cached === undefined
        ? { ...attempt, usage: price(attempt.usage) }
        : { ...attempt, usage: zeroUsage, cached: true };
    const attempts = [...reply.attempts, last];
    const { id, served, message, finishReason, usage: _usage, ...rest } = folded;
    return {
      id,
      model: {
        spec: model.spec,
        provider: model.provider,
        id: model.id,
        ...(served === undefined ? {} : { served }),
      },
      message,
      context: { version: 1, messages: [...call.messages, message] },
      ...rest,
      finishReason: finishReason ?? (ending.type === 'left' ? 'cancelled' : 'other'),
      usage: addUsage(attempts.map((attempt) => attempt.usage)),
      attempts,
      timing: { firstChunkMs, totalMs: endedAt - call.control.startedAt },
      ...(reply.requestId === undefined ? {} : { requestId: reply.requestId }),
      ...(cached === undefined ? {} : { cached }),
      ...(reply.raw === undefined ? {} : { raw: [...reply.raw] }),
      ...(reply.requestBody === undefined ? {} : { requestBody: reply.requestBody }),
    };
  };

  const failure = (error: unknown): unknown => {
    if (!isReqLLMError(error)) return error;
    const partial = response({ type: 'failed', error });
    return error.with({ partial, attempts: partial.attempts });
  };

  return { add: fold.add, response, failure, warnings: fold.warnings };
}

function lastAttempt(ending: Ending, folded: Folded, reply: Reply, spec: string, endedAt: number): Attempt {
  const usage = settled(folded, ending);
  const ms = endedAt - reply.startedAt;
  const error = ending.type === 'failed' ? ending.error : undefined;
  if (isReqLLMError(error)) return { ...attemptOf(spec, reply.startedAt, ms, error as ReqLLMError), usage };
  return {
    model: spec,
    startedAt: reply.startedAt,
    ms,
    outcome: ending.type === 'end' ? 'ok' : ending.type === 'left' ? 'aborted' : 'error',
    usage,
    ...(reply.requestId === undefined ? {} : { requestId: reply.requestId }),
  };
}

// A count that came before the end of the answer does not cover all of it.
function settled({ usage, finishReason }: Folded, ending: Ending): Usage {
  const isWhole = ending.type === 'end' || finishReason !== undefined;
  return isWhole || usage.status !== 'final' ? usage : { ...usage, status: 'partial' };
}
