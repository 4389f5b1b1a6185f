import { createDefaultTransport } from '#transport';
import type { Command } from 'commander';
import { processEnv, ReqLLMError } from '../../../index.ts';
import {
  cacheFolder,
  type CatalogMeta,
  createCatalog,
  liveProviders,
  type LiveSend,
  lockFileName,
  lockOf,
  openFolderStore,
  openLiveStore,
  openStore,
  readDocuments,
  readFolder,
  readOverlays,
  readPackaged,
  renderDiff,
  type SyncReport,
  type SyncSource,
  syncLive,
  syncStore,
  writeLock,
} from '../../../models.ts';
import { printTable } from '../../table.ts';
import { fail, newestRead, printJson } from './in-use.ts';

interface SyncOptions {
  readonly from?: string;
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly out?: string;
  readonly live?: readonly string[] | true;
  readonly lock?: string;
  readonly json?: boolean;
}

/** `reqllm models sync`: brings the catalogue up to date. */
export function addSync(models: Command): void {
  models
    .command('sync')
    .description('bring the catalogue up to date, from models.dev (or REQLLM_MODELS_URL) or from files')
    .option('--from <path>', 'an api.json[.gz|.br], or a folder of dated ones; no network')
    .option('--check', 'write nothing; exit with 2 when something would change')
    .option('--dry-run', 'write nothing; say what would change')
    .option('--force', 'take a document that shrank or has many bad records all the same')
    .option('--out <folder>', 'write plain files here (default: the cache folder, see REQLLM_CACHE_DIR)')
    .option(
      '--live [providers...]',
      'read the lists of providers instead, over the catalogue; all for which there is a key, or these',
    )
    .option('--lock <file>', `also write which catalogue is in use then, such as to ${lockFileName}`)
    .option('--json', 'print as JSON')
    .action(sync);
}

async function sync(options: SyncOptions): Promise<void> {
  const { from, check = false, dryRun = false, force = false, out, live, lock } = options;
  const transport = createDefaultTransport({ env: processEnv });
  try {
    if (live !== undefined) return await readLists(live === true ? undefined : live, transport, options);
    const url = processEnv('REQLLM_MODELS_URL')?.trim() || undefined;
    const network: SyncSource = url === undefined ? { send: transport } : { send: transport, url };
    const report = await syncStore({
      store: out === undefined ? openStore(userFolder()) : openFolderStore(out),
      packaged: readPackaged,
      source: from === undefined ? network : { documents: readDocuments(from) },
      overlays: readOverlays(),
      today: new Date().toISOString().slice(0, 10),
      force,
      dryRun: dryRun || check,
    });
    if (lock !== undefined && !dryRun && !check) writeLock(lock, lockOf(metaAt(out)));
    say(report, options);
  } finally {
    await transport.close();
  }
}

function metaAt(out: string | undefined): CatalogMeta | undefined {
  return createCatalog({ read: out === undefined ? newestRead() : readFolder(out) }).meta;
}

async function readLists(
  asked: readonly string[] | undefined,
  send: LiveSend,
  { dryRun = false, check = false, force = false, json = false }: SyncOptions,
): Promise<void> {
  const reports = await syncLive({
    providers: asked ?? liveProviders(),
    store: openLiveStore(userFolder()),
    send,
    env: processEnv,
    today: new Date().toISOString().slice(0, 10),
    force,
    dryRun: dryRun || check,
  });
  // Where nobody was named, those without a key were not meant.
  const told = asked === undefined ? reports.filter(({ status }) => status !== 'no-key') : reports;
  if (told.length === 0 || told.some(({ status }) => status !== 'updated')) process.exitCode = 1;
  if (json) return printJson(told);
  if (told.length === 0) return fail('There is no key for a provider whose list can be read.');
  printTable(
    ['provider', 'list', 'models', 'why'],
    told.map(({ provider, status, models, reason = '' }) => [provider, status, String(models), reason]),
  );
}

function userFolder(): string {
  const folder = cacheFolder(processEnv);
  if (folder !== undefined) return folder;
  const message = 'There is no home folder to keep the catalogue in; set REQLLM_CACHE_DIR, or pass --out.';
  throw new ReqLLMError(message, { code: 'config', phase: 'config' });
}

function say(report: SyncReport, { check = false, dryRun = false, json = false }: SyncOptions): void {
  const isFailure = report.status === 'refused' || report.status === 'offline';
  if (isFailure) process.exitCode = 1;
  else if (check && report.status === 'updated') process.exitCode = 2;
  if (json) return printJson(report);
  if (isFailure) {
    const problems = report.status === 'refused' ? report.problems.slice(0, 20) : [];
    return fail([`${report.reason} The current catalogue stays.`, ...problems].join('\n'));
  }
  if (report.status === 'unchanged') return void process.stdout.write('Nothing changed.\n');
  process.stdout.write(`${renderDiff(report.diff)}\n`);
  const notes = [...report.problems, ...report.stale];
  if (notes.length > 0) process.stderr.write(`${notes.join('\n')}\n`);
  const verb = check || dryRun ? 'would be' : 'is now';
  process.stderr.write(`The catalogue ${verb} ${report.version}.\n`);
}
