import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isReqLLMError } from '../core/error.ts';
import { Secret } from '../core/secret.ts';
import type { AuthRequest } from './auth.ts';
import { aws, sign } from './aws.ts';

// The example credentials of AWS's own documentation and test suite.
const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const datetime = '20150830T123600Z';

function request(
  more: Partial<AuthRequest> & { readonly vars?: Readonly<Record<string, string>> } = {},
): AuthRequest {
  const { vars = {}, ...rest } = more;
  return {
    method: 'POST',
    url: 'https://bedrock-runtime.eu-west-1.amazonaws.com/model/us.anthropic.claude%3A0/converse',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: '{"messages":[]}',
    env: (name) => vars[name],
    ...rest,
  };
}

class Sha256 {
  readonly #hash;
  constructor(key?: string | Uint8Array) {
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
  reset(): void {}
}

async function oracle(one: AuthRequest, region: string, token?: string): Promise<string | undefined> {
  const { host, hostname, pathname, protocol } = new URL(one.url);
  const session = token === undefined ? {} : { sessionToken: token };
  const signer = new SignatureV4({
    credentials: { ...credentials, ...session },
    region,
    service: 'bedrock',
    sha256: Sha256 as never,
    applyChecksum: false,
  });
  const own = Object.entries(one.headers).filter(([name]) => name.startsWith('x-amz'));
  const signed = await signer.sign(
    {
      method: one.method,
      protocol,
      hostname,
      path: pathname,
      query: {},
      headers: { host, ...Object.fromEntries(own) },
      body: one.body,
    },
    { signingDate: new Date('2015-08-30T12:36:00Z') },
  );
  return signed.headers['authorization'];
}

async function refusedWith(run: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await run;
  } catch (error) {
    if (isReqLLMError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('a signature', () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-test-suite.html: get-vanilla and post-vanilla
  it.each([
    ['GET', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['POST', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ])("is that of AWS's test suite for %s", async (method, signature) => {
    const one = request({ method, url: 'https://example.amazonaws.com/', headers: {}, body: '' });
    const proof = await sign(one, { credentials, datetime, region: 'us-east-1', service: 'service' });
    expect(proof).toEqual({
      'x-amz-date': datetime,
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    });
  });

  it.each([
    'us.anthropic.claude-sonnet-4-5-20250929-v1%3A0',
    'arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabc',
  ])('of %s is what the SDK makes', async (id) => {
    const one = request({
      url: `https://bedrock-runtime.eu-west-1.amazonaws.com/model/${id}/converse`,
      headers: { 'content-type': 'application/json', 'x-amzn-bedrock-trace': 'ENABLED' },
      body: '{"ü":"😀"}',
    });
    const proof = await sign(one, { credentials, datetime });
    expect(proof['authorization']).toBe(await oracle(one, 'eu-west-1'));
  });

  it('covers the session token', async () => {
    const temporary = { ...credentials, sessionToken: 'token+of/session==' };
    const proof = await sign(request(), { credentials: temporary, datetime });
    expect(proof['x-amz-security-token']).toBe('token+of/session==');
    expect(proof['authorization']).toBe(await oracle(request(), 'eu-west-1', 'token+of/session=='));
  });

  it.each([
    ['https://bedrock-runtime.eu-west-1.amazonaws.com/', {}, 'eu-west-1'],
    ['https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com/', {}, 'us-gov-west-1'],
    ['https://bedrock-runtime.cn-north-1.amazonaws.com.cn/', {}, 'cn-north-1'],
    ['https://vpce-1.bedrock-runtime.ap-south-1.vpce.amazonaws.com/', {}, 'ap-south-1'],
    ['https://gateway.example/', { AWS_REGION: 'sa-east-1' }, 'sa-east-1'],
    ['https://gateway.example/', { AWS_DEFAULT_REGION: 'sa-east-1' }, 'sa-east-1'],
    ['https://gateway.example/', {}, 'us-east-1'],
  ])('at %s is for the right region', async (url, vars, region) => {
    const proof = await sign(request({ url, vars }), { credentials, datetime });
    expect(proof['authorization']).toContain(`/20150830/${region}/bedrock/`);
  });
});

describe('aws', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('shows a key as it is', async () => {
    const proof = await aws().headers(new Secret('bedrock-api-key'), request());
    expect(proof).toEqual({ authorization: 'Bearer bedrock-api-key' });
  });

  it('signs anew for each attempt with what the environment holds', async () => {
    const vars = {
      AWS_ACCESS_KEY_ID: 'AKID',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'temporary',
    };
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-01-01T00:00:00Z') });
    try {
      const auth = aws();
      const first = await auth.headers(undefined, request({ vars }));
      vi.setSystemTime(Date.parse('2026-01-01T00:06:00Z'));
      const second = await auth.headers(undefined, request({ vars }));
      expect(first['x-amz-date']).toBe('20260101T000000Z');
      expect(second['x-amz-date']).toBe('20260101T000600Z');
      expect(second['authorization']).not.toBe(first['authorization']);
      expect(second['x-amz-security-token']).toBe('temporary');
    } finally {
      vi.useRealTimers();
    }
  });

  it('asks a function before each attempt', async () => {
    const ask = vi.fn<() => Promise<typeof credentials>>(() => Promise.resolve(credentials));
    const auth = aws({ credentials: ask });
    await auth.headers(undefined, request());
    const proof = await auth.headers(undefined, request());
    expect(ask).toHaveBeenCalledTimes(2);
    expect(proof['authorization']).toContain('Credential=AKIDEXAMPLE/');
  });

  it('reads a profile through the SDK', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'reqllm-aws-')), 'credentials');
    writeFileSync(file, '[work]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = secret\n');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
    vi.stubEnv('AWS_CONFIG_FILE', `${file}-none`);
    const proof = await aws({ profile: 'work' }).headers(undefined, request());
    expect(proof['authorization']).toContain('Credential=AKIDPROFILE/');
  });

  it('says what to set when there is nothing, without asking the machine', async () => {
    const refused = await refusedWith(aws().headers(undefined, request()));
    expect(refused.code).toBe('auth');
    expect(refused.message).toMatch(/AWS_BEARER_TOKEN_BEDROCK.*AWS_ACCESS_KEY_ID/);
  });

  it('refuses a function that gives nothing', async () => {
    const auth = aws({ credentials: () => ({ accessKeyId: '', secretAccessKey: '' }) });
    expect((await refusedWith(auth.headers(undefined, request()))).message).toMatch(/returned none/);
  });
});
