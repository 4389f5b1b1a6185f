import { describe, expect, it } from 'vitest';
import { createClient, type ClientOptions } from '../client/client.ts';
import { isReqLLMError } from '../core/error.ts';
import type { HttpRequest, Transport } from '../http/transport.ts';
import { simulator } from '../testing/simulator.ts';

const model = 'amazon-bedrock:us.anthropic.claude-haiku-4-5-20251001-v1:0';
const signing = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };

/** Makes one call and returns what would have been sent. */
async function sent(options: ClientOptions, spec: string = model): Promise<HttpRequest> {
  let request: HttpRequest | undefined;
  const body = new TextEncoder().encode(
    JSON.stringify({ output: { message: { content: [{ text: 'Hi' }] } }, stopReason: 'end_turn' }),
  );
  const transport: Transport = (asked) => {
    request = asked;
    let reads = 0;
    const read = (): Promise<Uint8Array | undefined> => Promise.resolve(reads++ === 0 ? body : undefined);
    const headers = { 'content-type': 'application/json' };
    return Promise.resolve({ status: 200, headers, body: { read, close: () => {} } });
  };
  await createClient({ ...options, transport }).generateText(spec, 'Hello');
  if (request === undefined) throw new Error('Nothing was sent.');
  return request;
}

async function refusal(options: ClientOptions): Promise<{ code: string; message: string }> {
  try {
    await sent(options);
  } catch (error) {
    if (isReqLLMError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('Amazon Bedrock', () => {
  it.each([
    [{}, 'us-east-1'],
    [{ AWS_REGION: 'eu-west-1' }, 'eu-west-1'],
    [{ AWS_DEFAULT_REGION: 'ap-south-1' }, 'ap-south-1'],
    [{ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'ap-south-1' }, 'eu-west-1'],
  ])('is called in the region of %o', async (vars, region) => {
    const { url, headers } = await sent({ env: { ...vars, AWS_BEARER_TOKEN_BEDROCK: 'bedrock-key' } });
    const host = `https://bedrock-runtime.${region}.amazonaws.com`;
    expect(url).toBe(`${host}/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse`);
    expect(headers['authorization']).toBe('Bearer bedrock-key');
  });

  it('takes inference profiles by their ARN', async () => {
    const arn = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123';
    const { url } = await sent({ env: { AWS_BEARER_TOKEN_BEDROCK: 'k' } }, `amazon-bedrock:${arn}`);
    expect(url).toBe(
      'https://bedrock-runtime.us-east-1.amazonaws.com/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabc123/converse',
    );
  });

  it('is signed for when the environment holds a key pair', async () => {
    const { headers } = await sent({ env: { ...signing, AWS_REGION: 'eu-west-1' } });
    expect(headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/bedrock\/aws4_request, SignedHeaders=host;x-amz-date, Signature=[0-9a-f]{64}$/,
    );
    expect(headers['x-amz-date']).toMatch(/^\d{8}T\d{6}Z$/);
  });

  it.each(['https://evil.example', 'https://bedrock-runtime.eu-west-1.amazonaws.com.evil.example'])(
    'shows %s nothing from the environment',
    async (baseUrl) => {
      const env = { ...signing, AWS_BEARER_TOKEN_BEDROCK: 'bedrock-key', HOME: '/nobody' };
      const refused = await refusal({ env, baseUrls: { 'amazon-bedrock': baseUrl } });
      expect(refused.code).toBe('auth');
      expect(refused.message).not.toContain('bedrock-key');
    },
  );

  it.each(['evil.example/', 'x.evil', 'eu-west-1@evil.example', '...'])(
    'refuses %s as a region',
    async (region) => {
      const refused = await refusal({ env: { AWS_BEARER_TOKEN_BEDROCK: 'k', AWS_REGION: region } });
      expect(refused.code).toBe('config');
    },
  );

  it('is not shown a signature over plain http', async () => {
    const env = { ...signing };
    const refused = await refusal({ env, baseUrls: { 'amazon-bedrock': 'http://bedrock.example' } });
    expect(['auth', 'config']).toContain(refused.code);
  });

  it.each([
    [undefined, 'us.amazon.nova-2-lite-v1:0', 'bedrock-converse'],
    ['bedrock-invoke-anthropic', 'us.anthropic.claude-haiku-4-5-20251001-v1:0', 'bedrock-invoke-anthropic'],
    ['bedrock-invoke-openai', 'openai.gpt-oss-120b-1:0', 'bedrock-invoke-openai'],
    ['bedrock-invoke-meta', 'us.meta.llama3-3-70b-instruct-v1:0', 'bedrock-invoke-meta'],
    ['bedrock-invoke-cohere', 'cohere.command-r-plus-v1:0', 'bedrock-invoke-cohere'],
  ])('speaks %s with %s, whole and streamed', async (protocol, id, spoken) => {
    await using simulated = await simulator({
      turns: [{ text: 'Grüße 😀 from Bedrock' }],
      pace: { sliceBytes: 7 },
    });
    const client = simulated.client();
    const wanted = { provider: 'amazon-bedrock', id, ...(protocol === undefined ? {} : { protocol }) };
    const whole = await client.generateText(wanted, 'Hello');
    expect(whole.text).toBe('Grüße 😀 from Bedrock');
    const stream = await client.streamText(wanted, 'Hello');
    const response = await stream.response();
    expect(response.text).toBe('Grüße 😀 from Bedrock');
    expect(response.finishReason).toBe('stop');
    expect(response.usage).toMatchObject({ inputTokens: whole.usage.inputTokens, status: 'final' });
    expect(simulated.requests.map((request) => request.protocol)).toEqual([spoken, spoken]);
  });

  it('reports a failure in the middle of a stream', async () => {
    const fault = { type: 'error-event', after: 2, status: 429, message: 'Too many tokens' } as const;
    await using simulated = await simulator({ turns: [{ text: 'one two three', fault }] });
    const stream = await simulated.client().streamText(model, 'Hello', { retry: 0 });
    await expect(stream.response()).rejects.toMatchObject({
      code: 'rate-limited',
      providerCode: 'throttlingException',
    });
  });
});
