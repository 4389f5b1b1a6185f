import type { Command } from 'commander';
import {
  type CatalogProblem,
  checkCatalog,
  checkLock,
  readLock,
  readOverlays,
  staleCorrections,
} from '../../../models.ts';
import { printTable } from '../../table.ts';
import { type CommonOptions, openInUse, printJson, withCommon } from './in-use.ts';

interface CheckOptions extends CommonOptions {
  readonly from?: string;
  readonly notes?: boolean;
  readonly lock?: string;
}

/** `reqllm models check`: looks the catalogue over. */
export function addCheck(models: Command): void {
  withCommon(models.command('check'))
    .description(
      'look the catalogue over: hashes, moving ids, corrections, replacements, other names; exits with 1 for an error',
    )
    .option('--notes', 'also list what is no error: ids that move, corrections that are about no model')
    .option('--lock <file>', 'also compare it with what this lock file names')
    .option('--from <path>', 'also say which corrections these documents no longer need')
    .action(check);
}

async function check(options: CheckOptions): Promise<void> {
  const { read, catalog } = openInUse(options);
  const overlays = readOverlays();
  const stale = options.from === undefined ? [] : staleCorrections(options.from, overlays);
  const drift = options.lock === undefined ? [] : await checkLock(readLock(options.lock), read);
  const problems: readonly CatalogProblem[] = [
    ...drift.map((message): CatalogProblem => ({ level: 'error', check: 'files', what: 'lock', message })),
    ...(await checkCatalog(read, overlays)),
    ...stale.map((said): CatalogProblem => {
      const [what = '', ...rest] = said.split(' ');
      return { level: 'note', check: 'correction', what, message: rest.join(' ') };
    }),
  ];
  const errors = problems.filter(({ level }) => level === 'error');
  if (errors.length > 0) process.exitCode = 1;
  if (options.json === true) return printJson({ version: catalog.meta?.version, problems });
  const shown = options.notes === true || options.from !== undefined ? problems : errors;
  if (shown.length > 0)
    printTable(
      ['level', 'check', 'what', 'message'],
      shown.map(({ level, check: name, what, message }) => [level, name, what, message]),
    );
  const { version = 'none', models = 0, retired = 0 } = catalog.meta ?? {};
  const notes = problems.length - errors.length;
  process.stdout.write(
    `Catalogue ${version}: ${models} models, ${retired} retired; ${errors.length} errors, ${notes} notes${options.notes === true ? '' : ' (--notes lists them)'}.\n`,
  );
}
