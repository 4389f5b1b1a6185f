import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CatalogModel, Kind, Modality, ModelQuery } from '../../../models.ts';
import { printTable } from '../../table.ts';
import { abilities, dollars, tokens } from './cells.ts';
import {
  amount,
  type CommonOptions,
  fail,
  type InUse,
  openInUse,
  printJson,
  withCommon,
  words,
} from './in-use.ts';

interface ListOptions extends CommonOptions {
  readonly kind?: Kind;
  readonly require?: readonly string[];
  readonly forbid?: readonly string[];
  readonly unknownCounts?: boolean;
  readonly input?: readonly Modality[];
  readonly output?: readonly Modality[];
  readonly minContext?: number;
  readonly minOutput?: number;
  readonly maxPriceInput?: number;
  readonly maxPriceOutput?: number;
  readonly maxPriceBlended?: number;
  readonly status?: readonly string[];
  readonly family?: string;
  readonly openWeights?: boolean;
  readonly configured?: boolean;
  readonly sort?: NonNullable<ModelQuery['sort']>;
  readonly limit?: number;
}

const kinds = [
  'chat',
  'embedding',
  'rerank',
  'image',
  'speech',
  'transcription',
  'video',
  'realtime',
  'moderation',
  'other',
];
const inputs = ['text', 'image', 'audio', 'video', 'pdf'];
const outputs = ['text', 'image', 'audio', 'video', 'embedding', 'score'];
const sorts = ['price', '-price', 'context', '-context', 'released', '-released', 'id'];
const statuses = ['active', 'beta', 'alpha', 'deprecated', 'retired'];

/** `reqllm models list`: the models that fit all filters. */
export function addList(models: Command): void {
  withCommon(models.command('list'))
    .description('list the models that are served now and fit all filters')
    .argument('[filter]', 'a provider, or a glob of specs such as "openai:gpt-5*" or "*haiku*"')
    .addOption(new Option('--kind <kind>', 'what they are mainly for').choices(kinds))
    .option(
      '--require <abilities>',
      'tools, vision, reasoning, output.jsonSchema, caching, …; an unknown one does not count',
      words,
    )
    .option('--forbid <abilities>', 'abilities that they must not have', words)
    .option('--unknown-counts', 'take an unknown ability for one that is there')
    .option('--input <modalities>', inputs.join(', '), wordsOf(inputs))
    .option('--output <modalities>', outputs.join(', '), wordsOf(outputs))
    .option('--min-context <tokens>', 'such as 200k', amount)
    .option('--min-output <tokens>', 'such as 32k', amount)
    .option('--max-price-input <dollars>', 'per million tokens; models without a price do not fit', amount)
    .option('--max-price-output <dollars>', 'per million tokens', amount)
    .option('--max-price-blended <dollars>', 'per million tokens, three in for one out', amount)
    .option('--status <list>', `of ${statuses.join(', ')} (default: active,beta)`, wordsOf(statuses))
    .option('--family <name>', 'a family of models, such as claude-haiku')
    .option('--open-weights', 'only models whose weights can be had')
    .option('--configured', 'only providers whose environment variables are set')
    .addOption(new Option('--sort <fact>', 'the order').choices(sorts).default('id'))
    .option('--limit <count>', 'no more than this', wholeNumber)
    .action(list);
}

function list(filter: string | undefined, options: ListOptions): void {
  const inUse = openInUse(options);
  const found = modelsFor(inUse, filter, options);
  if (found === undefined) return;
  if (options.json === true) return printJson(found);
  if (found.length === 0) return fail('No model fits all filters.');
  const rows = found.map((model) => [
    model.spec,
    tokens(model.limits.context),
    dollars(model, 'input'),
    dollars(model, 'output'),
    model.lifecycle.status === 'active' ? '' : model.lifecycle.status,
    model.kind === 'chat' ? abilities(model) : `${model.kind} ${abilities(model)}`.trim(),
  ]);
  printTable(['model', 'context', '$/M in', '$/M out', 'status', 'can'], rows);
  const { version = 'unknown' } = inUse.catalog.meta ?? {};
  process.stderr.write(`${found.length} models · catalogue ${version}\n`);
}

// A filter that is mistyped would fit nothing, which reads as if there were no such model.
function wordsOf(choices: readonly string[]): (text: string) => string[] {
  return (text) => {
    const list = words(text);
    const wrong = list.find((word) => !choices.includes(word));
    if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is none of ${choices.join(', ')}.`);
    return list;
  };
}

/** The models that fit; undefined, and the exit code is 1, for a filter that cannot fit any. */
function modelsFor(
  inUse: InUse,
  filter: string | undefined,
  options: ListOptions,
): readonly CatalogModel[] | undefined {
  const { catalog } = inUse;
  const provider = filter === undefined || /[*:/]/.test(filter) ? undefined : catalog.provider(filter);
  const query = { ...queryOf(options), ...(provider === undefined ? {} : { provider: provider.id }) };
  if (filter === undefined || provider !== undefined) return catalog.query(query);
  if (!filter.includes('*') && !filter.includes(':')) {
    const near = catalog.suggest(filter).map(({ spec }) => spec);
    fail(
      `There is no provider "${filter.slice(0, 80)}".${near.length === 0 ? '' : ` Did you mean ${near.join(', ')}?`}`,
    );
    return undefined;
  }
  const { limit, ...rest } = query;
  const pattern = new RegExp(`^${filter.split('*').map(literal).join('.*')}$`, 'i');
  return catalog
    .query(narrowed(inUse, filter, rest))
    .filter(({ spec }) => pattern.test(spec))
    .slice(0, limit);
}

// "openai:gpt*" needs the files of one provider only.
function narrowed({ catalog }: InUse, filter: string, query: ModelQuery): ModelQuery {
  const [name = ''] = filter.split(':');
  const provider = name.includes('*') || !filter.includes(':') ? undefined : catalog.provider(name);
  return provider === undefined ? query : { ...query, provider: provider.id };
}

function queryOf(options: ListOptions): ModelQuery {
  const { maxPriceInput, maxPriceOutput, maxPriceBlended, configured, status, ...rest } = options;
  const { json: _json, catalog: _catalog, ...query } = rest;
  const most = { input: maxPriceInput, output: maxPriceOutput, blended: maxPriceBlended };
  const given = Object.entries(most).filter(([, usd]) => usd !== undefined);
  return {
    ...query,
    ...(status === undefined ? {} : { status: status as NonNullable<ModelQuery['status']> }),
    ...(given.length === 0 ? {} : { maxPrice: Object.fromEntries(given) }),
    ...(configured === true ? { configuredOnly: true } : {}),
  };
}

function literal(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It must be a whole number above zero.');
  return Number(text);
}
