import { calcPrice, findProvider } from '@pydantic/genai-prices';
import { expect, test } from 'vitest';
import { models } from '../src/catalog/models.ts';
import { type Meters, price } from '../src/catalog/price/price.ts';
import type { CatalogModel, Meter, Pricing } from '../src/catalog/schema.ts';
import { expectPage, table } from './support/generated-page.ts';

// Every model that both lists price, at several usages, by our arithmetic and by theirs.
const page = 'docs/price-disagreements.md';
const hasCatalogue = models.meta !== undefined;

/** Their providers, and what they are called here. */
const providers: Readonly<Record<string, string>> = {
  anthropic: 'anthropic',
  aws: 'amazon-bedrock',
  azure: 'azure',
  cerebras: 'cerebras',
  cohere: 'cohere',
  deepseek: 'deepseek',
  fireworks: 'fireworks-ai',
  google: 'google',
  groq: 'groq',
  minimax: 'minimax',
  mistral: 'mistral',
  moonshotai: 'moonshotai',
  novita: 'novita-ai',
  openai: 'openai',
  openrouter: 'openrouter',
  ovhcloud: 'ovhcloud',
  perplexity: 'perplexity',
  together: 'togetherai',
  'x-ai': 'xai',
  zai: 'zai',
};

const usages = {
  plain: { input: 10_000, output: 1_000 },
  cached: { input: 6_000, cache_read: 4_000, output: 1_000 },
  written: { input: 7_000, cache_write: 3_000, output: 1_000 },
  long: { input: 300_000, output: 2_000 },
} as const satisfies Readonly<Record<string, Meters>>;
type UsageName = keyof typeof usages;

/** Why two lists may differ. A difference that none of these explains fails the test. */
const causes = {
  'free here': 'Our list has zero rates for it, as it is part of a plan or a free tier.',
  'free there': 'Their list has zero rates for it.',
  hours: 'The price depends on the hour; theirs is inside our range.',
  rounding: 'Our rates are rounded to a millionth of a dollar per million tokens.',
  'regional surcharge':
    'They add the ten per cent of regional endpoints to ids without `global.`; our source does not.',
  'fee per request': 'They bill a fee for each request or search; our list has none for the model.',
  'moving pointer': 'A `-latest` id, which the lists resolved on different days.',
  rates: 'The rates of input or output differ: one list is newer, or one of them is wrong.',
  'cached rate': 'Both lists price cached tokens, differently.',
  'no cached rate here': 'We name cached tokens as missing and let the fresh rate stand in.',
  'no cached rate there': 'They bill cached tokens as fresh ones.',
  'written rate': 'Both lists price tokens written to a cache, differently.',
  'no written rate here': 'We name written tokens as missing and let the fresh rate stand in.',
  'no written rate there': 'They bill written tokens as fresh ones.',
  'long prompts here only': 'Only our list has a price for long prompts.',
  'long prompts there only': 'Only their list has a price for long prompts.',
  'long prompts': 'Both have prices for long prompts, at other thresholds or rates.',
  thinking: 'Our list has another rate for requests that think.',
} as const;
type Cause = keyof typeof causes;

interface Compared {
  readonly spec: string;
  readonly usage: UsageName;
  readonly ours: string;
  readonly theirs: number;
  readonly cause?: Cause | 'unexplained';
}

test.skipIf(!hasCatalogue)(
  'our prices and those of genai-prices differ only where the page says',
  { timeout: 60_000 },
  () => {
    const compared = compareAll();
    const differing = compared.filter(({ cause }) => cause !== undefined);
    expect(compared.length).toBeGreaterThan(1_000);
    expect(differing.filter(({ cause }) => cause === 'unexplained')).toEqual([]);
    expectPage(page, pageOf(compared, differing));
  },
);

function compareAll(): Compared[] {
  const at = new Date(`${models.meta?.builtAt ?? ''}T12:00:00Z`);
  return Object.entries(providers).flatMap(([theirId, ourId]) => {
    if (findProvider({ providerId: theirId }) === undefined)
      throw new Error(`genai-prices has no ${theirId}.`);
    return models.list(ourId).flatMap((model) => compare(model, theirId, at));
  });
}

function compare(model: CatalogModel, providerId: string, timestamp: Date): Compared[] {
  const { pricing } = model;
  if (pricing === undefined || model.kind !== 'chat') return [];
  const theirsOf = (name: UsageName): number | undefined => {
    const { input, output, ...cached }: Meters = usages[name];
    const read = cached.cache_read ?? 0;
    const written = cached.cache_write ?? 0;
    const counted = {
      input_tokens: (input ?? 0) + read + written,
      output_tokens: output,
      ...(read > 0 ? { cache_read_tokens: read } : {}),
      ...(written > 0 ? { cache_write_tokens: written } : {}),
    };
    return calcPrice(counted, model.id, { providerId, timestamp })?.total_price;
  };
  const theirPlain = theirsOf('plain');
  const theirLong = theirsOf('long');
  if (theirPlain === undefined || theirLong === undefined) return [];
  const longGap = theirLong - Number(price(pricing, usages.long).usd);
  return (Object.keys(usages) as UsageName[]).flatMap((usage) => {
    const theirs = theirsOf(usage);
    if (theirs === undefined) return [];
    const { usd: ours, low, high } = price(pricing, usages[usage]);
    const row = { spec: model.spec, usage, ours, theirs };
    if (isSame(Number(ours), theirs)) return [row];
    const isInside =
      low !== high && theirs >= Number(low) * (1 - 1e-9) && theirs <= Number(high) * (1 + 1e-9);
    const ourPlain = Number(price(pricing, usages.plain).usd);
    return [
      { ...row, cause: causeOf({ model, pricing, usage, row, isInside, ourPlain, theirPlain, longGap }) },
    ];
  });
}

