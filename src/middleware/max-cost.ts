import type { Middleware } from '../core/call.ts';
import { ReqLLMError } from '../core/error.ts';
import type { AnyCall } from '../core/operation.ts';
import { dollars } from './dollars.ts';
import { answerTokens, dearestCost, promptTokens } from './estimate.ts';

/**
 * Refuses a call that may cost more than its option `maxCost`, before anything is sent: its prompt by an estimate, its
 * answer at the most that it can be. Throws `budget`.
 */
export function maxCost(): Middleware {
  return async (call, next, lookup) => {
    const limit = call.control.maxCost;
    if (limit === undefined) return next(call);
    const tokens = { input: promptTokens(call).most, output: answerTokens(call) };
    const estimate = dearestCost(call, await lookup?.price(call.model), tokens);
    if (estimate === undefined) {
      if (!limit.strict) return next(call);
      throw refused(call, `No price is known for ${call.model.spec}, so maxCost cannot be kept.`);
    }
    if (estimate <= limit.usd) return next(call);
    const message = `The call to ${call.model.spec} may cost ${dollars(estimate)} (about ${tokens.input} tokens in, ${tokens.output} out), which is more than maxCost (${dollars(limit.usd)}). Lower maxTokens or raise maxCost.`;
    throw refused(call, message);
  };
}

function refused(call: AnyCall, message: string): ReqLLMError {
  const { spec, provider } = call.model;
  return new ReqLLMError(message, { code: 'budget', phase: 'config', model: spec, provider });
}
