import { createClient, type ClientOptions, ReqLLMError, type TextOptions } from '../../index.ts';
import type { NamedLine } from '../line.ts';
import type { LineSettings } from './capture.ts';

/** The most that each of some lines can cost, and the sum that all of them must stay within. */
export interface JobCosts {
  /** In US dollars, by the ids of lines. */
  readonly most: ReadonlyMap<string, number>;
}

/**
 * Reckons what lines can cost at most at the price of batches: their input by the estimate and its bound, their answers at
 * `maxTokens`. Throws `budget` when a price or the length of an answer is not known, or when all of them and `committed`
 * come to more than `limit`.
 */
export async function reckonJobs(
  lines: readonly NamedLine[],
  { limit, committed }: { readonly limit: number; readonly committed: number },
  options: ClientOptions,
  settings: LineSettings,
): Promise<JobCosts> {
  await using client = createClient(options);
  const most = new Map<string, number>();
  for (const line of lines) {
    const spec = line.model ?? settings.model ?? '';
    const { cost } = await client.explain(
      spec,
      line.prompt ?? line.messages ?? '',
      optionsOf(line, settings),
    );
    if (cost.high === null) throw unknown(line, cost.unknown ?? `No price of ${spec} is known.`);
    most.set(line.id, cost.high);
  }
  const sum = [...most.values()].reduce((total, each) => total + each, 0);
  if (committed + sum > limit) throw tooDear(sum, committed, limit);
  return { most };
}

function optionsOf(line: NamedLine, settings: LineSettings): TextOptions {
  return {
    ...settings.options,
    ...line.options,
    ...(line.schema === undefined ? {} : { output: { type: 'json-schema', schema: line.schema } }),
    serviceTier: 'batch',
    onUnsupported: 'drop',
  } as TextOptions;
}

function unknown({ id }: NamedLine, why: string): ReqLLMError {
  const message = `What the line "${id}" may cost cannot be told, so maxCost cannot be kept: ${why} Nothing was handed in.`;
  return new ReqLLMError(message, { code: 'budget', phase: 'config' });
}

function tooDear(sum: number, committed: number, limit: number): ReqLLMError {
  const usd = (amount: number): string => `$${amount.toPrecision(3)}`;
  const before = committed > 0 ? `, and ${usd(committed)} are spent or under way` : '';
  const message = `The lines may cost ${usd(sum)} at the batch price${before}: more than maxCost (${usd(limit)}). Nothing was handed in. Lower maxTokens, run fewer lines, or raise maxCost.`;
  return new ReqLLMError(message, { code: 'budget', phase: 'config' });
}
