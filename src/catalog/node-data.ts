import type { ReadText } from './shelf.ts';

/**
 * Reads the packaged catalogue from disk, one file when it is asked for. Outside Node and its kin there is no disk, so
 * nothing is found: pass `read` to `createCatalog` there.
 */
export const readPackaged: ReadText = (name) => {
  // An absence is remembered too: bundled programs without the files would look for them at every call.
  folder ??= findFolder() ?? null;
  return folder === null ? undefined : readIn(folder, name);
};

/** What can be read about a provider: on a disk, all that is packaged. */
export function openTexts(_provider: string): Promise<ReadText> {
  return Promise.resolve(readPackaged);
}

let folder: URL | null | undefined;

// In src/catalog/data, or in dist/catalog/data, wherever below it the bundler put this code.
function findFolder(): URL | undefined {
  const here = import.meta.url;
  const places = ['../catalog/data/', './catalog/data/'];
  return places.map((place) => new URL(place, here)).find((url) => readIn(url, 'meta.json') !== undefined);
}

function readIn(parent: URL, name: string): string | undefined {
  // A name from outside must not leave the folder; a URL also reads %2e as a dot.
  if (/\.\.|[\\%]|^\//.test(name)) return undefined;
  try {
    return fileSystem()?.readFileSync(new URL(name, parent), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

interface FileSystem {
  readFileSync(path: URL, encoding: 'utf8'): string;
}

// No import: bundlers for browsers would stumble over it, and starting up would pay for it.
function fileSystem(): FileSystem | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.('node:fs') as FileSystem | undefined;
}
