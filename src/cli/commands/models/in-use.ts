import { type Command, InvalidArgumentError } from 'commander';
import { isReqLLMError, processEnv } from '../../../index.ts';
import {
  cacheFolder,
  type Catalog,
  type CatalogModel,
  type CatalogProvider,
  createCatalog,
  newerOf,
  openStore,
  type ReadText,
  readFolder,
  readPackaged,
} from '../../../models.ts';

/** What every subcommand takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly catalog?: string;
}

/** The catalogue that a command asks. */
export interface InUse {
  readonly catalog: Catalog;
  readonly read: ReadText;
}

/** Adds the options that all subcommands have. */
export function withCommon(command: Command): Command {
  return command
    .option('--json', 'print as JSON')
    .option(
      '--catalog <folder>',
      'ask the catalogue in this folder (default: the newest of packaged and synced)',
    );
}

/** Opens the catalogue: the one in a folder, else the newer of what was synced and what came with the package. */
export function openInUse({ catalog: folder }: CommonOptions): InUse {
  const read = folder === undefined ? newestRead() : readFolder(folder);
  return { read, catalog: createCatalog({ read, isConfigured: hasVariables }) };
}

/** The files of the newer of what was synced and what came with the package. */
export function newestRead(): ReadText {
  const folder = cacheFolder(processEnv);
  return newerOf(folder === undefined ? undefined : openStore(folder).read(), readPackaged);
}

/** Whether the variables of a provider are set in this environment. */
export function hasVariables({ auth }: CatalogProvider): boolean {
  return auth.env.some(
    (names) => names.length > 0 && names.every((name) => (processEnv(name) ?? '').trim() !== ''),
  );
}

/** The model that a spec leads to; says what was probably meant, and sets the exit code to 1, when it leads nowhere. */
export function findModel({ catalog }: InUse, spec: string): CatalogModel | undefined {
  try {
    return catalog.get(spec);
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    fail(error.message);
    return undefined;
  }
}

/** Says on standard error why nothing came of it, and sets the exit code to 1. */
export function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

/** Prints a value as JSON. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** A number above or at zero, for commander. `k` and `M` may stand behind it: `200k`. */
export function amount(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('It must be a number, such as 1000, 200k or 1M.');
  return Number(match[1]) * (match[2] === 'k' ? 1e3 : match[2] === 'M' ? 1e6 : 1);
}

/** Words with commas between them, for commander. */
export function words(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
