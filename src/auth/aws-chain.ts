import { ReqLLMError } from '../core/error.ts';
import type { AuthRequest } from './auth.ts';

/** What AWS requests are signed with. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string;
}

// The chain reads this process's own environment and files, whatever the client was given. So it is asked only by a
// client whose environment shows that it is a process's.
const signs = [
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'HOME',
  'USERPROFILE',
];

/**
 * AWS's own search for credentials: profiles, single sign-on, web identity, containers, instance metadata. Undefined when
 * it may not be asked; throws `auth` when it is not installed or finds none. It keeps what it found until it expires.
 */
export function awsChain(
  profile: string | undefined,
): (request: AuthRequest) => Promise<AwsCredentials | undefined> {
  let provider: Promise<() => Promise<AwsCredentials>> | undefined;
  return async ({ env }) => {
    const isAmbient = signs.some((name) => env(name) !== undefined);
    if (profile === undefined && !isAmbient) return undefined;
    provider ??= load(profile ?? env('AWS_PROFILE'));
    try {
      const { accessKeyId, secretAccessKey, sessionToken } = await (await provider)();
      return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
    } catch (error) {
      provider = undefined;
      throw failure(error);
    }
  };
}

async function load(profile: string | undefined): Promise<() => Promise<AwsCredentials>> {
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
  return defaultProvider(profile === undefined ? {} : { profile });
}

function failure(error: unknown): ReqLLMError {
  const code: unknown = (error as { code?: unknown } | null)?.code;
  const isAbsent = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  const message = isAbsent
    ? 'No key for AWS in the environment. Set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; for profiles, single sign-on and roles run `npm install @aws-sdk/credential-provider-node`.'
    : 'AWS found no credentials: no key in the environment, and none in profiles, roles or instance metadata.';
  return new ReqLLMError(message, { code: 'auth', phase: 'config', cause: error });
}
