#!/usr/bin/env node
import { Command } from 'commander';
import { addDemo } from './commands/demo.ts';
import { addGen } from './commands/gen.ts';
import { addModels } from './commands/models.ts';
import { addProviders } from './commands/providers.ts';
import { reportFailure } from './report.ts';

const program = new Command('reqllm')
  .description('Call language models: one command, every provider.')
  .showHelpAfterError('(run with --help for the options)')
  .showSuggestionAfterError(true);

addGen(program);
addDemo(program);
addProviders(program);
addModels(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error);
}
