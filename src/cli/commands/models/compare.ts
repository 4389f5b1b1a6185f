import type { Command } from 'commander';
import type { CatalogModel } from '../../../models.ts';
import { printTable } from '../../table.ts';
import { dollars, support, tokens } from './cells.ts';
import { type CommonOptions, findModel, openInUse, printJson, withCommon } from './in-use.ts';

type Row = readonly [fact: string, cell: (model: CatalogModel) => string];

const rows: readonly Row[] = [
  ['name', ({ name }) => name],
  ['kind', ({ kind }) => kind],
  ['status', ({ lifecycle }) => lifecycle.status],
  ['released', ({ lifecycle }) => lifecycle.releasedAt ?? '?'],
  ['knows until', ({ lifecycle }) => lifecycle.knowledge ?? '?'],
  ['open weights', ({ openWeights }) => support(openWeights)],
  ['context', ({ limits }) => tokens(limits.context)],
  ['most output', ({ limits }) => tokens(limits.output)],
  ['takes', ({ capabilities }) => capabilities.input.join(' ')],
  ['gives', ({ capabilities }) => capabilities.outputModalities.join(' ')],
  ['$/M in', (model) => dollars(model, 'input')],
  ['$/M out', (model) => dollars(model, 'output')],
  ['$/M cache read', (model) => dollars(model, 'cache_read')],
  ['$/M cache write', (model) => dollars(model, 'cache_write')],
  ['other prices', tiersOf],
  ['tools', ({ capabilities }) => support(capabilities.tools.supported)],
  ['forced tools', ({ capabilities }) => support(capabilities.tools.forced)],
  ['schema', ({ capabilities }) => support(capabilities.output.jsonSchema)],
  ['reasoning', ({ capabilities }) => support(capabilities.reasoning.supported)],
  ['efforts', ({ capabilities }) => effortsOf(capabilities)],
  ['temperature', ({ capabilities }) => support(capabilities.sampling.temperature)],
  ['caching', ({ capabilities }) => support(capabilities.caching.supported)],
  ['protocol', ({ wires }) => wires.text?.api ?? Object.values(wires)[0]?.api ?? 'none'],
];

/** `reqllm models compare`: models side by side. */
export function addCompare(models: Command): void {
  withCommon(models.command('compare'))
    .description('show models side by side, a column each')
    .argument('<specs...>', 'two or more provider:model')
    .action((specs: readonly string[], options: CommonOptions) => {
      const inUse = openInUse(options);
      const found = specs.map((spec) => findModel(inUse, spec)).filter((model) => model !== undefined);
      if (found.length < specs.length) return;
      if (options.json === true) return printJson(found);
      const lines = rows
        .map(([fact, cell]) => [fact, ...found.map(cell)])
        .filter(([, ...cells]) => cells.some((cell) => cell !== '?' && cell !== ''));
      printTable(['', ...found.map(({ spec }) => spec)], lines);
    });
}

// The cards under a condition, in a word each.
function tiersOf({ pricing }: CatalogModel): string {
  const cards = pricing?.periods.at(-1)?.cards ?? [];
  return cards
    .flatMap(({ when }) =>
      when === undefined
        ? []
        : when.promptOver === undefined
          ? Object.values(when).map(String)
          : [`>${tokens(when.promptOver)}`],
    )
    .join(' ');
}

function effortsOf({ reasoning }: CatalogModel['capabilities']): string {
  return Object.entries(reasoning.efforts ?? {})
    .filter(([, word]) => word !== null)
    .map(([effort]) => effort)
    .join(' ');
}
