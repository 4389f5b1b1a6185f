import type { ReadText } from './shelf.ts';

/** Reads the packaged catalogue from disk, one file when it is asked for. */
export const readPackaged: ReadText = (name) => {
  folder ??= findFolder();
  return folder?.(name);
};

/** What can be read about providers: on a disk, all that is packaged. */
export function openTexts(..._providers: readonly string[]): Promise<ReadText> {
  return Promise.resolve(readPackaged);
}

let folder: ReadText | undefined;

// The texts in src/catalog/data, or in dist/catalog/data the modules that bundles for browsers load too, wherever below
// it the bundler put this code.
function findFolder(): ReadText | undefined {
  const here = import.meta.url;
  const places = ['../catalog/data/', './catalog/data/', './data/'].map((place) => new URL(place, here));
  const forms = places.flatMap((url): ReadText[] => [
    (name) => readIn(url, name),
    (name) => textIn(readIn(url, name.replace(/\.txt$/, '.js').replace(/\.json$/, '.json.js'))),
  ]);
  return forms.find((read) => read('meta.json') !== undefined);
}

const plain = 'export const text = String.raw`';

/** The text in a module that the build wrote (tsdown.config.ts), without running it. */
function textIn(module: string | undefined): string | undefined {
  if (module?.startsWith(plain) === true) return module.slice(plain.length, -'`;\n'.length);
  // A text that a raw template cannot hold stands there as JSON.
  if (module?.startsWith('export const text = "') !== true) return undefined;
  return JSON.parse(module.slice('export const text = '.length, -';\n'.length)) as string;
}

function readIn(parent: URL, name: string): string | undefined {
  // A name from outside must not leave the folder; a URL also reads %2e as a dot.
  if (/\.\.|[\\%]|^\//.test(name)) return undefined;
  try {
    return fileSystem()?.readFileSync(new URL(name, parent), 'utf8');
  } catch (error) {
    // Jest's own globals: there the error is an instance of another `Error` than ours.
    if ((error as { code?: unknown } | null)?.code === 'ENOENT') return undefined;
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
