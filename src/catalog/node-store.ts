import { ReqLLMError } from '../core/error.ts';
import { schemaVersion } from './compile.ts';
import { byText } from './order.ts';
import type { CatalogMeta } from './schema.ts';
import type { ReadText } from './shelf.ts';

/** A folder of catalogues that a sync writes: the current generation and the one before. */
export interface CatalogStore {
  /** The current generation; undefined when there is none that is whole and readable. */
  read(): ReadText | undefined;
  /** When a sync last looked, in milliseconds; 0 for never. */
  checkedAt(): number;
  /** Notes that a sync looked now and found nothing new. */
  touch(): void;
  /** Makes these files the current generation. A process that dies on the way leaves the old one. */
  write(files: ReadonlyMap<string, string>): void;
  /** Runs one sync at a time. Throws `config` when another process is at it. */
  locked<T>(act: () => Promise<T>): Promise<T>;
}

interface FileSystem {
  mkdirSync(path: string, options: { recursive: true }): void;
  writeFileSync(path: string, text: string, options?: { flag?: 'wx'; flush?: boolean }): void;
  readFileSync(path: string, encoding: 'utf8'): string;
  readdirSync(path: string): string[];
  statSync(path: string): { readonly mtimeMs: number };
  utimesSync(path: string, seconds: number, modified: number): void;
  renameSync(from: string, to: string): void;
  rmSync(path: string, options: { recursive: true; force: true }): void;
}

interface Crypto {
  createHash(name: 'sha256'): { update(text: string): { digest(form: 'hex'): string } };
}

const staleAfterMs = 10 * 60_000;

/** Opens the store in a folder, which is made when it is first written. `now` is the clock, in milliseconds. */
export function openStore(folder: string, now: () => number = Date.now): CatalogStore {
  const files = builtin<FileSystem>('node:fs');
  const root = `${folder}/models/v${schemaVersion}`;
  return {
    read: () => readCurrent(files, root),
    touch() {
      if (timeOf(files, `${root}/current`) > 0)
        files.utimesSync(`${root}/current`, now() / 1000, now() / 1000);
    },
    checkedAt: () => timeOf(files, `${root}/current`),
    write: (texts) => writeGeneration(files, root, texts),
    async locked(act) {
      const release = takeLock(files, root, now);
      try {
        return await act();
      } finally {
        release();
      }
    },
  };
}

function readCurrent(files: FileSystem, root: string): ReadText | undefined {
  const name = tryRead(files, `${root}/current`)?.trim();
  if (name === undefined || !/^[0-9a-f]{64}$/.test(name)) return undefined;
  const read: ReadText = (file) => (isFileName(file) ? tryRead(files, `${root}/${name}/${file}`) : undefined);
  return isWhole(files, `${root}/${name}`, read) ? read : undefined;
}

// What was cut short, changed by hand or written by a later version is not read.
function isWhole(files: FileSystem, folder: string, read: ReadText): boolean {
  try {
    const meta = JSON.parse(read('meta.json') ?? '') as Partial<CatalogMeta>;
    if (meta.schema !== schemaVersion && meta.schema !== ((schemaVersion - 1) as number)) return false;
    const parts = ['', 'retired/', 'history/'].flatMap((part) => listNames(files, folder, part));
    const names = parts.filter((name) => name !== 'meta.json').sort(byText);
    const text = names.map((name) => `${name}\n${read(name) ?? ''}`).join('\n');
    return builtin<Crypto>('node:crypto').createHash('sha256').update(text).digest('hex') === meta.sha256;
  } catch {
    return false;
  }
}

function listNames(files: FileSystem, folder: string, part: string): string[] {
  try {
    return files
      .readdirSync(`${folder}/${part}`)
      .map((name) => `${part}${name}`)
      .filter(isFileName);
  } catch {
    return [];
  }
}

function isFileName(name: string): boolean {
  return /^(?:(?:retired|history)\/)?[a-z0-9][a-z0-9.-]*\.(?:txt|json)$/.test(name);
}

function writeGeneration(files: FileSystem, root: string, texts: ReadonlyMap<string, string>): void {
  const { sha256 } = JSON.parse(texts.get('meta.json') ?? '{}') as Partial<CatalogMeta>;
  if (sha256 === undefined) throw new TypeError('A catalogue without meta.json cannot be stored.');
  const before = tryRead(files, `${root}/current`)?.trim();
  if (before === sha256 && readCurrent(files, root) !== undefined) {
    // The same facts of another day: only their date is new, and nobody finds the folder missing for a moment.
    files.writeFileSync(`${root}/.meta-${process.pid}`, texts.get('meta.json') ?? '', { flush: true });
    return files.renameSync(`${root}/.meta-${process.pid}`, `${root}/${sha256}/meta.json`);
  }
  const draft = `${root}/.draft-${process.pid}`;
  try {
    writeDraft(files, draft, texts);
  } catch (error) {
    // A disk that is full must not stay full because of us.
    files.rmSync(draft, { recursive: true, force: true });
    throw error;
  }
  // The same content under its own name may be damaged: the draft takes its place.
  files.rmSync(`${root}/${sha256}`, { recursive: true, force: true });
  files.renameSync(draft, `${root}/${sha256}`);
  files.writeFileSync(`${root}/.current-${process.pid}`, `${sha256}\n`, { flush: true });
  files.renameSync(`${root}/.current-${process.pid}`, `${root}/current`);
  removeOthers(files, root, new Set([sha256, before, 'current', 'lock']));
}

function writeDraft(files: FileSystem, draft: string, texts: ReadonlyMap<string, string>): void {
  files.rmSync(draft, { recursive: true, force: true });
  for (const part of ['retired', 'history']) files.mkdirSync(`${draft}/${part}`, { recursive: true });
  for (const [name, text] of texts) {
    if (!isFileName(name)) throw new TypeError('A catalogue holds a file with a strange name.');
    files.writeFileSync(`${draft}/${name}`, text, { flush: true });
  }
}

// Two generations stay: a program that opened the older one before this sync goes on reading it.
function removeOthers(files: FileSystem, root: string, kept: ReadonlySet<string | undefined>): void {
  for (const name of files.readdirSync(root))
    if (!kept.has(name)) files.rmSync(`${root}/${name}`, { recursive: true, force: true });
}

function takeLock(files: FileSystem, root: string, now: () => number): () => void {
  const path = `${root}/lock`;
  files.mkdirSync(root, { recursive: true });
  const take = (): boolean => {
    try {
      files.writeFileSync(path, JSON.stringify({ pid: process.pid, at: now() }), { flag: 'wx' });
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    }
  };
  if (take()) return () => files.rmSync(path, { recursive: true, force: true });
  if (isStale(tryRead(files, path), now())) {
    files.rmSync(path, { recursive: true, force: true });
    if (take()) return () => files.rmSync(path, { recursive: true, force: true });
  }
  throw new ReqLLMError('Another process is syncing the model catalogue; try again when it is done.', {
    code: 'config',
    phase: 'config',
  });
}

function isStale(text: string | undefined, now: number): boolean {
  try {
    const { pid, at } = JSON.parse(text ?? '') as { pid: number; at: number };
    return now - at > staleAfterMs || !isAlive(pid);
  } catch {
    return true;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function tryRead(files: FileSystem, path: string): string | undefined {
  try {
    return files.readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

function timeOf(files: FileSystem, path: string): number {
  try {
    return files.statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}

// As in node-data.ts: no import, so that no bundle for browsers holds one.
function builtin<T>(name: string): T {
  return process.getBuiltinModule(name) as T;
}
