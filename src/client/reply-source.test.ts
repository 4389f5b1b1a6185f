import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Chunk } from '../core/chunk.ts';
import type { HttpResponse } from '../http/transport.ts';
import { googleGenerate } from '../protocols/google-generate/endpoint.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import type { Endpoint } from '../protocols/protocol.ts';
import { createReplySource } from './reply-source.ts';

const delta = (content: string): string => `data: {"choices":[{"delta":{"content":"${content}"}}]}\n\n`;
const finish = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n';

async function read(...pieces: string[]): Promise<Chunk[]> {
  const bytes = pieces.map((piece) => new TextEncoder().encode(piece));
  const body: HttpResponse['body'] = { read: () => Promise.resolve(bytes.shift()), close: () => {} };
  const response = { status: 200, headers: { 'content-type': 'text/event-stream' }, body };
  const codec = await openaiChat().load();
  const source = createReplySource({
    response,
    codec,
    reader: () => codec.open(),
    stream: true,
    opening: [],
  });
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

describe('a host that goes on after the finish', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Reads what comes every second and a half, in virtual time, until the source has had enough. */
  async function readSlowly(
    endpoint: Endpoint,
    first: string,
    next: (count: number) => string,
  ): Promise<{ text: string; reads: number }> {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const bytes = (piece: string): Uint8Array => new TextEncoder().encode(piece);
    let reads = 0;
    const body: HttpResponse['body'] = {
      read: () => {
        reads += 1;
        const piece = bytes(reads === 1 ? first : next(reads));
        return new Promise((resolve) => setTimeout(resolve, 1_500, piece));
      },
      close: () => {},
    };
    const response = { status: 200, headers: { 'content-type': 'text/event-stream' }, body };
    const codec = await endpoint.load();
    const source = createReplySource({
      response,
      codec,
      reader: () => codec.open(),
      stream: true,
      opening: [],
    });
    let text = '';
    const push = (chunk: Chunk): void => {
      if (chunk.type === 'text') text += chunk.text;
    };
    for (let goesOn = true; goesOn && reads < 20;) {
      const pulled = source.pull(push);
      await vi.advanceTimersByTimeAsync(3_000);
      goesOn = await pulled;
    }
    return { text, reads };
  }

  it.each([
    ['comments', ': ping\n\n'],
    ['events that say nothing', 'data: {"choices":[]}\n\n'],
  ])('is not listened to for ever: %s', async (_what, more) => {
    const { text, reads } = await readSlowly(openaiChat(), delta('a') + finish, () => more);
    expect(text).toBe('a');
    // The finish, what came within the two seconds after it, and what did not.
    expect(reads).toBe(3);
  });

  it('is listened to while it says more of the answer', async () => {
    const part = (text: string): string =>
      `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text }] }, finishReason: 'STOP' }] })}\n\n`;
    const { text } = await readSlowly(googleGenerate(), part('a'), (count) =>
      count < 8 ? part('b') : ': ping\n\n',
    );
    expect(text).toBe('abbbbbb');
  });
});

describe('a stream of events without one', () => {
  it.each([
    [
      'a page',
      '<!doctype html>\n<p>Log in</p>',
      { code: 'bad-response', message: expect.stringContaining('Log in') as string },
    ],
    [
      'words',
      'upstream connect error',
      { code: 'bad-response', message: expect.stringContaining('upstream') as string },
    ],
    [
      'an error body',
      '{"error":{"message":"Engine is dead","code":500}}',
      { code: 'server', message: 'Engine is dead' },
    ],
    ['a body that was cut', '{"error":{"message":"Engine', { code: 'truncated', retryable: true }],
    ['comments', ': ping\n\n: ping\n\n', { code: 'truncated' }],
    ['nothing', '', { code: 'truncated' }],
    ['other fields', 'retry: 1000\n\nevent: ping\n\n', { code: 'truncated' }],
  ])('is told as what it is: %s', async (_what, said, error) => {
    await expect(read(said)).rejects.toMatchObject(error);
    await expect(read(...said.split(''))).rejects.toMatchObject(error);
  });

  it('may be the whole answer', async () => {
    const chunks = await read('{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}');
    expect(chunks.map(({ type }) => type)).toEqual(['start', 'text', 'finish']);
  });
});
