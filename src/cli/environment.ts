import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { processEnv } from '../index.ts';
import type { Lookup } from './choose-model.ts';

/** The process's variables, under those of a file. */
export function environmentOf(path: string | undefined): Lookup {
  const file = path === undefined ? {} : parseEnv(readFileSync(path, 'utf8'));
  return (name) => file[name] ?? processEnv(name);
}
