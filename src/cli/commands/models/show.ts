import type { Command } from 'commander';
import { createClient } from '../../../index.ts';
import {
  type Catalog,
  type CatalogModel,
  type Correction,
  correctionsOf,
  type Pricing,
  type RateCard,
  models as packagedModels,
  readOverlays,
  replacementFor,
} from '../../../models.ts';
import { bold, faint } from '../../report.ts';
import { printTable, terminalWidth } from '../../table.ts';
import { support, tokens, wrapped } from './cells.ts';
import { type CommonOptions, findModel, openInUse, printJson, withCommon } from './in-use.ts';

interface ShowOptions extends CommonOptions {
  readonly why?: boolean;
}

/** `reqllm models show`: everything that is known about one model. */
export function addShow(models: Command): void {
  withCommon(models.command('show'))
    .description('show what is known about a model: facts, prices over time, abilities, life, other names')
    .argument('<spec>', 'provider:model')
    .option('--why', 'also say which layer set each fact, and which corrections are about the model')
    .action(show);
}

async function show(spec: string, options: ShowOptions): Promise<void> {
  const inUse = openInUse(options);
  const model = findModel(inUse, spec);
  if (model === undefined) return;
  const history = inUse.catalog.history(model);
  const corrections = options.why === true ? correctionsOf(readOverlays(), model) : [];
  if (options.json === true)
    return printJson({
      ...model,
      ...(history === undefined ? {} : { history }),
      evidence: packagedModels.evidence(spec),
      ...(options.why === true ? { corrections } : {}),
    });
  print(`${bold(model.name)}  ${model.spec}`);
  section('', factsOf(model, inUse.catalog, await spokenTo(model)));
  section('abilities', abilitiesOf(model));
  printPrices(history ?? model.pricing);
  section('evidence', evidenceOf(spec));
  if (options.why === true) printWhy(model, corrections);
  print(faint(`catalogue ${inUse.catalog.meta?.version ?? 'unknown'}`));
}

/** What calls to a model are made in: for text what a call would really use, for the rest what the catalogue says. */
async function spokenTo({ spec, wires }: CatalogModel): Promise<string> {
  const { text, object: _object, ...others } = wires;
  const used = text && ((await textProtocolOf(spec)) ?? text.api);
  const spoken = Object.entries(others).map(([operation, wire]) => `${operation} over ${wire.api}`);
  return (
    [...(used === undefined ? [] : [`text over ${used}`]), ...spoken].join(', ') ||
    'no protocol that is spoken here'
  );
}

async function textProtocolOf(spec: string): Promise<string | undefined> {
  await using client = createClient({ env: {} });
  // An address or a model that may be missing is no reason to show nothing.
  return client.explain(spec, 'Hello').then(
    ({ route }) => route.protocol,
    () => undefined,
  );
}

type Line = readonly [name: string, value: string | undefined];

function factsOf(model: CatalogModel, catalog: Catalog, spoken: string): Line[] {
  const { limits, lifecycle, capabilities } = model;
  const { status, releasedAt, knowledge, deprecatedAt, retiresAt, replacement, firstSeen, lastSeen } =
    lifecycle;
  return [
    ['provider', catalog.provider(model.provider)?.name],
    ['kind', model.kind],
    ['family', model.family],
    ['same as', model.canonical],
    ['other names', model.aliases.join(', ')],
    ['points to', model.pointsTo],
    ['status', status],
    ['instead', status === 'retired' ? replacementFor(catalog, model) : replacement],
    ['released', releasedAt],
    ['knows until', knowledge],
    ['deprecated', deprecatedAt],
    ['ends', retiresAt],
    ['listed', firstSeen === '' ? undefined : `${firstSeen} to ${lastSeen}`],
    ['open weights', support(model.openWeights)],
    ['context', tokens(limits.context)],
    ['most input', limits.input === undefined ? undefined : tokens(limits.input)],
    ['most output', tokens(limits.output)],
    ['takes', capabilities.input.join(' ')],
    ['gives', capabilities.outputModalities.join(' ')],
    ['modes', Object.keys(model.modes ?? {}).join(', ')],
    ['called by', spoken],
  ];
}

