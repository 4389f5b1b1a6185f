import { isReqLLMError, ReqLLMError } from '../core/error.ts';
import type { AwsCredentials } from './aws-chain.ts';

/** A token that somebody gave for a while, such as Google Cloud or Entra. */
export interface AccessToken {
  readonly token: string;
  /** When it ends, in milliseconds since 1970. Without it the token is asked for before each attempt. */
  readonly expiresAt?: number;
}

/** What a Google credentials file holds: a service account, a federation, a user. */
export interface GoogleCredentials {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** What a caller may be known by, besides a key: a token, a pair of keys for AWS, a credentials file for Google Cloud. */
export type Credentials =
  | string
  | AccessToken
  | (AwsCredentials & { readonly expiresAt?: number })
  | GoogleCredentials;

/** Credentials, or a function that is asked for them when those it gave are about to end. */
export type CredentialSource = Credentials | (() => Credentials | Promise<Credentials>);

// A token must outlive the way to the provider, and clocks differ.
const marginMs = 60_000;

/**
 * Asks a source again only when what it gave ends soon; callers at the same time share one question. Throws `auth` when
 * the source does; `owner` is named in the error.
 */
export function rememberCredentials(
  owner: string,
  source: CredentialSource,
  now: () => number,
): () => Promise<Credentials> {
  if (typeof source !== 'function') return () => Promise.resolve(source);
  let known: { readonly credentials: Credentials; readonly until: number } | undefined;
  let asking: Promise<Credentials> | undefined;
  const ask = async (): Promise<Credentials> => {
    try {
      const credentials = await source();
      known = { credentials, until: endOf(credentials) - marginMs };
      return credentials;
    } catch (error) {
      throw failed(owner, error);
    } finally {
      asking = undefined;
    }
  };
  return () => {
    if (known !== undefined && now() < known.until) return Promise.resolve(known.credentials);
    return (asking ??= ask());
  };
}

/** The token in credentials, or undefined for those that are none. */
export function tokenOf(credentials: Credentials | undefined): unknown {
  return has(credentials, 'token')
    ? credentials.token
    : typeof credentials === 'string'
      ? credentials
      : undefined;
}

/** AWS's pair of keys among credentials. */
export function awsKeysOf(credentials: Credentials | undefined): AwsCredentials | undefined {
  return has(credentials, 'secretAccessKey') ? (credentials as unknown as AwsCredentials) : undefined;
}

/** Google's credentials file among credentials. */
export function googleFileOf(credentials: Credentials | undefined): GoogleCredentials | undefined {
  const isFile = has(credentials, 'type') && !has(credentials, 'token');
  return isFile ? (credentials as unknown as GoogleCredentials) : undefined;
}

/** Whether credentials are of a kind that is known, other than a token. */
export function hasMembers(credentials: Credentials | undefined): boolean {
  return awsKeysOf(credentials) !== undefined || googleFileOf(credentials) !== undefined;
}

function has<Name extends string>(value: unknown, name: Name): value is Readonly<Record<Name, unknown>> {
  return typeof value === 'object' && value !== null && name in value;
}

function endOf(credentials: Credentials): number {
  if (typeof credentials !== 'object' || credentials === null) return 0;
  const { expiresAt } = credentials as { readonly expiresAt?: unknown };
  return typeof expiresAt === 'number' ? expiresAt : 0;
}

// What the function threw may quote a secret, so it is a cause and not a message.
function failed(owner: string, error: unknown): unknown {
  if (isReqLLMError(error)) return error;
  const message = `The function that gives the credentials for ${owner} failed; its error is the cause of this one.`;
  return new ReqLLMError(message, { code: 'auth', phase: 'config', cause: error });
}
