import { createVerify, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isReqLLMError, type ReqLLMError } from '../core/error.ts';
import { Secret } from '../core/secret.ts';
import type { AuthRequest } from './auth.ts';
import type { GoogleCredentials } from './credentials.ts';
import { googleCloud } from './google.ts';

const folder = mkdtempSync(join(tmpdir(), 'reqllm-google-'));

function request(
  more: Partial<AuthRequest> & { readonly vars?: Readonly<Record<string, string>> } = {},
): AuthRequest {
  const { vars = {}, ...rest } = more;
  const url =
    'https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google/models/m:generateContent';
  return { method: 'POST', url, headers: {}, body: '{}', env: (name) => vars[name], ...rest };
}

interface TokenServer extends AsyncDisposable {
  readonly url: string;
  readonly bodies: string[];
}

/** A token endpoint on loopback, as federation asks it; `expires` is in seconds. */
async function tokenServer(expires: number, status = 200): Promise<TokenServer> {
  const bodies: string[] = [];
  const server = createServer((asked, answer) => {
    let body = '';
    asked.on('data', (bytes: Buffer) => (body += bytes.toString()));
    asked.on('end', () => {
      bodies.push(body);
      const issued_token_type = 'urn:ietf:params:oauth:token-type:access_token';
      const token = {
        access_token: `ya29.number-${bodies.length}`,
        expires_in: expires,
        token_type: 'Bearer',
      };
      answer.writeHead(status, { 'content-type': 'application/json' });
      answer.end(
        JSON.stringify(status === 200 ? { ...token, issued_token_type } : { error: 'invalid_grant' }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}/token`, bodies, [Symbol.asyncDispose]: stop };
}

function federation(url: string): GoogleCredentials {
  const file = join(folder, 'subject-token');
  writeFileSync(file, 'a-subject-token');
  return {
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: url,
    credential_source: { file },
  };
}

async function refusedWith(run: Promise<unknown>): Promise<ReqLLMError> {
  try {
    await run;
  } catch (error) {
    if (isReqLLMError(error)) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('a key for Google Cloud', () => {
  it.each([
    ['AIzaSyA-made-up', { 'x-goog-api-key': 'AIzaSyA-made-up' }],
    ['AQ.made-up', { 'x-goog-api-key': 'AQ.made-up' }],
    ['ya29.made-up', { authorization: 'Bearer ya29.made-up' }],
    ['eyJhbGciOi.made.up', { authorization: 'Bearer eyJhbGciOi.made.up' }],
  ])('%s goes where its kind belongs', async (key, headers) => {
    expect(await googleCloud().headers(new Secret(key), request())).toEqual(headers);
  });

  it('is a token whatever it looks like when it was given as one', async () => {
    const asked = request({ credentials: { token: 'odd' } });
    expect(await googleCloud().headers(new Secret('odd'), asked)).toEqual({ authorization: 'Bearer odd' });
  });
});

describe('Google’s library', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('gets a token for a federation once, however many ask', async () => {
    await using server = await tokenServer(3600);
    const credentials = federation(server.url);
    const auth = googleCloud();
    const ask = (): Promise<unknown> => auth.headers(undefined, request({ credentials }));
    const proofs = await Promise.all([ask(), ask(), ask()]);
    expect(proofs).toEqual(Array.from({ length: 3 }, () => ({ authorization: 'Bearer ya29.number-1' })));
    expect(await ask()).toEqual({ authorization: 'Bearer ya29.number-1' });
    expect(server.bodies).toHaveLength(1);
    const form = new URLSearchParams(server.bodies[0]);
    expect(form.get('subject_token')).toBe('a-subject-token');
    expect(form.get('scope')).toBe('https://www.googleapis.com/auth/cloud-platform');
  });

  it('gets another one when the first is about to end', async () => {
    await using server = await tokenServer(60);
    const credentials = federation(server.url);
    const auth = googleCloud();
    await auth.headers(undefined, request({ credentials }));
    const proof = await auth.headers(undefined, request({ credentials }));
    expect(proof).toEqual({ authorization: 'Bearer ya29.number-2' });
  });

  it('finds the file that GOOGLE_APPLICATION_CREDENTIALS of the client names', async () => {
    await using server = await tokenServer(3600);
    const file = join(folder, 'credentials.json');
    writeFileSync(file, JSON.stringify(federation(server.url)));
    const vars = { GOOGLE_APPLICATION_CREDENTIALS: file };
    expect(await googleCloud().headers(undefined, request({ vars }))).toEqual({
      authorization: 'Bearer ya29.number-1',
    });
  });

  it('takes a service account', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    // Outside Google's own universe a service account signs its tokens itself, so this needs no network.
    const credentials = {
      type: 'service_account',
      client_email: 'robot@project.iam.example',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      private_key_id: 'key-1',
      universe_domain: 'universe.example',
    };
    const proof = await googleCloud().headers(undefined, request({ credentials }));
    const [head = '', claims = '', signature = ''] = (proof['authorization'] ?? '')
      .replace('Bearer ', '')
      .split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      iss: 'robot@project.iam.example',
      scope: 'https://www.googleapis.com/auth/cloud-platform',
    });
    const check = createVerify('RSA-SHA256').update(`${head}.${claims}`);
    expect(check.verify(publicKey, signature, 'base64url')).toBe(true);
  });

  it('that gets no token is an auth error without the secret, and is asked again', async () => {
    await using server = await tokenServer(3600, 400);
    const credentials = federation(server.url);
    const auth = googleCloud();
    const error = await refusedWith(auth.headers(undefined, request({ credentials })));
    expect(error.code).toBe('auth');
    expect(error.message).toMatch(/gave no token/);
    expect(JSON.stringify(error) + String(error.stack)).not.toContain('a-subject-token');
    await refusedWith(auth.headers(undefined, request({ credentials })));
    expect(server.bodies).toHaveLength(2);
  });

  it('is not asked for a client that is no process’s', async () => {
    const file = join(folder, 'nobody.json');
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', file);
    const error = await refusedWith(googleCloud().headers(undefined, request()));
    expect(error.message).toMatch(/GOOGLE_APPLICATION_CREDENTIALS.*`credentials`.*`apiKey`/);
  });
});
