import { describe, expect, it, vi } from 'vitest';
import { isReqLLMError, type ReqLLMError } from '../core/error.ts';
import type { HttpRequest, Transport } from '../http/transport.ts';
import { type ClientOptions, createClient } from './client.ts';
import type { TextOptions } from './options.ts';

const answer = { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] };

/** Answers with these statuses in turn, then with 200; `sent` is what was asked. */
function recorder(statuses: readonly number[] = []): { transport: Transport; sent: HttpRequest[] } {
  const sent: HttpRequest[] = [];
  const transport: Transport = (request) => {
    const status = statuses[sent.length] ?? 200;
    sent.push(request);
    const text = JSON.stringify(status === 200 ? answer : { error: { message: `no: ${proofOf(request)}` } });
    let reads = 0;
    const read = (): Promise<Uint8Array | undefined> =>
      Promise.resolve(reads++ === 0 ? new TextEncoder().encode(text) : undefined);
    const headers = { 'content-type': 'application/json' };
    return Promise.resolve({ status, headers, body: { read, close: () => {} } });
  };
  return { transport, sent };
}

function proofOf(request: HttpRequest | undefined): string | undefined {
  return request?.headers['authorization'] ?? request?.headers['api-key'];
}

async function proofWith(options: ClientOptions, spec: string, call: TextOptions = {}): Promise<unknown> {
  const { transport, sent } = recorder();
  await createClient({ env: {}, ...options, transport }).generateText(spec, 'Hello', call);
  return proofOf(sent[0]);
}

async function refusal(run: Promise<unknown>): Promise<ReqLLMError> {
  const thrown: unknown = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!isReqLLMError(thrown)) throw new Error('It was not refused.');
  return thrown;
}

const azure = { baseUrls: { azure: 'https://res.openai.azure.com' } };

describe('credentials of a client', () => {
  it.each([
    ['openai:gpt-4o-mini', 'openai'],
    ['groq:llama-3.3-70b-versatile', 'groq'],
    ['azure:gpt-4o', 'azure'],
  ])('go to %s as bearer', async (spec, id) => {
    const credentials = { [id]: () => Promise.resolve({ token: 'odd-token' }) };
    expect(await proofWith({ ...azure, credentials }, spec)).toBe('Bearer odd-token');
  });

  it('count before keys, and a key of the call before them', async () => {
    const options = {
      ...azure,
      credentials: { azure: () => 'token' },
      keys: { azure: 'key-of-client' },
      env: { AZURE_API_KEY: 'key-of-env' },
    };
    expect(await proofWith(options, 'azure:gpt-4o')).toBe('Bearer token');
    expect(await proofWith(options, 'azure:gpt-4o', { apiKey: 'key-of-call' })).toBe('key-of-call');
  });

  it('sign for AWS when they are a pair of keys', async () => {
    const credentials = { 'amazon-bedrock': { accessKeyId: 'AKIDCLIENT', secretAccessKey: 'secret' } };
    const { transport, sent } = recorder();
    const client = createClient({ env: {}, credentials, transport });
    await client.generateText('amazon-bedrock:meta.llama', 'Hello').catch(() => undefined);
    expect(proofOf(sent[0])).toContain('Credential=AKIDCLIENT/');
  });

  it('are asked for again before each attempt only when they do not say their end', async () => {
    const lasting = vi.fn<() => object>(() => ({ token: 'one', expiresAt: Date.now() + 3_600_000 }));
    const fleeting = vi.fn<() => string>(() => 'two');
    for (const source of [lasting, fleeting]) {
      const { transport } = recorder([503]);
      const credentials = { azure: source as () => string };
      const client = createClient({ env: {}, ...azure, credentials, transport });
      await client.generateText('azure:gpt-4o', 'Hello', { retry: { max: 1, baseMs: 1 } });
    }
    expect([lasting.mock.calls.length, fleeting.mock.calls.length]).toEqual([1, 2]);
  });

  it('appear in no error', async () => {
    const { transport } = recorder([400]);
    const client = createClient({
      env: {},
      ...azure,
      credentials: { azure: () => 'hunter2hunter2' },
      transport,
    });
    const error = await refusal(client.generateText('azure:gpt-4o', 'Hello'));
    expect(error.message).toContain('no: ');
    expect(JSON.stringify(error) + String(error.stack)).not.toContain('hunter2');
  });

  it.each([
    ['', 'is empty'],
    ['line\nbreak', 'characters that no key has'],
    [{}, 'is empty or no text'],
    [undefined, 'is empty or no text'],
  ])('that are no credentials are refused: %j', async (given, words) => {
    const { transport, sent } = recorder();
    const credentials = { azure: () => given as string };
    const client = createClient({ env: { AZURE_API_KEY: 'key' }, ...azure, credentials, transport });
    const error = await refusal(client.generateText('azure:gpt-4o', 'Hello'));
    expect(error.message).toContain(words);
    expect(error.message).toContain('Azure');
    expect(sent).toEqual([]);
  });

  it('do not travel over plain http', async () => {
    const { transport, sent } = recorder();
    const baseUrls = { azure: 'http://gateway.example' };
    const client = createClient({ env: {}, baseUrls, credentials: { azure: () => 'token' }, transport });
    expect((await refusal(client.generateText('azure:gpt-4o', 'Hello'))).message).toMatch(/plain http/);
    expect(sent).toEqual([]);
  });

  it('that never come do not keep an aborted call waiting', async () => {
    const { transport } = recorder();
    const credentials = { azure: () => new Promise<string>(() => {}) };
    const client = createClient({ env: {}, ...azure, credentials, transport });
    const aborted = client.generateText('azure:gpt-4o', 'Hello', { signal: AbortSignal.timeout(20) });
    expect((await refusal(aborted)).code).toBe('aborted');
    const late = client.generateText('azure:gpt-4o', 'Hello', { timeout: { totalMs: 20 }, retry: 0 });
    expect((await refusal(late)).code).toBe('timeout');
  });
});
