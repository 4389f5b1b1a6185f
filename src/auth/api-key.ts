import type { Secret } from '../core/secret.ts';
import type { Auth } from './auth.ts';

/** `Authorization: Bearer <key>`. */
export function bearer(...env: readonly string[]): Auth {
  return keyHeader('authorization', env, true, (key) => `Bearer ${key}`);
}

/** The bare key in a header of its own. */
export function headerKey(header: string, ...env: readonly string[]): Auth {
  return keyHeader(header, env, true, (key) => key);
}

/** `Authorization: Token <key>`. */
export function tokenKey(...env: readonly string[]): Auth {
  return keyHeader('authorization', env, true, (key) => `Token ${key}`);
}

/** A bearer key where there is one; local servers need none. */
export function optionalBearer(...env: readonly string[]): Auth {
  return keyHeader('authorization', env, false, (key) => `Bearer ${key}`);
}

function keyHeader(
  header: string,
  env: readonly string[],
  isRequired: boolean,
  write: (key: string) => string,
): Auth {
  const headers = (key: Secret | undefined): Promise<Record<string, string>> =>
    Promise.resolve(key === undefined ? {} : { [header]: write(key.reveal()) });
  return { env, isRequired, headers };
}
