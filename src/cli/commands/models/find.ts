import type { Command } from 'commander';
import { searchModels } from '../../../models.ts';
import { printTable } from '../../table.ts';
import { dollars, tokens } from './cells.ts';
import { type CommonOptions, fail, openInUse, printJson, withCommon } from './in-use.ts';

/** `reqllm models find`: ids that hold some words, or are a few letters away from them. */
export function addFind(models: Command): void {
  withCommon(models.command('find'))
    .description('search current and retired models by parts of their ids, or by a mistyped one')
    .argument('<text...>', 'words of the id, such as "sonnet 4"')
    .option('-n, --count <count>', 'how many to show', Number, 20)
    .action((text: readonly string[], options: CommonOptions & { readonly count: number }) => {
      const { catalog, read } = openInUse(options);
      const found = searchModels(read, text.join(' '), options.count);
      if (options.json === true) return printJson(found);
      if (found.length === 0)
        return fail(`No model is called anything like "${text.join(' ').slice(0, 80)}".`);
      const rows = found.map(({ spec, score, isRetired }) => {
        const model = catalog.get(spec);
        const status = isRetired ? `retired, last seen ${model.lifecycle.lastSeen}` : model.lifecycle.status;
        return [
          spec,
          score.toFixed(2),
          tokens(model.limits.context),
          dollars(model, 'input'),
          dollars(model, 'output'),
          status,
        ];
      });
      printTable(['model', 'score', 'context', '$/M in', '$/M out', 'status'], rows);
    });
}
