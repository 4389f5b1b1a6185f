import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isReqLLMError, type ReqLLMError } from '../core/error.ts';
import { Secret } from '../core/secret.ts';
import type { AuthRequest } from './auth.ts';
import { azureKey } from './azure.ts';

const auth = azureKey({ env: ['AZURE_API_KEY'] });

function request(
  more: Partial<AuthRequest> & { readonly vars?: Readonly<Record<string, string>> } = {},
): AuthRequest {
  const { vars = {}, ...rest } = more;
  const url = 'https://res.openai.azure.com/openai/v1/chat/completions';
  return { method: 'POST', url, headers: {}, body: '{}', env: (name) => vars[name], ...rest };
}

async function refusedWith(run: Promise<unknown>): Promise<ReqLLMError> {
  const thrown: unknown = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!isReqLLMError(thrown)) throw new Error('It was not refused.');
  return thrown;
}

describe('a key for Azure', () => {
  it.each([
    ['https://res.openai.azure.com/openai/v1/responses', 'api-key'],
    ['https://res.services.ai.azure.com/models/chat/completions?api-version=2024-05-01-preview', 'api-key'],
    ['https://res.services.ai.azure.com/anthropic/v1/messages', 'x-api-key'],
  ])('goes to %s as %s', async (url, header) => {
    expect(await auth.headers(new Secret('0123abc'), request({ url }))).toEqual({ [header]: '0123abc' });
  });

  it('that is an Entra token is bearer', async () => {
    const token = 'eyJ0eXAi.eyJhdWQi.c2ln';
    const url = 'https://res.services.ai.azure.com/anthropic/v1/messages';
    expect(await auth.headers(new Secret(token), request({ url }))).toEqual({
      authorization: `Bearer ${token}`,
    });
    const asked = request({ credentials: { token: 'odd' } });
    expect(await auth.headers(new Secret('odd'), asked)).toEqual({ authorization: 'Bearer odd' });
  });

  it('that is missing is asked for, without asking the machine', async () => {
    vi.stubEnv('AZURE_CLIENT_ID', 'somebody');
    try {
      const error = await refusedWith(auth.headers(undefined, request()));
      expect(error.code).toBe('auth');
      expect(error.message).toMatch(/AZURE_API_KEY.*`apiKey`.*`credentials`/);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe('Azure’s library', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('gets a token from the machine’s identity endpoint once', async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((incoming, answer) => {
      asked.push(incoming.url);
      const expires_on = String(Math.floor(Date.now() / 1000) + 7200);
      const body = { access_token: 'entra-token', expires_on, resource: 'r', token_type: 'Bearer' };
      answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const vars = {
      IDENTITY_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
      IDENTITY_HEADER: 'a-header',
      // Only what a deployed program has, so that this machine's sign-ins are not tried first.
      AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
    };
    for (const [name, value] of Object.entries(vars)) vi.stubEnv(name, value);
    try {
      const own = azureKey({ env: ['AZURE_API_KEY'] });
      const ask = (): Promise<unknown> => own.headers(undefined, request({ vars }));
      const proofs = await Promise.all([ask(), ask()]);
      proofs.push(await ask());
      expect(proofs).toEqual(Array.from({ length: 3 }, () => ({ authorization: 'Bearer entra-token' })));
      expect(asked).toHaveLength(1);
      expect(asked[0]).toContain('resource=https%3A%2F%2Fcognitiveservices.azure.com');
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});
