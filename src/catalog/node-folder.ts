import { ReqLLMError } from '../core/error.ts';
import { fold } from './fold.ts';
import { readDocument } from './import/document.ts';
import { readDocuments } from './node-documents.ts';
import { applyOverlay, type Overlay } from './overlay.ts';
import type { CatalogStore } from './node-store.ts';
import type { Book } from './record.ts';
import type { ReadText } from './shelf.ts';
import { type CatalogDiff, diffBooks } from './sync/diff.ts';
import { readBook } from './sync/read-book.ts';

interface FileSystem {
  readFileSync(path: string, encoding: 'utf8'): string;
  existsSync(path: string): boolean;
  mkdirSync(path: string, options: { recursive: true }): void;
  rmSync(path: string, options: { recursive: true; force: true }): void;
  writeFileSync(path: string, text: string): void;
}

/** Reads the files of a catalogue in a folder, such as one that `models sync --out` wrote. */
export function readFolder(folder: string): ReadText {
  const files = process.getBuiltinModule('node:fs') as FileSystem;
  return (name) => {
    const path = `${folder}/${name}`;
    // A name from outside must not leave the folder.
    return name.includes('..') || !files.existsSync(path) ? undefined : files.readFileSync(path, 'utf8');
  };
}

// A folder of a catalogue, an api.json, or a folder of dated ones.
function bookAt(path: string): Book {
  const packed = readFolder(path);
  const book = packed('meta.json') === undefined ? undefined : readBook(packed);
  if (book !== undefined) return book;
  const documents = readDocuments(path).map(({ path: file, date = '', text }) => {
    const document = readDocument(parsed(file, text));
    if (document === undefined) throw refusal(`"${file}" is no list of providers.`);
    return { date, document };
  });
  if (documents.length === 0) throw refusal(`"${path}" holds neither a catalogue nor an api.json.`);
  return fold(documents).book;
}

/** A store that is a plain folder: one generation, no lock, for builds that ship the files. */
export function openFolderStore(folder: string): CatalogStore {
  const files = process.getBuiltinModule('node:fs') as FileSystem;
  const read = readFolder(folder);
  return {
    read: () => (read('meta.json') === undefined ? undefined : read),
    write(texts) {
      for (const part of ['retired', 'history']) {
        files.rmSync(`${folder}/${part}`, { recursive: true, force: true });
        files.mkdirSync(`${folder}/${part}`, { recursive: true });
      }
      for (const [name, text] of texts) files.writeFileSync(`${folder}/${name}`, text);
    },
    locked: (act) => act(),
    checkedAt: () => 0,
    touch: () => undefined,
  };
}

/**
 * What changed between two catalogues, each read by a function, or at a path: the folder of
 * one, an api.json, or a folder of dated ones, which are folded in order. Throws `config` for what is none of these.
 */
export function diffCatalogs(before: ReadText | string, after: ReadText | string): CatalogDiff {
  const bookOf = (place: ReadText | string): Book =>
    typeof place === 'string' ? bookAt(place) : (readBook(place) ?? { date: '', providers: [] });
  return diffBooks(bookOf(before), bookOf(after));
}

/** The corrections that the documents at a path do not need, as sentences. */
export function staleCorrections(path: string, overlays: readonly Overlay[]): readonly string[] {
  return applyOverlay(bookAt(path), overlays).stale;
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal(`"${path}" is no JSON.`);
  }
}

function refusal(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
