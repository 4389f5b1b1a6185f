import { describe, expect, it } from 'vitest';
import type { Chunk } from '../core/chunk.ts';
import type { HttpResponse } from '../http/transport.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { createReplySource } from './reply-source.ts';

const delta = (content: string): string => `data: {"choices":[{"delta":{"content":"${content}"}}]}\n\n`;
const finish = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n';

async function read(...pieces: string[]): Promise<Chunk[]> {
  const bytes = pieces.map((piece) => new TextEncoder().encode(piece));
  const body: HttpResponse['body'] = { read: () => Promise.resolve(bytes.shift()), close: () => {} };
  const response = { status: 200, headers: { 'content-type': 'text/event-stream' }, body };
  const codec = await openaiChat().load();
  const source = createReplySource({ response, codec, reader: codec.open(), stream: true, opening: [] });
  const chunks: Chunk[] = [];
  while (await source.pull((chunk) => chunks.push(chunk)));
  return chunks;
}

describe('a stream that ends in the middle of an event', () => {
  it('is truncated, and may be tried again', async () => {
    await expect(read(delta('a'), delta('b').slice(0, 30))).rejects.toMatchObject({
      code: 'truncated',
      phase: 'stream',
      retryable: true,
    });
  });

  it('is whole when the model had finished', async () => {
    const chunks = await read(delta('a'), finish, 'data: {"choices":[],"usage":{"prompt_to');
    expect(chunks.at(-1)).toEqual({ type: 'finish', reason: 'stop', raw: 'stop' });
  });

  it('is not where an event in its midst is malformed', async () => {
    await expect(read(delta('a'), 'data: {"choices":\n\n', finish)).rejects.toMatchObject({
      code: 'bad-response',
    });
  });

  it('is read when only its blank line is missing', async () => {
    const chunks = await read(delta('a'), finish.trimEnd());
    expect(chunks.map(({ type }) => type)).toEqual(['start', 'text', 'finish']);
  });
});
