import { type Command, InvalidArgumentError } from 'commander';
import { type Meter, price, type PricedCost, type PriceFacts } from '../../../models.ts';
import { bold, faint } from '../../report.ts';
import { printTable } from '../../table.ts';
import { amount, type CommonOptions, fail, findModel, openInUse, printJson, withCommon } from './in-use.ts';

interface PriceOptions extends CommonOptions {
  readonly input?: number;
  readonly output?: number;
  readonly reasoning?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly cacheWrite1h?: number;
  readonly meter?: Readonly<Record<string, number>>;
  readonly at?: Date;
  readonly tier?: string;
  readonly region?: string;
  readonly promptTokens?: number;
  readonly thinking?: boolean;
}

/** `reqllm models price`: what a request costs, line by line. */
export function addPrice(models: Command): void {
  withCommon(models.command('price'))
    .description('what a request costs, line by line, exact to the last decimal; what has no rate is named')
    .argument('<spec>', 'provider:model')
    .option('--input <tokens>', 'fresh tokens in, without cached ones; such as 1200, 20k, 1M', amount)
    .option('--output <tokens>', 'tokens out, without those of thinking', amount)
    .option('--reasoning <tokens>', 'tokens of thinking', amount)
    .option('--cache-read <tokens>', 'tokens in that were cached before', amount)
    .option('--cache-write <tokens>', 'tokens in that are put into the cache', amount)
    .option('--cache-write-1h <tokens>', 'the same, for an hour', amount)
    .option(
      '--meter <name=count>',
      'anything else, such as web_search=3 or input_audio=500; may be repeated',
      meter,
    )
    .option('--at <date>', 'at the prices of this day (YYYY-MM-DD)', day)
    .option('--tier <name>', 'the tier that serves it: standard, flex, priority, batch, …')
    .option('--region <name>', 'where it is served')
    .option(
      '--prompt-tokens <tokens>',
      'all tokens in, where it decides the price (default: the sum of those above)',
      amount,
    )
    .option('--thinking', 'the model was asked to think')
    .action(show);
}

function show(spec: string, options: PriceOptions): void {
  const inUse = openInUse(options);
  const model = findModel(inUse, spec);
  if (model === undefined) return;
  const meters = metersOf(options);
  if (Object.keys(meters).length === 0)
    return fail('Say how much: --input 10k --output 500, or another meter.');
  const pricing = inUse.catalog.history(model);
  if (pricing === undefined) return fail(`No price is known for ${model.spec}.`);
  const { toolPrices } = inUse.catalog.provider(model.provider) ?? {};
  const cost = price(pricing, meters, {
    ...factsOf(options),
    ...(toolPrices === undefined ? {} : { toolPrices }),
  });
  const { version = 'unknown' } = inUse.catalog.meta ?? {};
  if (options.json === true) return printJson({ spec: model.spec, ...cost, catalogue: version });
  printTable(
    ['what', 'count', 'dollars'],
    cost.lines.map(({ meter: name, count, usd }) => [name, String(count), usd]),
  );
  process.stdout.write(`${bold(`total  $${cost.usd}`)}\n`);
  for (const line of remarksOn(cost)) process.stdout.write(`${line}\n`);
  process.stdout.write(`${faint(`${model.spec} · catalogue ${version}`)}\n`);
}

function remarksOn({ basis, low, high, period, missing }: PricedCost): string[] {
  return [
    `basis  ${basis}${period === null ? '' : `, prices since ${period}`}`,
    ...(low === high ? [] : [`range  $${low} to $${high}, by what is not known of the request`]),
    ...(missing.length === 0
      ? []
      : [`no rate is known for ${missing.join(', ')}: the total is too low or a guess`]),
  ];
}

function metersOf(options: PriceOptions): Partial<Record<Meter, number>> {
  const { input, output, reasoning, cacheRead, cacheWrite, cacheWrite1h, meter: others = {} } = options;
  const named = {
    input,
    output,
    reasoning,
    cache_read: cacheRead,
    cache_write: cacheWrite,
    cache_write_1h: cacheWrite1h,
    ...others,
  };
  return Object.fromEntries(Object.entries(named).filter(([, count]) => count !== undefined));
}

function factsOf({ at, tier, region, promptTokens, thinking }: PriceOptions): PriceFacts {
  return {
    ...(at === undefined ? {} : { at }),
    ...(tier === undefined ? {} : { serviceTier: tier }),
    ...(region === undefined ? {} : { region }),
    ...(promptTokens === undefined ? {} : { promptTokens }),
    ...(thinking === undefined ? {} : { reasoned: thinking }),
  };
}

function meter(text: string, before: Readonly<Record<string, number>> = {}): Record<string, number> {
  const [name = '', count = ''] = text.split('=');
  if (!/^[a-z0-9_]+$/.test(name))
    throw new InvalidArgumentError('It must be name=count, such as web_search=3.');
  return { ...before, [name]: amount(count) };
}

function day(text: string): Date {
  const date = new Date(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('It must be a day, such as 2026-06-01.');
  return date;
}
