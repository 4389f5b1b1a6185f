import { ReqLLMError } from '../core/error.ts';
import type { Auth, AuthRequest } from './auth.ts';
import { type AccessToken, rememberCredentials, tokenOf } from './credentials.ts';

export interface AzureOptions {
  /** Environment variables that may hold the key. */
  readonly env: readonly string[];
  /** What Entra tokens are for. Default: the models of Azure. */
  readonly scope?: string;
}

/** What differs by account, and the variables that tell it, as Azure's own libraries and models.dev have them. */
export const azurePlaces = {
  resource: { env: ['AZURE_RESOURCE_NAME', 'AZURE_OPENAI_ENDPOINT'] },
  // Of the APIs from before v1. Recorded: this one takes reasoning models and the Responses API.
  apiVersion: { env: ['AZURE_OPENAI_API_VERSION', 'OPENAI_API_VERSION'], default: '2025-04-01-preview' },
} as const;

/**
 * The key in the header `api-key` (`x-api-key` for Claude, which has Anthropic's manners here too), or an Entra token as
 * bearer. Tokens come from the credentials that the client was given, else from Azure's own search (variables, workload
 * and managed identities, the command line's sign-in) through the optional package `@azure/identity`.
 */
export function azureKey({
  env,
  scope = 'https://cognitiveservices.azure.com/.default',
}: AzureOptions): Auth {
  const chain = azureChain(scope, env);
  return {
    env,
    isRequired: false,
    async headers(key, request) {
      const shown = key?.reveal();
      const isToken = tokenOf(request.credentials) !== undefined || tokenShape.test(shown ?? '');
      if (shown === undefined || isToken)
        return { authorization: `Bearer ${shown ?? (await chain(request))}` };
      // Recorded: x-api-key for /anthropic/v1/messages, api-key everywhere else.
      return { [claude.test(new URL(request.url).pathname) ? 'x-api-key' : 'api-key']: shown };
    },
  };
}

// Entra tokens are signed ones (JWT); keys are letters and digits without a dot.
const tokenShape = /^eyJ[\w-]+\./;
const claude = /\/anthropic\//;

// The search reads this process's own environment and files, whatever the client was given. So only a client whose
// environment shows that it is a process's may search.
const signs = [
  'AZURE_CLIENT_ID',
  'AZURE_TENANT_ID',
  'IDENTITY_ENDPOINT',
  'MSI_ENDPOINT',
  'HOME',
  'USERPROFILE',
];

function azureChain(scope: string, keyNames: readonly string[]): (request: AuthRequest) => Promise<string> {
  let asking: Promise<() => Promise<AccessToken>> | undefined;
  return async ({ env }) => {
    if (!signs.some((name) => env(name) !== undefined)) throw missing(keyNames);
    asking ??= load(scope);
    try {
      return (await (await asking)()).token;
    } catch (error) {
      asking = undefined;
      throw failure(error, keyNames);
    }
  };
}

async function load(scope: string): Promise<() => Promise<AccessToken>> {
  const { DefaultAzureCredential } = await import('@azure/identity');
  const credential = new DefaultAzureCredential();
  const ask = async (): Promise<AccessToken> => {
    const { token, expiresOnTimestamp } = await credential.getToken(scope);
    return { token, expiresAt: expiresOnTimestamp };
  };
  return rememberCredentials('Azure', ask, Date.now) as () => Promise<AccessToken>;
}

function missing([variable = 'a key']: readonly string[]): ReqLLMError {
  const message = `No key for Azure. Set ${variable}, pass \`apiKey\`, or pass \`credentials\` (a function that returns an Entra token); what this machine knows goes to Azure only.`;
  return new ReqLLMError(message, { code: 'auth', phase: 'config' });
}

function failure(error: unknown, [variable = 'a key']: readonly string[]): ReqLLMError {
  const code: unknown = (error as { code?: unknown } | null)?.code;
  const isAbsent = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  const message = isAbsent
    ? `No key for Azure. Set ${variable} or pass \`apiKey\`; for Entra sign-ins and managed identities run \`npm install @azure/identity\`, or pass \`credentials\` (a function that returns a token).`
    : `Azure has neither a key nor an Entra token for this process. Set ${variable}, sign in, or pass \`credentials\`.`;
  return new ReqLLMError(message, { code: 'auth', phase: 'config', cause: error });
}
