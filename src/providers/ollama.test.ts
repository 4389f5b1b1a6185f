import { expect, it } from 'vitest';
import { createClient } from '../client/client.ts';
import type { Transport } from '../http/transport.ts';

function recorder(answer: unknown): {
  readonly sent: { url: string; key: string | undefined }[];
  readonly transport: Transport;
} {
  const sent: { url: string; key: string | undefined }[] = [];
  const transport: Transport = ({ url, headers }) => {
    sent.push({ url, key: headers['authorization'] });
    const pieces = [new TextEncoder().encode(JSON.stringify(answer))];
    const body = { read: () => Promise.resolve(pieces.shift()), close: () => {} };
    return Promise.resolve({ status: 200, headers: { 'content-type': 'application/json' }, body });
  };
  return { sent, transport };
}

const ownReply = { model: 'm', message: { content: 'Hi' }, done: true, done_reason: 'stop' };
const chatReply = { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] };

it('speaks the OpenAI-compatible API unless the model says otherwise, without a key', async () => {
  const { sent, transport } = recorder(chatReply);
  await createClient({ transport, env: {} }).generateText('ollama:m', 'Hello');
  expect(sent).toEqual([{ url: 'http://localhost:11434/v1/chat/completions', key: undefined }]);
});

it('speaks its own API beside /v1', async () => {
  const { sent, transport } = recorder(ownReply);
  const client = createClient({ transport, env: {} });
  const model = { provider: 'ollama', id: 'm', protocol: 'ollama-chat' };
  const { text } = await client.generateText(model, 'Hello');
  expect([text, sent]).toEqual(['Hi', [{ url: 'http://localhost:11434/api/chat', key: undefined }]]);
});

it('shows its key at ollama.com too, and nowhere else', async () => {
  const { sent, transport } = recorder(ownReply);
  const client = createClient({ transport, env: { OLLAMA_API_KEY: 'key' } });
  const model = { provider: 'ollama', id: 'm', protocol: 'ollama-chat' };
  await client.generateText({ ...model, baseUrl: 'https://ollama.com' }, 'Hello');
  await client.generateText({ ...model, baseUrl: 'https://gpu.example' }, 'Hello').catch(() => {});
  expect(sent).toEqual([
    { url: 'https://ollama.com/api/chat', key: 'Bearer key' },
    { url: 'https://gpu.example/api/chat', key: undefined },
  ]);
});
