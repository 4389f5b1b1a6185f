import { createRequire } from 'node:module';
import { Command } from 'commander';
import { addCompat } from './commands/compat.ts';
import { addDemo } from './commands/demo.ts';
import { addExplain } from './commands/explain.ts';
import { addGen } from './commands/gen.ts';
import { addInspect } from './commands/inspect.ts';
import { addModels } from './commands/models.ts';
import { addProviders } from './commands/providers.ts';
import { addRun } from './commands/run.ts';
import { addUsage } from './commands/usage.ts';

/** The command line with all its commands, not yet told what to do. */
export function createProgram(): Command {
  const program = new Command('reqllm')
    .description('Call language models: one command, every provider.')
    .version(version(), '-V, --version', 'print the version')
    .showHelpAfterError('(run with --help for the options)')
    .showSuggestionAfterError(true)
    // As for all else that was called wrong (see `reportFailure`); help that was asked for is a success.
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
  for (const add of [
    addGen,
    addRun,
    addInspect,
    addDemo,
    addProviders,
    addModels,
    addCompat,
    addExplain,
    addUsage,
  ])
    add(program);
  return program;
}

// Asked of the package itself, which has this door for it: the file is elsewhere in sources than in the build.
function version(): string {
  return (createRequire(import.meta.url)('reqllm/package.json') as { version: string }).version;
}
