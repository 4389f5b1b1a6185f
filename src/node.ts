import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';
import { setKey } from './client/default-client.ts';
import { listProviders } from './client/list-providers.ts';
import { ReqLLMError } from './core/error.ts';

export {
  type JournalGroup,
  type JournalRow,
  type JournalSummary,
  summariseJournal,
} from './client/sight/journal-summary.ts';

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
