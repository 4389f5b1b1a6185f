import { type Attempt, attemptOf } from '../core/attempt.ts';
import type { Call, Reply } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import { type ReqLLMError, isReqLLMError } from '../core/error.ts';
import { createFold, type Folded, type ModelResponse } from '../core/response.ts';
import { Tries } from '../core/tries.ts';
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
  /**
   * Who answers: another model after a restart with it. A method, as a getter in a literal gives each object a hidden
   * class of its own, which keeps all that the call held until a full collection.
   */
  model(): Tries['model'];
}

/** The usage of one request with its cost, as far as that is known. */
export type Price = (usage: Usage) => Usage;

/** A call that has been answered, up to its first spoken chunk. */
export interface Begun {
  readonly call: Call;
  readonly reply: Reply;
  readonly price: Price;
  /** Chunks of the answer that the caller had before: no more shown, but part of the response. The list may grow. */
  readonly held?: readonly Chunk[];
  /** What is known that speaks against the call, though it was sent. */
  readonly advice: readonly Warning[];
}

export function assemble({ call, reply, price, held = [], advice }: Begun): Assembly {
  // A layer may have asked another model than the call's.
  const { cached } = reply;
  const tries = new Tries(reply);
  const protocol = reply.protocol ?? 'unknown';
  const fold = createFold({ provider: reply.model.provider, protocol, model: reply.model.id });
  if (call.control.onUnsupported !== 'drop')
    for (const warning of [...advice, ...(reply.warnings ?? [])]) fold.add({ type: 'warning', warning });
  // A reply exists once its first spoken chunk is there.
  const firstChunkMs = Date.now() - call.control.startedAt;

  // Nobody was asked for a cached answer, so nothing is paid, also where a price list charges by the request. An answer
  // that another model began anew comes with its price.
  const settledPrice = (attempt: Attempt): Attempt => {
    if (cached !== undefined) return { ...attempt, usage: zeroUsage, cached: true };
    return tries.isSameModel ? { ...attempt, usage: price(attempt.usage) } : attempt;
  };

  let heldAt = 0;
  const addHeld = (): void => {
    for (; heldAt < held.length; heldAt += 1) fold.add(held[heldAt] as Chunk);
  };

  const add = (chunk: Chunk): void => {
    addHeld();
    if (chunk.type === 'recovery') tries.add(chunk.event);
    fold.add(chunk);
  };

  const response = (ending: Ending): ModelResponse => {
    const endedAt = Date.now();
    addHeld();
    const folded = fold.result();
    const { model, current } = tries;
    const last = current === undefined ? [] : [lastAttempt(ending, folded, { ...current, model }, endedAt)];
    const attempts = [...tries.over, ...last.map(settledPrice)];
    const requestId = current?.requestId ?? reply.requestId;
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
      ...(requestId === undefined ? {} : { requestId }),
      ...(cached === undefined ? {} : { cached: { ...cached } }),
      ...(reply.raw === undefined ? {} : { raw: [...reply.raw] }),
      ...(reply.requestBody === undefined ? {} : { requestBody: reply.requestBody }),
    };
  };

  const failure = (error: unknown): unknown => {
    if (!isReqLLMError(error)) return error;
    const partial = response({ type: 'failed', error });
    return error.with({ partial, attempts: partial.attempts });
  };

  return {
    add,
    response,
    failure,
    warnings: fold.warnings,
    model: () => tries.model,
  };
}

interface Current {
  readonly model: { readonly spec: string };
  readonly startedAt: number;
  readonly requestId?: string;
}

function lastAttempt(ending: Ending, folded: Folded, current: Current, endedAt: number): Attempt {
  const usage = settled(folded, ending);
  const { startedAt, requestId } = current;
  const { spec } = current.model;
  const ms = endedAt - startedAt;
  const error = ending.type === 'failed' ? ending.error : undefined;
  if (isReqLLMError(error)) return { ...attemptOf(spec, startedAt, ms, error as ReqLLMError), usage };
  return {
    model: spec,
    startedAt,
    ms,
    outcome: ending.type === 'end' ? 'ok' : ending.type === 'left' ? 'aborted' : 'error',
    usage,
    ...(requestId === undefined ? {} : { requestId }),
  };
}

// A count that came before the end of the answer does not cover all of it.
function settled({ usage, finishReason }: Folded, ending: Ending): Usage {
  const isWhole = ending.type === 'end' || finishReason !== undefined;
  return isWhole || usage.status !== 'final' ? usage : { ...usage, status: 'partial' };
}
