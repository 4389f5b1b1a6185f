import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';

import type { HttpRequest, HttpResponse, Transport } from '../../http/transport.ts';
import { type Simulator, simulator } from '../../testing/simulator.ts';
import { type Client, createClient } from '../client.ts';

const pdf = { data: new TextEncoder().encode('%PDF-1.7 é'), mediaType: 'application/pdf', filename: 'a.pdf' };

let simulated: Simulator;
let client: Client;
beforeAll(async () => {
  simulated = await simulator();
  client = simulated.client();
});
afterAll(() => simulated.close());

describe.each(['openai', 'anthropic', 'google', 'xai', 'mistral'])('%s', (provider) => {
  it('keeps a file, tells of it, and forgets it', async () => {
    const file = await client.uploadFile(provider, pdf);
    expect(file).toMatchObject({ provider, filename: 'a.pdf', bytes: 11, mediaType: 'application/pdf' });
    expect(JSON.parse(JSON.stringify(file))).toEqual(file);
    expect(await client.fileInfo(file)).toMatchObject({ fileId: file.fileId, provider, bytes: 11 });
    await client.deleteFile(file);
    await expect(client.fileInfo(file)).rejects.toMatchObject({ status: 404, provider });
  });

  it('gives it back, or says that it does not', async () => {
    const file = await client.uploadFile(provider, { ...pdf, data: 'JVBERg==' });
    const given = client.downloadFile(file);
    if (provider === 'google') {
      await expect(given).rejects.toMatchObject({ code: 'unsupported' });
      return;
    }
    expect(await given).toEqual({ data: new TextEncoder().encode('%PDF'), mediaType: 'application/pdf' });
  });
});

