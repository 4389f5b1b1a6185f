import type { Middleware } from '../core/call.ts';
import { ReqLLMError } from '../core/error.ts';
import type { AnyCall } from '../core/operation.ts';
import type { Usage, UsageUnits } from '../core/usage.ts';
import { dollars } from './dollars.ts';
import { answerTokens, costOf, promptTokens, usageAsked } from './estimate.ts';

/**
 * Refuses a call that may cost more than its option `maxCost`, before anything is sent: its prompt by an estimate, its
 * answer at the most that it can be. Throws `budget`.
 */
export function maxCost(): Middleware {
  return async (call, next, lookup) => {
    const limit = call.control.maxCost;
    if (limit === undefined) return next(call);
    const asked = usageAsked(call, { input: promptTokens(call).most, output: answerTokens(call) });
    const estimate = costOf(call, asked, await lookup?.price(call.model));
    if (estimate === undefined) {
      if (!limit.strict) return next(call);
      throw refused(call, `No price is known for ${call.model.spec}, so maxCost cannot be kept.`);
    }
    if (estimate <= limit.usd) return next(call);
    const remedy =
      call.operation === 'text' ? 'Lower maxTokens or raise maxCost' : 'Ask for less or raise maxCost';
    const message = `The call to ${call.model.spec} may cost ${dollars(estimate)} (${amountOf(asked)}), which is more than maxCost (${dollars(limit.usd)}). ${remedy}.`;
    throw refused(call, message);
  };
}

function amountOf({ inputTokens, outputTokens, units = {} }: Usage): string {
  const names = {
    images: 'images',
    characters: 'characters',
    audioSeconds: 'seconds',
    videoSeconds: 'seconds of video',
    searches: 'searches',
    pages: 'pages',
  } satisfies Readonly<Record<keyof UsageUnits, string>>;
  const counted = (Object.keys(names) as (keyof typeof names)[])
    .filter((name) => units[name] !== undefined)
    .map((name) => `${units[name]} ${names[name]}`);
  return counted.length > 0 ? counted.join(', ') : `about ${inputTokens} tokens in, ${outputTokens} out`;
}

function refused(call: AnyCall, message: string): ReqLLMError {
  const { spec, provider } = call.model;
  return new ReqLLMError(message, { code: 'budget', phase: 'config', model: spec, provider });
}
