import { Command } from 'commander';
import { addDemo } from './commands/demo.ts';
import { addGen } from './commands/gen.ts';
import { addModels } from './commands/models.ts';
import { addProviders } from './commands/providers.ts';
import { addRun } from './commands/run.ts';

/** The command line with all its commands, not yet told what to do. */
export function createProgram(): Command {
  const program = new Command('reqllm')
    .description('Call language models: one command, every provider.')
    .showHelpAfterError('(run with --help for the options)')
    .showSuggestionAfterError(true);
  for (const add of [addGen, addRun, addDemo, addProviders, addModels]) add(program);
  return program;
}