function abilitiesOf({ capabilities }: CatalogModel): Line[] {
  const { streaming, tools, output, reasoning, sampling, caching, embedding } = capabilities;
  const efforts = Object.entries(reasoning.efforts ?? {}).filter(([, word]) => word !== null);
  const flat = (name: string, group: object): Line[] =>
    Object.entries(group)
      .filter(([, value]) => value !== 'unknown' && (typeof value === 'boolean' || isCondition(value)))
      .map(([fact, value]): Line => [`${name}.${fact}`, support(value as boolean | { when: string })]);
  const known = [
    ...flat('tools', tools),
    ...flat('output', output),
    ...flat('reasoning', reasoning),
    ...flat('streaming', streaming),
    ...flat('sampling', sampling),
    ...flat('caching', caching),
    ...(embedding?.dimensions === undefined ? [] : [['dimensions', String(embedding.dimensions)] as const]),
  ];
  const { min, max } = reasoning.budget ?? {};
  return [
    ...known,
    ['reasoning.efforts', efforts.map(([effort]) => effort).join(' ')],
    ['reasoning.budget', reasoning.budget === undefined ? undefined : `${min ?? 0} to ${max ?? '?'} tokens`],
    ['reasoning.style', reasoning.style],
    ['caching.ttls', caching.ttls?.join(' ')],
    ['unknown', unknownIn({ tools, output, reasoning, streaming, sampling, caching }).join(' ')],
  ];
}

/** How well it is proved on each protocol; `reqllm compat` tells why. */
function evidenceOf(spec: string): Line[] {
  return packagedModels.evidence(spec).map(({ surface, tier, cells }) => {
    const all = Object.values(cells);
    const isSimulated = all.every(({ source }) => source === 'simulator');
    const passed = all.filter(({ result }) => result === 'pass').length;
    const counted = all.filter(({ result }) => result !== 'unusable').length;
    const name = isSimulated ? 'simulator only' : tier;
    return [surface, `${name}: ${passed} of ${counted} scenarios pass`];
  });
}

function isCondition(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'when' in value;
}

function unknownIn(groups: Readonly<Record<string, object>>): string[] {
  return Object.entries(groups).flatMap(([name, group]) =>
    Object.entries(group)
      .filter(([, value]) => value === 'unknown')
      .map(([fact]) => `${name}.${fact}`),
  );
}

function printPrices(pricing: Pricing | undefined): void {
  if (pricing === undefined) return section('prices', [['', 'none is known']]);
  if (pricing.basis !== 'metered') section('prices', [['basis', pricing.basis]]);
  for (const [index, { from, cards }] of [...pricing.periods.entries()].toReversed()) {
    const until = pricing.periods[index + 1]?.from;
    const days = [...(from === null ? [] : [`since ${from}`]), ...(until == null ? [] : [`until ${until}`])];
    print('');
    print(bold(`prices ${days.join(' ')}`.trimEnd()));
    printTable(['what', 'dollars', 'per', 'when'], cards.flatMap(rateRows));
  }
}

function rateRows(card: RateCard): string[][] {
  const when = conditionOf(card);
  return card.rates.map(({ meter, usd, per, variant }) => {
    const unit = per === 1_000_000 ? 'million' : per === 1000 ? 'thousand' : per === 1 ? 'one' : String(per);
    return [variant === undefined ? meter : `${meter} (${variant})`, usd, unit, when];
  });
}

function conditionOf({ when }: RateCard): string {
  if (when === undefined) return '';
  const { promptOver, serviceTier, region, reasoned, utc } = when;
  return [
    ...(promptOver === undefined ? [] : [`more than ${tokens(promptOver)} tokens in`]),
    ...(serviceTier === undefined ? [] : [`tier ${serviceTier}`]),
    ...(region === undefined ? [] : [`in ${region}`]),
    ...(reasoned === undefined ? [] : [reasoned ? 'thinking' : 'not thinking']),
    ...(utc === undefined ? [] : [`${utc.from} to ${utc.to} UTC`]),
  ].join(', ');
}

function printWhy({ provenance }: CatalogModel, corrections: readonly Correction[]): void {
  print('');
  printTable(['fact', 'layer'], Object.entries(provenance));
  if (corrections.length === 0) return;
  print('');
  printTable(
    ['corrects', 'of', 'source'],
    corrections.map(({ facts, date, source }) => [facts.join(', '), date, source]),
  );
}

function section(title: string, lines: readonly Line[]): void {
  const said = lines.filter(([, value]) => value !== undefined && value !== '');
  if (said.length === 0) return;
  if (title !== '') print(`\n${bold(title)}`);
  const width = Math.max(...said.map(([name]) => name.length));
  for (const [name, value = ''] of said)
    for (const [index, line] of wrapped(value, ' '.repeat(width + 2), terminalWidth()).entries())
      print(index === 0 ? name.padEnd(width) + line.slice(width) : line);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