describe('a file that is kept', () => {
  it.each([
    ['openai', 'openai:gpt-4o-mini'],
    ['anthropic', 'anthropic:claude-haiku-4-5'],
    ['google', 'google:gemini-2.5-flash'],
  ] as const)('stands in messages to %s as it is', async (provider, model) => {
    const source = await client.uploadFile(provider, pdf);
    const content = [
      { type: 'file', source },
      { type: 'text', text: 'What is it about?' },
    ] as const;
    const { warnings } = await client.generateText(model, [{ role: 'user', content }]);
    expect(warnings).toEqual([]);
    expect(JSON.stringify(simulated.requests.at(-1)?.body)).toContain(source.fileId);
  });

  it('is waited for until it can be used', async () => {
    const video = { data: new Uint8Array(9), mediaType: 'video/mp4' };
    const file = await client.uploadFile('google', video);
    expect(file).toMatchObject({ filename: 'file.mp4', mediaType: 'video/mp4' });
    await expect(client.uploadFile('google', video, { timeout: { totalMs: 30 } })).rejects.toMatchObject({
      code: 'timeout',
      timeout: 'total',
    });
    // Longer than a timer can be set to.
    const patient = client.uploadFile('google', video, { timeout: { totalMs: 2 ** 40 } });
    expect(await patient).toMatchObject({ bytes: 9 });
    const early = AbortSignal.abort();
    await expect(client.uploadFile('google', video, { signal: early })).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});

describe('what cannot be', () => {
  it.each([
    [() => client.uploadFile('groq', pdf), 'unsupported', 'Groq has no files'],
    [() => client.uploadFile('opnai', pdf), 'config', 'Did you mean "openai"?'],
    [
      () => client.uploadFile('anthropic', pdf, { purpose: 'x' }),
      'unsupported',
      'Anthropic has no `purpose`',
    ],
    [() => client.uploadFile('openai', { ...pdf, mediaType: 'pdf' }), 'config', 'application/pdf'],
    [() => client.uploadFile('openai', { ...pdf, data: '%%' }), 'config', 'base64'],
    [() => client.uploadFile('openai', { ...pdf, data: new Uint8Array() }), 'config', 'hold something'],
    [() => client.uploadFile('openai', { ...pdf, filename: '../a' }), 'config', 'plain name'],
    [() => client.fileInfo({ provider: 'openai', fileId: '../models' }), 'config', 'no id of a file'],
    [() => client.fileInfo({ provider: 'openai', fileId: 'a/../../b' }), 'config', 'no id of a file'],
    [() => client.fileInfo({ fileId: 'file-1' } as never), 'config', 'who holds it'],
  ])('is refused before anything is sent (%#)', async (work, code, message) => {
    const before = simulated.requests.length;
    await expect(work()).rejects.toMatchObject({ code, message: expect.stringContaining(message) as string });
    expect(simulated.requests).toHaveLength(before);
  });
});

const reply = (status: number, body: string, headers: Record<string, string> = {}): HttpResponse => {
  let isRead = false;
  return {
    status,
    headers,
    body: {
      read: async () => (isRead ? undefined : ((isRead = true), new TextEncoder().encode(body))),
      close: () => {},
    } as HttpResponse['body'],
  };
};
const over = (...replies: (HttpResponse | Error)[]): { client: Client; sent: HttpRequest[] } => {
  const sent: HttpRequest[] = [];
  const transport: Transport = async (request) => {
    sent.push(request);
    const next = replies[Math.min(sent.length, replies.length) - 1];
    if (next instanceof Error) throw next;
    return next as HttpResponse;
  };
  return {
    client: createClient({ transport, keys: { openai: 'sk-files-1234567', google: 'g-files-1234567' } }),
    sent,
  };
};
const retry = { max: 2, baseMs: 1 };

test('a refusal that may pass is asked again, with the key in no error', async () => {
  const fine = '{"id":"file-1","object":"file","bytes":11,"filename":"a.pdf","purpose":"user_data"}';
  const passing = over(reply(503, '{"error":{"message":"busy"}}'), reply(200, fine));
  expect(await passing.client.uploadFile('openai', pdf, { retry })).toMatchObject({ fileId: 'file-1' });
  expect(passing.sent).toHaveLength(2);
  const lasting = over(reply(401, '{"error":{"message":"Incorrect API key provided: sk-files-1234567"}}'));
  const error: unknown = await lasting.client
    .uploadFile('openai', pdf, { retry })
    .catch((each: unknown) => each);
  expect(error).toMatchObject({ code: 'auth', provider: 'openai', status: 401 });
  expect(JSON.stringify(error) + String(error)).not.toContain('sk-files');
  expect(lasting.sent).toHaveLength(1);
});

test('bytes go to no other host than the one that was asked', async () => {
  const { client: elsewhere, sent } = over(
    reply(200, '', { 'x-goog-upload-url': 'https://evil.example/upload' }),
  );
  await expect(elsewhere.uploadFile('google', pdf, { retry })).rejects.toMatchObject({
    code: 'bad-response',
    message: expect.stringContaining('it was not sent') as string,
  });
  expect(sent).toHaveLength(1);
});

test('an answer that says nothing of a file is an error', async () => {
  for (const body of ['<html>', '{}', '[]', 'null', '{"id":7}'])
    await expect(over(reply(200, body)).client.uploadFile('openai', pdf)).rejects.toMatchObject({
      code: 'bad-response',
    });
});

test('what Google does not want is told', async () => {
  const url = 'https://generativelanguage.googleapis.com/upload/v1beta/files?upload_id=1';
  const { client: refusing, sent } = over(
    reply(200, '', { 'x-goog-upload-url': url }),
    reply(200, '{"file":{"name":"files/x","state":"FAILED"}}'),
  );
  await expect(refusing.uploadFile('google', pdf)).rejects.toMatchObject({
    code: 'invalid-request',
    message: expect.stringContaining('could not make anything of the file') as string,
  });
  expect(sent[0]?.url).toBe('https://generativelanguage.googleapis.com/upload/v1beta/files');
  expect(sent[1]?.headers).not.toHaveProperty('x-goog-api-key');
});
