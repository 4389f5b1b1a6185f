import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { usage } from '../../core/usage.ts';
import { decoded, failureOf, streamed } from '../../../test/support/decoded.ts';
import { cohereChatCodec } from './codec.ts';
import { wireUsage } from './usage.ts';

const codec = cohereChatCodec({ vendor: 'v' });
const message = (members: object): object => ({ message: members });
const begin = (index: number, content: object): object => ({
  type: 'content-start',
  index,
  delta: message({ content }),
});
const plan = (text: string): object => ({ type: 'tool-plan-delta', delta: message({ tool_plan: text }) });
const end = { type: 'message-end', delta: { finish_reason: 'COMPLETE' } };
const blocks = (chunks: readonly Chunk[]): unknown[] =>
  chunks.flatMap((chunk) => ('block' in chunk ? [chunk.block] : []));

describe('blocks', () => {
  it('begin anew with each content, also at the same place', () => {
    expect(blocks(streamed(codec, [begin(0, { text: 'a' }), begin(0, { text: 'b' }), end]))).toEqual([0, 1]);
  });
  it('of plans begin anew behind a text', () => {
    const delta = { type: 'content-delta', index: 0, delta: message({ content: { text: 'a' } }) };
    expect(blocks(streamed(codec, [plan('p'), delta, plan('q'), end]))).toEqual([0, 1, 2]);
    expect(blocks(streamed(codec, [plan('p'), begin(0, { text: 'a' }), plan('q'), end]))).toEqual([0, 1, 2]);
  });
});

describe('errors', () => {
  it.each([{ message: 'broken' }, { type: 'error', message: 'broken' }])('%o ends the stream', (frame) => {
    expect(failureOf(() => streamed(codec, [frame, end]))).toMatchObject({
      message: 'broken',
      phase: 'stream',
    });
  });
  it('are not events that are new', () => {
    expect(streamed(codec, [{ type: 'new', message: 'hi' }, end])).toHaveLength(2);
  });
  it.each(['ERROR', 'TIMEOUT'])('%s in a body is one', (reason) => {
    expect(
      failureOf(() => decoded(codec, { message: { content: 'a' }, finish_reason: reason })),
    ).toMatchObject({
      phase: 'decode',
      retryable: true,
    });
    expect(failureOf(() => decoded(codec, { finish_reason: reason }))).toMatchObject({
      phase: 'decode',
      retryable: true,
    });
    expect(failureOf(() => streamed(codec, [{ ...end, delta: { finish_reason: reason } }]))).toMatchObject({
      phase: 'stream',
    });
  });
  it('of a stream that breaks off come behind the arguments that were held back', () => {
    const chunks: Chunk[] = [];
    const reader = codec.open();
    const call = {
      type: 'tool-call-start',
      index: 0,
      delta: message({ tool_calls: { id: 'c', function: { name: 'f', arguments: 'nu' } } }),
    };
    reader.read({ data: JSON.stringify(call) }, (chunk) => void chunks.push(chunk));
    expect(failureOf(() => reader.end((chunk) => void chunks.push(chunk))).code).toBe('truncated');
    expect(chunks.at(-1)).toEqual({ type: 'tool-input', block: 0, json: 'nu' });
  });
});

describe('the end', () => {
  it('is the end, whatever comes behind it', () => {
    const reader = codec.open();
    const emit = (): void => {};
    expect(reader.read({ data: '[DONE]' }, emit)).toBe('open');
    expect(reader.read({ data: JSON.stringify(end) }, emit)).toBe('done');
    expect(reader.read({ data: '[DONE]' }, emit)).toBe('done');
    expect(() => reader.end(emit)).not.toThrow();
  });
  it('keeps its facts, and not the message again', () => {
    const delta = { finish_reason: 'COMPLETE', message: { content: [] }, own: 1 };
    expect(streamed(codec, [{ type: 'message-end', id: 'i', delta }])).toEqual([
      { type: 'start', id: 'i' },
      { type: 'extra', provider: 'v', value: { own: 1 } },
      { type: 'finish', reason: 'stop', raw: 'COMPLETE' },
    ]);
  });
  it('gives a token without words none', () => {
    const [, chunk] = streamed(codec, [
      { type: 'content-delta', index: 0, logprobs: { text: 7, logprobs: [-1] } },
      end,
    ]);
    expect(chunk).toEqual({ type: 'logprobs', logprobs: [{ token: '', logprob: -1 }] });
  });
});

describe('counts, written', () => {
  const counted = usage({ inputTokens: 5, outputTokens: 6, cacheReadTokens: 3, reasoningTokens: 2 });
  it('are all there', () => {
    expect(wireUsage(counted)).toEqual({
      billed_units: { input_tokens: 5, output_tokens: 6 },
      tokens: { input_tokens: 5, output_tokens: 6, reasoning_tokens: 2 },
      cached_tokens: 3,
    });
    expect(wireUsage(usage({ inputTokens: 1 }))).toEqual({
      billed_units: { input_tokens: 1 },
      tokens: { input_tokens: 1 },
    });
  });
  it('are those of Cohere unless somebody changed them', () => {
    const raw = { tokens: { input_tokens: 5, output_tokens: 6 }, own: 1 };
    expect(wireUsage({ ...counted, raw })).toBe(raw);
    expect(wireUsage({ ...counted, inputTokens: 4, raw })).not.toHaveProperty('own');
    expect(wireUsage({ ...counted, outputTokens: 4, raw })).not.toHaveProperty('own');
    expect(wireUsage({ ...counted, raw: { own: 1 } })).not.toHaveProperty('own');
  });
});
