import { expect, it } from 'vitest';
import { openaiChat } from './endpoint.ts';

it('opens both sides with the same dialect', async () => {
  const endpoint = openaiChat({ vendor: 'groq', path: '/x' });
  expect([endpoint.operation, endpoint.protocol]).toEqual(['text', 'openai-chat']);
  const [codec, server] = await Promise.all([endpoint.load(), endpoint.loadServer()]);
  expect([codec.protocol, codec.framing, server.protocol, server.framing]).toEqual([
    'openai-chat',
    'sse',
    'openai-chat',
    'sse',
  ]);
  expect(server.matches('POST', '/v1/x')).toBe(true);
  expect(
    server.parse({
      path: '/x',
      headers: {},
      body: { model: 'm', messages: [{ role: 'user', content: 'a' }] },
    }).model.spec,
  ).toBe('groq:m');
});
