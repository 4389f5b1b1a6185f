// Transcripts, and the counters that all operations share: replies with everything in them that is read.
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../src/core/chunk.ts';
import { reportedCost, unknownUsage, usage } from '../../src/core/usage.ts';
import { failureInBody, failureOfBody } from '../../src/protocols/operation-failure.ts';
import { wireUsageOf } from '../../src/protocols/operation-usage.ts';
import { openaiTranscriptionCodec } from '../../src/protocols/openai-transcription/codec.ts';
import { textReader } from '../../src/protocols/openai-transcription/read.ts';
import { decoded, failureOf, streamed } from '../support/decoded.ts';

const codec = openaiTranscriptionCodec();
const over = { type: 'finish', reason: 'stop' };
const segment = (text: string, startSeconds: number, endSeconds: number, more: object = {}): object => ({
  type: 'segment',
  segment: { unit: 'segment', text, startSeconds, endSeconds, ...more },
});

describe('a transcript', () => {
  it('has segments, words, speakers, a language and a length', () => {
    const body = {
      model: 'm',
      text: 'Hello you',
      language: 'en',
      duration: 2.5,
      segments: [
        { text: 'Hello', start: 0, end: 1, speaker: 'A' },
        { text: 'you', start: 1, end: 2, speaker_id: 3 },
        { text: 'cut', start: 1 },
        { start: 1, end: 2 },
        null,
      ],
      words: [{ word: 'Hello', text: 'not this', start: 0, end: 0.5 }],
    };
    expect(decoded(codec, body)).toEqual([
      { type: 'start', model: 'm' },
      { type: 'text', block: 0, text: 'Hello you' },
      segment('Hello', 0, 1, { speaker: 'A' }),
      segment('you', 1, 2, { speaker: '3' }),
      { type: 'segment', segment: { unit: 'word', text: 'Hello', startSeconds: 0, endSeconds: 0.5 } },
      { type: 'recording', language: 'en', durationSeconds: 2.5 },
      { type: 'usage', usage: { ...usage({}), units: { audioSeconds: 2.5 } } },
      over,
    ]);
  });

  it.each([
    [{ language: 'en' }, { type: 'recording', language: 'en' }, unknownUsage],
    [
      { duration: 3 },
      { type: 'recording', durationSeconds: 3 },
      { ...usage({}), units: { audioSeconds: 3 } },
    ],
    [{ usage: { seconds: 4 } }, undefined, { ...usage({ raw: { seconds: 4 } }), units: { audioSeconds: 4 } }],
    [
      { usage: { prompt_audio_seconds: 5 }, duration: 6 },
      { type: 'recording', durationSeconds: 6 },
      { ...usage({ raw: { prompt_audio_seconds: 5 } }), units: { audioSeconds: 5 } },
    ],
    [
      { usage: { input_tokens: 1, output_tokens: 2 } },
      undefined,
      usage({ inputTokens: 1, outputTokens: 2, raw: { input_tokens: 1, output_tokens: 2 } }),
    ],
  ])('is counted by the second or by the token: %o', (more, recording, counted) => {
    expect(decoded(codec, { text: 'a', ...more })).toEqual([
      { type: 'start' },
      { type: 'text', block: 0, text: 'a' },
      ...(recording === undefined ? [] : [recording]),
      { type: 'usage', usage: counted },
      over,
    ]);
  });

  it('may be a text alone, in JSON or in bytes', () => {
    expect(decoded(codec, 'plain')).toEqual([
      { type: 'start' },
      { type: 'text', block: 0, text: 'plain' },
      { type: 'usage', usage: unknownUsage },
      over,
    ]);
    const chunks: Chunk[] = [];
    const emit = (chunk: Chunk): void => void chunks.push(chunk);
    const reader = textReader();
    for (const byte of new TextEncoder().encode('aé')) reader.read(new Uint8Array([byte]), emit);
    reader.end(emit);
    expect(chunks).toEqual([
      { type: 'start' },
      { type: 'text', block: 0, text: 'a' },
      { type: 'text', block: 0, text: 'é' },
      over,
    ]);
  });

  it('streams its words, and says the rest at the end', () => {
    const done = { type: 'transcript.text.done', text: 'Hello', language: 'en' };
    const end = [{ type: 'recording', language: 'en' }, { type: 'usage', usage: unknownUsage }, over];
    const word = (text: string): object => ({ type: 'text', block: 0, text });
    const delta = (text: string): object => ({ type: 'transcript.text.delta', delta: text });
    const spoken = { type: 'transcript.text.segment', text: 'Hello', start: 0, end: 1, speaker: 'A' };
    expect(
      streamed(codec, [
        '[DONE]',
        '7',
        delta('Hel'),
        delta(''),
        { type: 'transcript.text.delta' },
        delta('lo'),
        spoken,
        done,
        delta('x'),
      ]),
    ).toEqual([{ type: 'start' }, word('Hel'), word('lo'), segment('Hello', 0, 1, { speaker: 'A' }), ...end]);
    expect(streamed(codec, [done])).toEqual([{ type: 'start' }, word('Hello'), ...end]);
    expect(failureOf(() => streamed(codec, [delta('a')]))).toMatchObject({
      code: 'truncated',
      phase: 'stream',
      retryable: true,
    });
    expect(failureOf(() => streamed(codec, ['{']))).toMatchObject({ code: 'bad-response' });
    const failed = { type: 'error', error: { message: 'too long' } };
    expect(failureOf(() => streamed(codec, [delta('a'), failed]))).toMatchObject({
      phase: 'stream',
      message: 'too long',
    });
  });

  it('is refused where there is none', () => {
    expect(failureOf(() => decoded(codec, {})).message).toContain('no `text`');
    expect(failureOf(() => decoded(codec, { error: 'no sound' })).message).toContain('no sound');
  });
});

