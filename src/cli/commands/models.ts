import type { Command } from 'commander';
import { addCheck } from './models/check.ts';
import { addCompare } from './models/compare.ts';
import { addDiff } from './models/diff.ts';
import { addFind } from './models/find.ts';
import { addList } from './models/list.ts';
import { addPrice } from './models/price.ts';
import { addQuirks } from './models/quirks.ts';
import { addShow } from './models/show.ts';
import { addSync } from './models/sync.ts';

/** `reqllm models`: what is known about models. */
export function addModels(program: Command): void {
  const models = program
    .command('models')
    .description('ask the model catalogue: facts, prices, rules; bring it up to date');
  for (const add of [addList, addShow, addFind, addPrice, addCompare, addDiff, addSync, addCheck, addQuirks])
    add(models);
}
