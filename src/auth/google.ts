import { ReqLLMError } from '../core/error.ts';
import type { Auth, AuthRequest } from './auth.ts';
import { type GoogleCredentials, googleFileOf, tokenOf } from './credentials.ts';

export interface GoogleCloudOptions {
  /** Environment variables that may hold an API key or an access token. */
  readonly env?: readonly string[];
  /** What the tokens are for. Default: all of Google Cloud. */
  readonly scope?: string;
}

/** The names of an account's places, and what tells them, as Google's own programs and libraries have it. */
export const googleCloudPlaces = {
  project: { env: ['GOOGLE_CLOUD_PROJECT', 'GCLOUD_PROJECT', 'GOOGLE_VERTEX_PROJECT'] },
  location: {
    env: ['GOOGLE_CLOUD_LOCATION', 'GOOGLE_CLOUD_REGION', 'GOOGLE_VERTEX_LOCATION'],
    default: 'global',
  },
} as const;

/**
 * An access token as bearer, or an API key in a header of its own. Tokens come from the credentials that the client was
 * given, else from Google's own search (`GOOGLE_APPLICATION_CREDENTIALS`, the command line's sign-in, workload identity,
 * the metadata server) through the optional package `google-auth-library`, which keeps and renews them.
 */
export function googleCloud({
  env = [],
  scope = 'https://www.googleapis.com/auth/cloud-platform',
}: GoogleCloudOptions = {}): Auth {
  const chain = googleChain(scope);
  return {
    env,
    isRequired: false,
    async headers(key, request) {
      if (key === undefined) return chain(request);
      const isToken = tokenOf(request.credentials) !== undefined || tokenShape.test(key.reveal());
      return isToken ? { authorization: `Bearer ${key.reveal()}` } : { 'x-goog-api-key': key.reveal() };
    },
  };
}

// An access token of Google Cloud, or a signed one (JWT). Keys begin with AIza or AQ.
const tokenShape = /^(?:ya29\.|eyJ)/;

// The search reads this process's own environment and files, whatever the client was given. So only a client whose
// environment shows that it is a process's may search.
const signs = [
  'GOOGLE_APPLICATION_CREDENTIALS',
  'GCE_METADATA_HOST',
  'K_SERVICE',
  'KUBERNETES_SERVICE_HOST',
  'HOME',
  'USERPROFILE',
  'APPDATA',
];

type Headers = Readonly<Record<string, string>>;
type Ask = (url: string) => Promise<Headers>;

function googleChain(scope: string): (request: AuthRequest) => Promise<Headers> {
  const given = new WeakMap<GoogleCredentials, Promise<Ask>>();
  const found = new Map<string, Promise<Ask>>();
  return async ({ url, env, credentials }) => {
    const file = googleFileOf(credentials);
    const path = env('GOOGLE_APPLICATION_CREDENTIALS')?.trim() ?? '';
    if (file === undefined && !signs.some((name) => env(name) !== undefined)) throw missing();
    const asking = file === undefined ? found.get(path) : given.get(file);
    const asked = asking ?? load(scope, file, path);
    if (file === undefined) found.set(path, asked);
    else given.set(file, asked);
    try {
      return await (
        await asked
      )(url);
    } catch (error) {
      if (file === undefined) found.delete(path);
      else given.delete(file);
      throw failure(error);
    }
  };
}

async function load(scope: string, file: GoogleCredentials | undefined, path: string): Promise<Ask> {
  const { GoogleAuth } = await import('google-auth-library');
  const auth = new GoogleAuth({
    scopes: scope,
    ...(file === undefined ? {} : { credentials: { ...file } }),
    ...(file === undefined && path !== '' ? { keyFilename: path } : {}),
  });
  return async (url) => {
    const headers = await auth.getRequestHeaders(url);
    const names = ['authorization', 'x-goog-user-project'];
    return Object.fromEntries(
      names.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? '']] : [])),
    );
  };
}

const ways =
  'pass `credentials` (a function that returns a token, or a service account) or an API key as `apiKey`';

function missing(): ReqLLMError {
  const message = `No credentials for Google Cloud. Set GOOGLE_APPLICATION_CREDENTIALS, or ${ways}; what this machine knows goes to Google only.`;
  return new ReqLLMError(message, { code: 'auth', phase: 'config' });
}

function failure(error: unknown): ReqLLMError {
  const code: unknown = (error as { code?: unknown } | null)?.code;
  const isAbsent = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  const message = isAbsent
    ? `No key for Google Cloud. For service accounts, sign-ins and federation run \`npm install google-auth-library\`, or ${ways}.`
    : `Google Cloud gave no token for the credentials that were found. Check them, or ${ways}.`;
  return new ReqLLMError(message, { code: 'auth', phase: 'config', cause: error });
}
