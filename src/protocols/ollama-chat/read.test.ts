import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { isReqLLMError } from '../../core/error.ts';
import { foldChunks } from '../../core/response.ts';
import { ollamaChatCodec } from './codec.ts';

const codec = ollamaChatCodec();

function read(...lines: unknown[]): Chunk[] {
  const chunks: Chunk[] = [];
  const reader = codec.open();
  for (const line of lines) {
    const data = typeof line === 'string' ? line : JSON.stringify(line);
    if (reader.read({ data }, (chunk) => chunks.push(chunk)) === 'done') return chunks;
  }
  reader.end((chunk) => chunks.push(chunk));
  return chunks;
}

function body(value: unknown): Chunk[] {
  const chunks: Chunk[] = [];
  codec.decode(value, (chunk) => chunks.push(chunk));
  return chunks;
}

function factsOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    if (!isReqLLMError(error)) return error;
    const { code, retryable, message } = error;
    return { code, retryable, message };
  }
  return 'nothing thrown';
}

const head = { model: 'qwen3:8b', created_at: '2026-01-02T03:04:05.6Z' };
const line = (message: object, rest: object = {}): object => ({ ...head, message, done: false, ...rest });
const last = (rest: object = {}): object =>
  line({ role: 'assistant', content: '' }, { done: true, done_reason: 'stop', ...rest });

describe('a stream', () => {
  it('goes on with a block until the kind changes', () => {
    expect(
      read(
        line({ content: '', thinking: 'hm' }),
        line({ content: '', thinking: 'm' }),
        line({ content: 'Hel' }),
        line({ content: 'lo' }),
        last({ prompt_eval_count: 3, eval_count: 4, total_duration: 5 }),
      ),
    ).toMatchObject([
      { type: 'start', model: 'qwen3:8b' },
      { type: 'reasoning', block: 0, text: 'hm' },
      { type: 'reasoning', block: 0, text: 'm' },
      { type: 'text', block: 1, text: 'Hel' },
      { type: 'text', block: 1, text: 'lo' },
      { type: 'extra', provider: 'ollama', value: { created_at: head.created_at, total_duration: 5 } },
      { type: 'usage', usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7, cacheReadTokens: null } },
      { type: 'finish', reason: 'stop', raw: 'stop' },
    ]);
  });

  it('makes ids for calls of old versions, which tell one turn from another', () => {
    const call = { function: { name: 'f', arguments: { a: 1 } } };
    const chunks = read(line({ tool_calls: [call] }), line({ tool_calls: [{ id: 'own', ...call }] }), last());
    expect(foldChunks(chunks)).toMatchObject({
      toolCalls: [
        { id: 'call_202601020304056_1', name: 'f', input: { a: 1 } },
        { id: 'own', name: 'f', input: { a: 1 } },
      ],
      finishReason: 'tool-calls',
      rawFinishReason: 'stop',
    });
  });

  it.each([
    ['nothing', []],
    ['text without an end', [line({ content: 'a' })]],
  ])('of %s is cut', (_title, lines) => {
    expect(factsOf(() => read(...lines))).toMatchObject({ code: 'truncated', retryable: true });
  });

  it('with an error on the way fails', () => {
    const failed = factsOf(() =>
      read(line({ content: 'a' }), { error: 'an error was encountered while running the model' }),
    );
    expect(failed).toMatchObject({ code: 'server', retryable: true });
    expect(factsOf(() => read({ error: { message: 'model is overloaded' } }))).toMatchObject({
      code: 'overloaded',
    });
  });

  it('with a line that is no JSON fails, with a short snippet', () => {
    const facts = factsOf(() => read(`{"model": ${'x'.repeat(500)}`)) as { message: string };
    expect(facts).toMatchObject({ code: 'bad-response' });
    expect(facts.message.length).toBeLessThan(120);
  });

  it.each([
    [{ message: null }],
    [{ message: 'x', logprobs: 5, model: 7 }],
    [{ message: { content: 1, thinking: [], images: ['&'], tool_calls: [null, {}, { function: 3 }] } }],
    [{ eval_count: -1, prompt_eval_count: 'many' }],
  ])('with the wrong types of %j is read all the same', (odd) => {
    const chunks = read({ ...head, ...odd, done: false }, last(odd));
    expect(chunks.at(-1)).toMatchObject({ type: 'finish' });
    foldChunks(chunks);
  });
});

describe('a body', () => {
  it('gives what it holds', () => {
    const png = 'iVBORw0KGgo=';
    const chunks = body(
      last({
        message: {
          content: 'see',
          images: [png],
          tool_calls: [{ function: { name: 'f', arguments: '{"a":' } }],
        },
        logprobs: [{ token: 'see', logprob: -1, bytes: [1], top_logprobs: [{ token: 'a', logprob: -2 }] }],
        done_reason: 'length',
      }),
    );
    expect(foldChunks(chunks)).toMatchObject({
      text: 'see',
      files: [{ type: 'image', source: { data: png, mediaType: 'image/png' } }],
      toolCalls: [{ invalid: expect.any(String) as string, raw: '{"a":' }],
      logprobs: [{ token: 'see', logprob: -1, top: [{ token: 'a', logprob: -2 }] }],
      finishReason: 'length',
    });
  });

  it('of a loaded model says nothing and has no counts', () => {
    expect(foldChunks(body(last({ done_reason: 'load' })))).toMatchObject({
      text: '',
      finishReason: 'other',
      rawFinishReason: 'load',
      usage: { status: 'unknown', inputTokens: null },
    });
  });

  it('that does not say that it is done is complete, with a warning', () => {
    expect(foldChunks(body(line({ content: 'hi' })))).toMatchObject({
      text: 'hi',
      finishReason: 'stop',
      warnings: [{ code: 'reply' }],
    });
  });

  it.each([[{}], [[]], [[{ toString: null }]], ['<html>'], [{ error: 'x' }]])('%j is refused', (value) => {
    expect(factsOf(() => body(value))).toMatchObject({
      code: expect.stringMatching(/bad-response|server/) as string,
    });
  });
});
