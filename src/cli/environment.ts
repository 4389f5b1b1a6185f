import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { processEnv } from '../index.ts';
import type { Lookup } from './choose-model.ts';

// A file of a repository must not lead keys or prompts elsewhere; the library asks for no other address.
const isAddress = (name: string): boolean => /(?:_base_url|_api_base|_host|proxy)$/i.test(name);

/** The process's variables, under those of a file. Addresses and proxies in the file are not used. */
export function environmentOf(path: string | undefined): Lookup {
  const file = path === undefined ? {} : parseEnv(readFileSync(path, 'utf8'));
  return (name) => (isAddress(name) ? undefined : file[name]) ?? processEnv(name);
}