describe('counters', () => {
  const counted = (wire: object): object => wireUsageOf(wire);
  it.each([
    [
      { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
      { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
    ],
    [
      { input_tokens: 1, output_tokens: 2 },
      { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
    ],
    [{ input_tokens: 1 }, { inputTokens: 1, outputTokens: null, totalTokens: null }],
    [{ output_tokens: 2 }, { inputTokens: null, outputTokens: 2, totalTokens: null }],
    [
      { total_tokens: 9, output_tokens: 2 },
      { inputTokens: 7, outputTokens: 2, totalTokens: 9 },
    ],
    [
      { total_tokens: 2, output_tokens: 2 },
      { inputTokens: 0, outputTokens: 2 },
    ],
    [
      { total_tokens: 1, output_tokens: 2 },
      { inputTokens: 0, outputTokens: 2 },
    ],
    [{ total_tokens: 9 }, { inputTokens: null, outputTokens: null, totalTokens: 9, status: 'unknown' }],
    // Mistral leaves the audio out of the prompt.
    [
      { prompt_tokens: 3, completion_tokens: 11, total_tokens: 389 },
      { inputTokens: 378, outputTokens: 11 },
    ],
    [
      { prompt_tokens: 3, completion_tokens: 11, total_tokens: 14 },
      { inputTokens: 3, outputTokens: 11 },
    ],
    [
      { prompt_tokens: 3, completion_tokens: 11, total_tokens: 5 },
      { inputTokens: 3, outputTokens: 11 },
    ],
    [
      { prompt_tokens: 1, prompt_tokens_details: { cached_tokens: 4, audio_tokens: 5 } },
      { cacheReadTokens: 4, inputAudioTokens: 5 },
    ],
    [
      { input_tokens: 1, input_tokens_details: { cached_tokens: 4, audio_tokens: 5 } },
      { cacheReadTokens: 4, inputAudioTokens: 5, status: 'final' },
    ],
    [{ cost: 0.5 }, { cost: reportedCost(0.5), status: 'final' }],
    [{ cost: { total_cost: 0.25 } }, { cost: reportedCost(0.25), status: 'final' }],
    [{ cost_in_usd_ticks: 5e9, cost: 7 }, { cost: reportedCost(0.5) }],
    [{}, { inputTokens: null, status: 'unknown', cost: null }],
  ])('%o are %o', (wire, expected) => {
    expect(counted(wire)).toMatchObject(expected);
    expect(counted(wire)).toHaveProperty('raw', wire);
  });
  it('of what only reads say zero for the output', () => {
    expect(wireUsageOf({ total_tokens: 9 }, { isInputOnly: true })).toMatchObject({
      inputTokens: 9,
      outputTokens: 0,
    });
    expect(wireUsageOf({ input_tokens: 9 }, { isInputOnly: true })).toMatchObject({
      inputTokens: 9,
      outputTokens: 0,
    });
    expect(wireUsageOf(undefined, { isInputOnly: true })).toEqual(unknownUsage);
    expect(wireUsageOf(null, { units: { images: 1 } })).toEqual({ ...usage({}), units: { images: 1 } });
    expect(wireUsageOf({}, { units: { images: 1 } })).toMatchObject({
      status: 'final',
      units: { images: 1 },
    });
  });
});

describe('failures', () => {
  it.each([
    [{ error: { message: 'a', code: 'c', type: 't' } }, { message: 'a', providerCode: 'c' }],
    [{ error: { message: 'a', code: '', type: 't' } }, { message: 'a', providerCode: 't' }],
    [{ error: { message: 'a', code: 7, status: 'S' } }, { message: 'a', providerCode: 'S' }],
    [{ error: { message: 'a', code: 7 } }, { message: 'a', providerCode: '7' }],
    [
      { error: 'a', code: 'c' },
      { message: 'a', providerCode: 'c' },
    ],
    [
      { message: 'a', type: 't' },
      { message: 'a', providerCode: 't' },
    ],
    [{ detail: 'a' }, { message: 'a' }],
    [{ error: { detail: 'a' } }, { message: 'a' }],
    [{ detail: { message: 'a' } }, { message: 'a' }],
    [{ detail: [{ loc: [], msg: 'a' }] }, { message: 'a' }],
    [[{ error: { message: 'a' } }], { message: 'a' }],
    [[7], { message: 'The provider answered with status 418 and no readable error.' }],
    ['a', { message: 'a' }],
    [{}, { message: 'The provider answered with status 418 and no readable error.' }],
    [undefined, { message: 'The provider answered with status 418 and no readable error.' }],
  ])('%o', (body, expected) => {
    expect(failureOfBody(418, body, {})).toMatchObject({ ...expected, status: 418 });
  });
  it('name the request by the first header that does', () => {
    const headers = {
      'x-request-id': '',
      'request-id': 'r',
      'apim-request-id': 'a',
      'x-amzn-requestid': 'z',
    };
    expect(failureOfBody(500, 'a', headers).requestId).toBe('r');
    for (const [name, value] of Object.entries({ ...headers, 'x-request-id': 'x' }))
      expect(failureOfBody(500, 'a', { [name]: value }).requestId).toBe(value);
    expect(failureOfBody(500, 'a', {}).requestId).toBeUndefined();
  });
  it('inside a 200 are told from replies', () => {
    for (const body of [{}, { error: '' }, { error: null }, { message: 'fine' }])
      expect(failureInBody(body)).toBeUndefined();
    expect(failureInBody({ object: 'error', message: 'a' }, 'stream')).toMatchObject({
      message: 'a',
      phase: 'stream',
    });
    expect(failureInBody({ error: 'a' })).toMatchObject({ message: 'a', phase: 'decode' });
    expect(failureInBody({ error: {} })).toMatchObject({
      message: 'The provider reported an error without a message.',
    });
  });
});