interface Difference {
  readonly model: CatalogModel;
  readonly pricing: Pricing;
  readonly usage: UsageName;
  readonly row: { readonly ours: string; readonly theirs: number };
  readonly isInside: boolean;
  readonly ourPlain: number;
  readonly theirPlain: number;
  /** Theirs less ours for a long prompt. */
  readonly longGap: number;
}

function causeOf(difference: Difference): Cause | 'unexplained' {
  const { pricing, row, isInside, ourPlain, theirPlain } = difference;
  const cards = pricing.periods.at(-1)?.cards ?? [];
  if (Number(row.ours) === 0) return 'free here';
  if (row.theirs === 0) return 'free there';
  if (isInside) return cards.some(({ when }) => when?.utc !== undefined) ? 'hours' : 'thinking';
  if (Math.abs(Number(row.ours) / row.theirs - 1) < 1e-6) return 'rounding';
  if (!isSame(ourPlain, theirPlain)) return plainCause(difference);
  return difference.usage === 'long' ? longCause(difference) : cacheCause(difference);
}

function plainCause({ model, ourPlain, theirPlain, longGap }: Difference): Cause {
  const gap = theirPlain - ourPlain;
  if (isSame(theirPlain, ourPlain * 1.1)) return 'regional surcharge';
  // The same amount on top, however long the prompt and the answer.
  if (gap > 0 && isSame(longGap, gap)) return 'fee per request';
  return model.id.endsWith('-latest') ? 'moving pointer' : 'rates';
}

function cacheCause({ pricing, usage, row, theirPlain }: Difference): Cause {
  const word = usage === 'cached' ? 'cached' : 'written';
  const meter: Meter = usage === 'cached' ? 'cache_read' : 'cache_write';
  if (price(pricing, usages[usage]).missing.includes(meter)) return `no ${word} rate here`;
  return isSame(row.theirs, theirPlain) ? `no ${word} rate there` : `${word} rate`;
}

function longCause({ pricing, row }: Difference): Cause {
  const cards = pricing.periods.at(-1)?.cards ?? [];
  if (!cards.some(({ when }) => when?.promptOver !== undefined)) return 'long prompts there only';
  const [input, output] = [rateOf(pricing, 'input'), rateOf(pricing, 'output')];
  const flat = (usages.long.input * input + usages.long.output * output) / 1_000_000;
  return isSame(row.theirs, flat) ? 'long prompts here only' : 'long prompts';
}

function rateOf(pricing: Pricing, meter: Meter): number {
  const base = pricing.periods.at(-1)?.cards.find(({ when }) => when === undefined);
  return Number(base?.rates.find((rate) => rate.meter === meter)?.usd ?? 0);
}

// Theirs are binary numbers.
function isSame(left: number, right: number): boolean {
  return Math.abs(left - right) <= 1e-9 * Math.max(left, right);
}

function pageOf(compared: readonly Compared[], differing: readonly Compared[]): string {
  const specs = new Set(compared.map(({ spec }) => spec));
  const counted = (cause: string): Compared[] => differing.filter((each) => each.cause === cause);
  const used = Object.entries(causes).filter(([cause]) => counted(cause).length > 0);
  const dollars = (value: number): string => String(Number(value.toPrecision(9)));
  const lines = [
    '# Where our prices and those of genai-prices differ',
    '',
    'Written by `npm run generate`; do not edit.',
    '',
    `${specs.size} chat models are priced by both (the packaged catalogue and @pydantic/genai-prices 0.1.8),`,
    `each at up to ${Object.keys(usages).length} usages: ${compared.length} comparisons, ${compared.length - differing.length} agree. Usages: plain 10,000 in and 1,000`,
    'out; cached the same with 4,000 of the input read from a cache; written with 3,000 of it written; long 300,000 in and',
    '2,000 out. A difference is listed once for each usage that shows it; where plain differs, only plain is listed.',
    '',
    ...table(
      ['cause', 'differences', 'what it is'],
      used.map(([cause, words]) => [cause, String(counted(cause).length), words]),
    ),
  ];
  for (const [cause] of used) {
    const rows = counted(cause).filter(({ usage, spec }) => usage === 'plain' || !hasPlain(differing, spec));
    const cells = rows.map(({ spec, usage, ours, theirs }) => [`\`${spec}\``, usage, ours, dollars(theirs)]);
    lines.push('', `## ${cause}`, '', ...table(['model', 'usage', 'ours, $', 'theirs, $'], cells));
  }
  return `${lines.join('\n')}\n`;
}

function hasPlain(differing: readonly Compared[], spec: string): boolean {
  return differing.some((each) => each.spec === spec && each.usage === 'plain');
}
