import { existsSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { inspect, serveInspection } from '../../inspect/index.ts';
import { createClient } from '../../index.ts';
import { environmentOf } from '../environment.ts';
import { faint } from '../report.ts';

interface InspectCommandOptions {
  readonly port: number;
  readonly envFile?: string;
}

/** `reqllm inspect`: a local page that shows calls from a journal, also while they are made. */
export function addInspect(program: Command): void {
  program
    .command('inspect')
    .description('show the calls of a journal on a local page, also while they are made')
    .argument('<journal>', 'the file that inspect() of reqllm/inspect writes; it may not be there yet')
    .option('--port <number>', 'where to serve the page; 0 picks a free port', port, 0)
    .option('--env-file <path>', 'read keys for replays from this file; addresses in it are not used')
    .action(show);
}

async function show(journal: string, options: InspectCommandOptions): Promise<void> {
  const env = environmentOf(options.envFile);
  await using client = createClient({ env, ...inspect({ journal }) });
  await using server = await serveInspection({ journal, port: options.port, client });
  process.stdout.write(`${server.url}\n`);
  if (!existsSync(journal))
    process.stderr.write(`${journal} is not there yet; its calls are shown when they are written.\n`);
  process.stderr.write(`${faint('Open this address; it works on this machine alone. Ctrl-C ends it.')}\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('It must be a number from 0 to 65535.');
  return value;
}
