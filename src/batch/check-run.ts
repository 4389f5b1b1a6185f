import { didYouMean } from '../core/suggest.ts';
import { ReqLLMError } from '../index.ts';

/**
 * Holds the options of a run against those that there are: a limit under a name that nobody reads, or one that is no
 * number, would let everything be spent. Throws `config`.
 */
export function checkRun(run: string, options: object, names: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) throw wrong(`${run} has no option "${unknown}".${didYouMean(unknown, names)}`);
  const { maxCost } = options as { readonly maxCost?: unknown };
  if (maxCost !== undefined && !(typeof maxCost === 'number' && maxCost > 0))
    throw wrong(`\`maxCost\` of ${run} must be a number of US dollars above 0.`);
}

function wrong(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
