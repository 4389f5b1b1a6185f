// What a stranger can do with the public names alone: add a provider in a few lines, and a protocol in one folder.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import {
  bearer,
  type Call,
  type Chunk,
  createClient,
  defineProvider,
  openaiChat,
  type Transport,
} from 'reqllm';
import { modelOf, usage } from 'reqllm/protocol';
import { callFor, conformanceSuite, laws } from 'reqllm/testing';
import { describe, expect, it } from 'vitest';
import { telegram } from './third-party/telegram/endpoint.ts';
import { telegramOffice } from './third-party/telegram-office.ts';

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const calls: fc.Arbitrary<Call> = fc
  .record({
    id: fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/),
    texts: fc.array(
      fc.tuple(fc.constantFrom('system' as const, 'user' as const, 'assistant' as const), word),
      { minLength: 1, maxLength: 4 },
    ),
    stream: fc.boolean(),
    maxTokens: fc.option(fc.nat({ max: 99 }), { nil: undefined }),
  })
  .map(({ id, texts, stream, maxTokens }) =>
    callFor({
      model: modelOf({ provider: 'telegram', id }),
      messages: texts.map(([role, text]) => ({ role, content: [{ type: 'text', text }] })),
      stream,
      ...(maxTokens === undefined ? {} : { maxTokens }),
    }),
  );
const replies: fc.Arbitrary<Chunk[]> = fc
  .record({
    id: word,
    words: fc.array(word, { maxLength: 5 }),
    tokens: fc.tuple(fc.nat(), fc.nat()),
    reason: fc.constantFrom(['stop', 'STOP'] as const, ['length', 'FULL'] as const),
  })
  .map(({ id, words, tokens: [inputTokens, outputTokens], reason: [reason, raw] }) => [
    { type: 'start', id },
    ...words.map((text): Chunk => ({ type: 'text', block: 0, text })),
    { type: 'usage', usage: usage({ inputTokens, outputTokens }) },
    { type: 'finish', reason, raw },
  ]);

const subject = { codec: await telegram().load(), server: await telegram().loadServer(), calls, replies };
conformanceSuite({ describe, it }, 'a protocol in one folder keeps the laws', laws(fc, subject), {
  runs: 200,
});

it('and is called like any other, streams and failures included', async () => {
  const frames = [
    { id: 't1' },
    { word: 'STOP ' },
    { word: 'PRESS' },
    { counted: { in: 3, out: 2 } },
    { end: 'STOP' },
  ];
  const server = createServer((request, response) => {
    if (request.headers['x-office-key'] !== 'office-key')
      return void response.writeHead(401).end('{"trouble":"Who are you?"}');
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for (const frame of frames) response.write(`${JSON.stringify(frame)}\n`);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrls = { 'telegram-office': `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  try {
    const client = createClient({
      providers: [telegramOffice],
      baseUrls,
      keys: { 'telegram-office': 'office-key' },
    });
    const stream = await client.streamText('telegram-office:london', 'Stop press?', { temperature: 1 });
    expect(await stream.response()).toMatchObject({
      text: 'STOP PRESS',
      finishReason: 'stop',
      usage: { totalTokens: 5 },
      warnings: [{ setting: 'temperature' }],
    });
    const stranger = client.generateText('telegram-office:london', 'Hello', { apiKey: 'wrong-key' });
    await expect(stranger).rejects.toMatchObject({ code: 'auth', status: 401, message: 'Who are you?' });
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

it('a provider that speaks a known protocol is a few lines of data', async () => {
  const sent: Parameters<Transport>[0][] = [];
  const transport: Transport = (request) => {
    sent.push(request);
    return Promise.reject(new Error('not sent'));
  };
  const acme = defineProvider({
    id: 'acme',
    name: 'Acme',
    baseUrl: 'https://llm.acme.example/v1',
    auth: bearer('ACME_KEY'),
    endpoints: [openaiChat({ vendor: 'acme', maxTokensField: 'max_tokens' })],
  });
  const client = createClient({ providers: [acme], env: { ACME_KEY: 'acme-key-1' }, transport });
  await client.generateText('acme:roadrunner-1', 'Hello', { maxTokens: 5 }).catch(() => {});
  expect(sent[0]).toMatchObject({
    url: 'https://llm.acme.example/v1/chat/completions',
    headers: { authorization: 'Bearer acme-key-1' },
  });
  expect(JSON.parse(String(sent[0]?.body))).toMatchObject({ model: 'roadrunner-1', max_tokens: 5 });
});

it('the files are as short as promised', () => {
  const lines = readFileSync(new URL('./third-party/telegram-office.ts', import.meta.url), 'utf8').split(
    '\n',
  ).length;
  expect(lines).toBeLessThan(30);
});
