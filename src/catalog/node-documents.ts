import { ReqLLMError } from '../core/error.ts';
import { isOverlay, type Overlay } from './overlay.ts';
import { maxDocumentBytes } from './sync/sync.ts';

/** A document of the source in a file. */
export interface DocumentFile {
  readonly path: string;
  /** From the file's name; undefined when it names no day. */
  readonly date: string | undefined;
  readonly text: string;
}

interface FileSystem {
  statSync(path: string): { isDirectory(): boolean; readonly size: number };
  readdirSync(path: string | URL): string[];
  readFileSync(path: string | URL): Uint8Array;
}

interface Zlib {
  gunzipSync(data: Uint8Array, options: { maxOutputLength: number }): Uint8Array;
  brotliDecompressSync(data: Uint8Array, options: { maxOutputLength: number }): Uint8Array;
}

/**
 * The documents in a file, or in all `*.json`, `*.json.gz` and `*.json.br` files of a folder, oldest first. Throws
 * `config` for one that cannot be read or holds more than 32 MB.
 */
export function readDocuments(path: string): DocumentFile[] {
  const files = builtin<FileSystem>('node:fs');
  try {
    const names = files.statSync(path).isDirectory()
      ? files.readdirSync(path).map((name) => `${path}/${name}`)
      : [path];
    return names
      .filter((name) => /\.json(\.gz|\.br)?$/.test(name))
      .sort()
      .map((name) => ({ path: name, date: /\d{4}-\d\d-\d\d/.exec(name)?.[0], text: textOf(files, name) }));
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'it is damaged';
    throw new ReqLLMError(`The catalogue's source "${path}" cannot be read (${why}).`, {
      code: 'config',
      phase: 'config',
      cause: error,
    });
  }
}

/** Our own corrections, as packaged. */
export function readOverlays(): Overlay[] {
  const files = builtin<FileSystem>('node:fs');
  const here = import.meta.url;
  for (const place of ['../catalog/overlay/', './catalog/overlay/']) {
    const folder = new URL(place, here);
    const names = listed(files, folder).sort();
    if (names.length > 0)
      return names
        .map((name): unknown => JSON.parse(decode(files.readFileSync(new URL(name, folder)))))
        .filter(isOverlay);
  }
  return [];
}

function listed(files: FileSystem, folder: URL): string[] {
  try {
    return files.readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

function textOf(files: FileSystem, path: string): string {
  const zlib = builtin<Zlib>('node:zlib');
  const options = { maxOutputLength: maxDocumentBytes };
  const data = files.readFileSync(path);
  if (path.endsWith('.gz')) return decode(zlib.gunzipSync(data, options));
  return decode(path.endsWith('.br') ? zlib.brotliDecompressSync(data, options) : data);
}

function decode(data: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(data);
}

function builtin<T>(name: string): T {
  return process.getBuiltinModule(name) as T;
}
