import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';
import { processEnv } from './client/env.ts';
import { setKey } from './client/default-client.ts';
import { listProviders } from './client/list-providers.ts';
import { ReqLLMError } from './core/error.ts';
import { createDefaultTransport } from './http/default-node.ts';
import type { NodeTransportOptions } from './http/node.ts';
import type { ClosableTransport } from './http/transport.ts';

export {
  type JournalGroup,
  type JournalRow,
  type JournalSummary,
  summariseJournal,
} from './client/sight/journal-summary.ts';

export type { ClosableTransport, NodeTransportOptions };

/**
 * A transport on `node:http` with settings of your own, for `createClient({ transport })`: how many connections a host
 * gets and how long idle ones are kept, or an agent with your own certificates. Several clients may share one. `close()` cuts
 * its idle connections. Proxies are read from the environment unless `env` says otherwise, or there is an `agent`.
 */
export function nodeTransport(options: NodeTransportOptions = {}): ClosableTransport {
  return createDefaultTransport({ env: processEnv, ...options });
}

/**
 * Where the client option `journal` may write: a file, made with its folder when the first call is over. Each line is
 * written whole, so that several processes may share one file.
 */
export function journalFile(path: string): (line: string) => void {
  let isMade = false;
  return (line) => {
    if (!isMade) mkdirSync(dirname(path), { recursive: true });
    isMade = true;
    appendFileSync(path, line);
  };
}

/** A key that {@link loadEnv} found; the key itself is not told. */
export interface LoadedKey {
  readonly provider: string;
  readonly variable: string;
}

/**
 * Takes the providers' keys from a file of `NAME=value` lines, for the module's own functions or for a client. They count
 * before those of the environment. Nothing else of the file is used, so it cannot lead a key to another address. Tells
 * which keys were found; throws `config` when the file cannot be read, or a key cannot be one.
 */
export async function loadEnv(
  path: string = '.env',
  client: { setKey(provider: string, key: string): void } = { setKey },
): Promise<readonly LoadedKey[]> {
  const file = variablesIn(path);
  const loaded: LoadedKey[] = [];
  for (const { id: provider, env } of await listProviders()) {
    const variable = env.find((name) => (file[name] ?? '').trim() !== '');
    if (variable === undefined) continue;
    client.setKey(provider, file[variable] as string);
    loaded.push({ provider, variable });
  }
  return loaded;
}

function variablesIn(path: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (cause) {
    const message = `The file "${path}" cannot be read. Pass the path of a file of NAME=value lines, such as ".env".`;
    throw new ReqLLMError(message, { code: 'config', phase: 'config', cause });
  }
}
