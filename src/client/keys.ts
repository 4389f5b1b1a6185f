import { type Credentials, hasMembers, tokenOf } from '../auth/credentials.ts';
import { ReqLLMError } from '../core/error.ts';
import { Secret } from '../core/secret.ts';
import type { Env } from '../http/transport.ts';
import { isOwnHost, type Provider } from '../providers/provider.ts';
import type { Address } from './addresses.ts';

export interface KeyRequest {
  readonly provider: Provider;
  /** Where the request goes. */
  readonly address: Address;
  /** The key of this call. */
  readonly callKey: Secret | undefined;
  readonly clientKeys: ReadonlyMap<string, Secret>;
  readonly memoryKeys: ReadonlyMap<string, Secret>;
  readonly env: Env;
}

/**
 * The key for a request: of the call, else of the client, else set in memory, else from the environment. Keys from the
 * environment go to the vendor's own hosts only. Throws `auth` when a key is needed and there is none.
 */
export function findKey(request: KeyRequest): Secret | undefined {
  const { provider, address, callKey, clientKeys, memoryKeys, env } = request;
  const explicit = callKey ?? clientKeys.get(provider.id) ?? memoryKeys.get(provider.id);
  if (explicit !== undefined) return explicit;
  const variable = provider.auth.env.find((name) => (env(name) ?? '').trim() !== '');
  const isOwn = isOwnHost(provider, address.host);
  if (variable !== undefined && isOwn) return secretOf(env(variable) ?? '', variable);
  if (!provider.auth.isRequired) return undefined;
  throw missingKey(provider, isOwn, address);
}

/** The token among what a client was given for a provider; undefined for credentials of another kind. Throws `config`. */
export function tokenIn(credentials: Credentials | undefined, provider: Provider): Secret | undefined {
  const token = tokenOf(credentials);
  if (token === undefined && hasMembers(credentials) && !provider.auth.isRequired) return undefined;
  return secretOf(token, `What \`credentials\` gave for ${provider.name}`);
}

/** Wraps a key after checking that it can travel in a header. The error never quotes it. */
export function secretOf(value: unknown, where: string): Secret {
  if (typeof value !== 'string' || value.trim() === '')
    throw keyError(`${where} is empty or no text; pass a key.`);
  const key = value.trim();
  // Printable ASCII only: a line break would let a key write headers of its own.
  if (!/^[\x20-\x7e]+$/.test(key))
    throw keyError(
      `${where} holds characters that no key has (a line break or non-ASCII text); copy it again.`,
    );
  return new Secret(key);
}

function missingKey(provider: Provider, isOwn: boolean, address: Address): ReqLLMError {
  const [variable] = provider.auth.env;
  if (!isOwn) {
    const message = `No key for ${provider.name} at ${address.host}. Pass \`apiKey\`: keys from the environment go to ${provider.hosts.join(', ') || 'no host'} only.`;
    return keyError(message, provider.id);
  }
  const set = variable === undefined ? 'Pass `apiKey`' : `Set ${variable} or pass \`apiKey\``;
  return keyError(`No key for ${provider.name}. ${set}.`, provider.id);
}

function keyError(message: string, provider?: string): ReqLLMError {
  return new ReqLLMError(message, {
    code: provider === undefined ? 'config' : 'auth',
    phase: 'config',
    ...(provider === undefined ? {} : { provider }),
  });
}
