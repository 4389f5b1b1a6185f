import { fitsGlobs } from '../../core/glob.ts';
import { isRecord } from '../../core/json.ts';
import type { CardRecord, PriceRecord, RateTable } from '../record.ts';
import type { Meter, PriceCondition } from '../schema.ts';
import { decimalOf } from './decimal.ts';

/** The members of a `cost` that are rates, and the meters that they count. */
const meters: Readonly<Record<string, Meter>> = {
  input: 'input',
  output: 'output',
  cache_read: 'cache_read',
  cache_write: 'cache_write',
  reasoning: 'reasoning',
  input_audio: 'input_audio',
  output_audio: 'output_audio',
};

/** The meters that the source has rates for. */
export const sourceMeters: ReadonlySet<string> = new Set(Object.values(meters));

// There `reasoning` is what output costs when the model was asked to think: https://www.alibabacloud.com/help/en/model-studio/models
const thinkingHasItsOwnOutputRate = ['alibaba*'];
// Plans with a monthly fee, and free developer access, list zero for every model.
const plans = ['*-plan*', '*-for-coding', '*copilot*', '*codex*', 'github-models', 'nvidia', 'firepass'];

/** What a model costs; undefined when the source does not say. */
export function priceOf(
  cost: unknown,
  modes: unknown,
  provider: string,
  id: string,
): PriceRecord | undefined {
  if (!isRecord(cost)) return undefined;
  const all = ratesOf(cost);
  if (all.input === undefined && all.output === undefined) return undefined;
  const isZero = Object.values(all).every((usd) => usd === '0');
  const { reasoning, ...rest } = isZero ? all : knownRates(all);
  const isOtherOutput = fitsGlobs(provider, thinkingHasItsOwnOutputRate);
  const differs = reasoning !== undefined && reasoning !== rest.output;
  return {
    rates: differs && !isOtherOutput ? { ...rest, reasoning } : rest,
    cards: [
      ...(differs && isOtherOutput ? [{ when: { reasoned: true }, rates: { output: reasoning } }] : []),
      ...tierCards(cost['tiers']),
      ...modeCards(modes),
    ],
    basis: isZero ? basisOfZero(provider, id) : 'metered',
  };
}

/** The rates in a `cost` of the source, whatever they are worth. */
export function ratesOf(cost: Readonly<Record<string, unknown>>): RateTable {
  const rates: Partial<Record<Meter, string>> = {};
  for (const [member, meter] of Object.entries(meters)) {
    const usd = decimalOf(cost[member]);
    if (usd !== undefined) rates[meter] = usd;
  }
  return rates;
}

// A zero for caching beside a paid input means that nobody filled it in (openai/gpt-3.5-turbo).
function knownRates(rates: RateTable): RateTable {
  const known: Partial<Record<Meter, string>> = { ...rates };
  for (const meter of ['cache_read', 'cache_write'] as const) if (known[meter] === '0') delete known[meter];
  return known;
}

function basisOfZero(provider: string, id: string): PriceRecord['basis'] {
  if (fitsGlobs(id, ['*:free', '*-free', '*/free'])) return 'free';
  return fitsGlobs(provider, plans) ? 'subscription' : 'unknown';
}

// `context_over_200k` is never read: it is a copy of the tier, and says 200k for other thresholds too. Who has tiers
// (OpenAI, Google, Anthropic, Alibaba) bills the whole request at them.
function tierCards(tiers: unknown): CardRecord[] {
  if (!Array.isArray(tiers)) return [];
  return tiers.filter(isRecord).flatMap((each) => {
    const tier = each['tier'];
    const size = isRecord(tier) && tier['type'] === 'context' ? tier['size'] : undefined;
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size <= 0) return [];
    return cardOf({ promptOver: size }, each);
  });
}

function modeCards(modes: unknown): CardRecord[] {
  if (!isRecord(modes)) return [];
  return Object.entries(modes).flatMap(([name, mode]) => {
    if (!isRecord(mode) || !isRecord(mode['cost'])) return [];
    const request = isRecord(mode['provider']) ? mode['provider']['body'] : undefined;
    const tier = isRecord(request) ? request['service_tier'] : undefined;
    if (tier === 'priority' || tier === 'flex') return cardOf({ serviceTier: tier }, mode['cost']);
    return name === 'fast' ? cardOf({ serviceTier: 'fast' }, mode['cost']) : [];
  });
}

function cardOf(when: PriceCondition, cost: Record<string, unknown>): CardRecord[] {
  const rates = knownRates(ratesOf(cost));
  return Object.keys(rates).length === 0 ? [] : [{ when, rates }];
}
