import { existsSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { isReqLLMError, processEnv } from '../../../index.ts';
import {
  cacheFolder,
  type Catalog,
  type CatalogModel,
  type CatalogProvider,
  createCatalog,
  loadProjectModels,
  newerOf,
  openLiveStore,
  openStore,
  type PlacedLayer,
  projectFileName,
  type ReadText,
  readFolder,
  readPackaged,
  withLayers,
} from '../../../models.ts';

/** What every subcommand takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly catalog?: string;
  readonly project?: string;
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
      'ask the catalogue in this folder (default: the newest of packaged and synced, and live lists)',
    )
    .option(
      '--project <file>',
      `facts of your own over it (default: ${projectFileName}, where there is one)`,
    );
}

/**
 * Opens the catalogue: the one in a folder, else the newer of what was synced and what came with the package with the
 * lists of providers over it; and the facts of the project over that. Throws `config` for facts that cannot be right.
 */
export function openInUse({ catalog: folder, project }: CommonOptions): InUse {
  const read = folder === undefined ? newestRead() : readFolder(folder);
  const base = createCatalog({ read, isConfigured: hasVariables });
  const file = project ?? (existsSync(projectFileName) ? projectFileName : undefined);
  const layers: PlacedLayer[] = [
    ...(folder === undefined ? liveLayers() : []),
    ...(file === undefined ? [] : [{ kind: 'project' as const, layer: loadProjectModels(file) }]),
  ];
  return { read, catalog: withLayers(base, layers) };
}

function liveLayers(): PlacedLayer[] {
  const folder = cacheFolder(processEnv);
  const lists = folder === undefined ? [] : openLiveStore(folder).read();
  return lists.map(({ layer }) => ({ kind: 'live', layer }));
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
