import { ReqLLMError } from '../core/error.ts';
import { isRecord, parseJson } from '../core/json.ts';
import type { Catalog } from './catalog.ts';
import { hashOf } from './compile.ts';
import type { CatalogMeta } from './schema.ts';
import { createShelf, type ReadText } from './shelf.ts';

/** The name under which a project keeps its lock. */
export const lockFileName = 'reqllm-models.lock';

/** Which catalogue a project was checked with. */
export interface ModelsLock {
  readonly version: string;
  /** Of all data files, as in `meta.json`. */
  readonly sha256: string;
}

/** The lock for a catalogue. Throws `config` for one without files. */
export function lockOf(meta: CatalogMeta | undefined): ModelsLock {
  if (meta === undefined) throw refusal('There is no model catalogue to lock: its files are missing.');
  return { version: meta.version, sha256: meta.sha256 };
}

/** The text of a lock file. */
export function renderLock({ version, sha256 }: ModelsLock): string {
  return `${JSON.stringify({ version, sha256 }, undefined, 2)}\n`;
}

/** Reads a lock file's text. Throws `config` for what is none. */
export function parseLock(text: string): ModelsLock {
  const parsed = text.length > 10_000 ? undefined : parseJson(text);
  const value: unknown = parsed?.ok === true ? parsed.value : undefined;
  if (!isRecord(value)) throw refusal(`The text of ${lockFileName} is no lock: write it anew.`);
  const { version, sha256 } = value;
  if (typeof version !== 'string' || typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256))
    throw refusal(`${lockFileName} lacks a version or a hash: write it anew.`);
  return { version, sha256 };
}

/**
 * What a catalogue differs in from the lock, as sentences; empty when it is the locked one. The hash is worked out from
 * the files themselves, so that a changed fact under an unchanged `meta.json` is found, too.
 */
export async function checkLock(lock: ModelsLock, read: ReadText): Promise<readonly string[]> {
  const shelf = createShelf(read);
  const meta = shelf.meta();
  if (meta === undefined) return ['The catalogue has no files.'];
  const hash = await hashOf(filesOf(read, [...shelf.providers().keys()]));
  return [
    ...(meta.version === lock.version
      ? []
      : [`The catalogue is ${meta.version}, locked is ${lock.version}.`]),
    ...(hash === lock.sha256
      ? []
      : [`The catalogue's files have the hash ${hash}, locked is ${lock.sha256}.`]),
  ];
}

/** The catalogue itself when it is the pinned one, by what its `meta.json` says. Throws `config` for another. */
export function pinned(
  catalog: Catalog,
  pin: { readonly version: string; readonly sha256?: string },
): Catalog {
  const { version, sha256 } = catalog.meta ?? { version: 'none', sha256: '' };
  if (version !== pin.version)
    throw refusal(
      `The model catalogue is ${version}, but ${pin.version} is pinned; install that one or move the pin.`,
    );
  if (pin.sha256 !== undefined && pin.sha256 !== sha256)
    throw refusal(
      `The model catalogue ${version} has the hash ${sha256}, but ${pin.sha256.slice(0, 64)} is pinned.`,
    );
  return catalog;
}

function filesOf(read: ReadText, providers: readonly string[]): ReadonlyMap<string, string> {
  const names = providers.flatMap((id) => [`${id}.txt`, `retired/${id}.txt`, `history/${id}.txt`]);
  const files = [...names, 'aliases.txt', 'providers.txt'].flatMap((name): [string, string][] => {
    const text = read(name);
    return text === undefined ? [] : [[name, text]];
  });
  return new Map(files);
}

function refusal(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
