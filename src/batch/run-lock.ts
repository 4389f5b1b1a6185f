import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { ReqLLMError } from '../index.ts';

/** Takes a file for this process alone and gives back how to let it go. Throws `config` while another process has it. */
export function lockFile(path: string): () => void {
  const lock = `${path}.lock`;
  for (let tries = 0; tries < 5; tries += 1) {
    if (take(lock)) return () => release(lock);
    const owner = ownerOf(lock);
    if (owner !== undefined && isAlive(owner))
      throw new ReqLLMError(`${path} is in use by process ${owner}; wait for it or give another file.`, {
        code: 'config',
        phase: 'config',
      });
    clear(lock);
  }
  throw new ReqLLMError(`${lock} cannot be taken; remove it when no other run is working.`, {
    code: 'config',
    phase: 'config',
  });
}

function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function ownerOf(lock: string): number | undefined {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

// Moved away first: of two that find the same dead owner, one has the name taken from under it and begins anew.
function clear(lock: string): void {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    rmSync(aside, { force: true });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

function release(lock: string): void {
  if (ownerOf(lock) === process.pid) rmSync(lock, { force: true });
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown }).code;
}
