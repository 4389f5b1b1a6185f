import { ReqLLMError } from '../core/error.ts';
import { parseJson } from '../core/json.ts';
import { checkLayer } from './layers/check-layer.ts';
import type { ModelLayer } from './layers/layer.ts';
import { type ModelsLock, parseLock, renderLock } from './lock.ts';

/** The name under which a project keeps facts of its own about models. */
export const projectFileName = 'reqllm.models.json';

const mostBytes = 4 * 1024 * 1024;

interface FileSystem {
  statSync(path: string): { readonly size: number };
  readFileSync(path: string, encoding: 'utf8'): string;
  writeFileSync(path: string, text: string, options: { flush: boolean }): void;
  renameSync(from: string, to: string): void;
  rmSync(path: string, options: { force: true }): void;
}

/**
 * The project's layer from a file such as `reqllm.models.json`, checked. Throws `config` for a file that cannot be read,
 * holds more than 4 MB, or says something that cannot be right.
 */
export function loadProjectModels(path: string): ModelLayer {
  const parsed = parseJson(readSmall(path));
  if (!parsed.ok) throw refusal(`"${path}" is no JSON: ${parsed.problem}.`);
  return checkLayer(parsed.value, `"${path}"`);
}

/** Facts of one's own in code, checked where they are written. Throws `config` as `loadProjectModels` does. */
export function defineModels(layer: ModelLayer): ModelLayer {
  return checkLayer(layer, 'The layer');
}

/** The lock in a file. Throws `config` when there is none that can be read. */
export function readLock(path: string): ModelsLock {
  return parseLock(readSmall(path));
}

/** Writes a lock file, whole or not at all. */
export function writeLock(path: string, lock: ModelsLock): void {
  const files = fileSystem();
  const draft = `${path}.${process.pid}`;
  try {
    files.writeFileSync(draft, renderLock(lock), { flush: true });
    files.renameSync(draft, path);
  } catch (error) {
    files.rmSync(draft, { force: true });
    throw error;
  }
}

function readSmall(path: string): string {
  const files = fileSystem();
  try {
    if (files.statSync(path).size > mostBytes) throw refusal(`"${path}" is larger than 4 MB.`);
    return files.readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof ReqLLMError) throw error;
    const why = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw refusal(`"${path}" cannot be read${why}.`);
  }
}

function fileSystem(): FileSystem {
  return process.getBuiltinModule('node:fs') as FileSystem;
}

function refusal(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
