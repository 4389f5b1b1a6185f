import type { Command } from 'commander';
import { listProviders } from '../../index.ts';
import { printTable } from '../table.ts';

/** `reqllm providers`: who can be called, and which key they want. */
export function addProviders(program: Command): void {
  program
    .command('providers')
    .description('list the providers and the environment variables of their keys')
    .option('--json', 'print as JSON')
    .action(async (options: { readonly json?: boolean }) => {
      const providers = await listProviders();
      if (options.json === true) return void process.stdout.write(`${JSON.stringify(providers, null, 2)}\n`);
      const rows = providers.map(({ id, name, env, protocols, verified }) => [
        id,
        name,
        env[0] ?? 'none',
        protocols.join(', '),
        verified ? 'yes' : 'no',
      ]);
      printTable(['id', 'name', 'key', 'protocol', 'verified'], rows);
    });
}
