// What an error's body and headers say, in the formats of chat completions, Ollama, Cohere, Bedrock, Responses and
// Interactions.
import { describe, expect, it } from 'vitest';
import { googleInteractionsCodec } from '../../src/protocols/google-interactions/codec.ts';
import { ollamaChatCodec } from '../../src/protocols/ollama-chat/codec.ts';
import { openaiChatCodec } from '../../src/protocols/openai-chat/codec.ts';
import { openaiResponsesCodec } from '../../src/protocols/openai-responses/codec.ts';
import { cohereCommandCodec } from '../../src/protocols/bedrock-invoke/command-codec.ts';
import { metaLlamaCodec } from '../../src/protocols/bedrock-invoke/llama-codec.ts';
import { decoded, failureOf, streamed } from '../support/decoded.ts';

describe('chat completions', () => {
  const codec = openaiChatCodec();
  it('name the request by the first header that does', () => {
    const names = ['x-request-id', 'request-id', 'apim-request-id'];
    const headers = Object.fromEntries(names.map((name) => [name, name]));
    for (const name of names) {
      expect(codec.fail(500, {}, { [name]: 'r' }).requestId).toBe('r');
      expect(codec.fail(500, {}, headers).requestId).toBe(name);
      delete headers[name];
    }
  });
  it.each<[object, object]>([
    [{ error: { message: { message: 'a' } } }, { message: 'a' }],
    [{ message: { message: 'a' } }, { message: 'a' }],
    [{ detail: [{ msg: 'a' }, { msg: 'b', loc: ['body', 0, {}] }, 7] }, { message: 'a; body.0: b' }],
    [{ error: { message: [{ msg: 'a' }], detail: { not: 'a list' } } }, { message: 'a' }],
    [{ error: { Message: 'a', error_code: 'c' } }, { message: 'a', providerCode: 'c' }],
    [{ error: { message: 'a', code: '', status: 's' } }, { message: 'a', providerCode: 's' }],
    [{ error: { message: 'a', error_type: 't' } }, { message: 'a', providerCode: 't' }],
    [{ error: { message: 'a', metadata: { raw: '{"error":{"message":"b"}}' } } }, { message: 'a: b' }],
    [{ error: { message: 'a', metadata: { raw: 'no JSON' } } }, { message: 'a: no JSON' }],
    [
      { error: { code: 7 }, message: 'a' },
      { message: 'a', providerCode: '7' },
    ],
    [{ base_resp: { status_code: 7, status_msg: 'a' } }, { message: 'a', providerCode: '7' }],
    [[{ error: { message: 'a' } }], { message: 'a' }],
  ])('%o', (body, expected) => {
    expect(codec.fail(500, body, {})).toMatchObject(expected);
  });
  it('tell what a body is that is no reply', () => {
    const said = (body: unknown): string =>
      failureOf(() => decoded(codec, body)).message.replace(/^.*; /, '');
    expect(said({ a: 1, b: 2 })).toBe('it is an object with a, b.');
    expect(said({})).toBe('it is an object with nothing in it.');
    expect([said('text'), said([]), said(7)]).toEqual(['it is "text".', 'it is a list.', 'it is number.']);
    expect(said('x'.repeat(100))).toBe(`it is "${'x'.repeat(60)}".`);
  });
  it('counts no output that nobody counted', () => {
    const counted = (usage: object): unknown =>
      decoded(codec, { choices: [{ message: {}, finish_reason: 'stop' }], usage }).at(-2);
    expect(counted({ prompt_tokens: 1, total_tokens: 5 })).toMatchObject({
      usage: { inputTokens: 1, outputTokens: null, totalTokens: 5 },
    });
    expect(counted({ completion_tokens: 1, total_tokens: 5 })).toMatchObject({
      usage: { inputTokens: null, outputTokens: 1 },
    });
    expect(counted({ prompt_tokens: 1, completion_tokens: 2, total_tokens: 5 })).toMatchObject({
      usage: { outputTokens: 4 },
    });
  });
  it('says thoughts between tags as they come', () => {
    const chunks: unknown[] = [];
    const reader = openaiChatCodec({ thinkTags: true }).open();
    const say = (content: string): number => {
      const data = JSON.stringify({ choices: [{ delta: { content } }] });
      reader.read({ data }, (chunk) => chunks.push(chunk));
      return chunks.length;
    };
    expect([say('<think>hm'), say(' <'), say('b')]).toEqual([2, 3, 4]);
    expect(chunks.slice(1)).toMatchObject([{ text: 'hm' }, { text: ' ' }, { text: '<b' }]);
  });
  it('report an error inside a 200', () => {
    const error = { object: 'error', message: 'broken', code: 'c' };
    expect(failureOf(() => decoded(codec, error))).toMatchObject({ message: 'broken', phase: 'decode' });
    expect(failureOf(() => streamed(codec, [error]))).toMatchObject({ message: 'broken', phase: 'stream' });
    expect(failureOf(() => decoded(codec, { ...error, choices: [] }))).toMatchObject({ message: 'broken' });
    const inChoice = { choices: [{ index: 0, error: { message: 'broken' } }] };
    expect(failureOf(() => decoded(codec, inChoice))).toMatchObject({ message: 'broken', phase: 'decode' });
    expect(failureOf(() => streamed(codec, [inChoice]))).toMatchObject({
      message: 'broken',
      phase: 'stream',
    });
  });
});

describe('Responses', () => {
  const codec = openaiResponsesCodec();
  it.each<[unknown, object]>([
    [{ error: { message: 'a', code: 'c', type: 't' } }, { message: 'a', providerCode: 'c' }],
    [{ error: { message: 'a', code: null, type: 't' } }, { message: 'a', providerCode: 't' }],
    [{ error: { message: 'a', code: 7 } }, { message: 'a', providerCode: '7' }],
    [{ error: { Message: 'a' } }, { message: 'a' }],
    [{ error: { detail: 'a' } }, { message: 'a' }],
    [{ error: { code: 'c' } }, { message: 'The provider reported "c".', providerCode: 'c' }],
    [
      { error: 'a', code: 'c' },
      { message: 'a', providerCode: 'c' },
    ],
    [
      { message: 'a', type: 'error', code: 'c' },
      { message: 'a', providerCode: 'c' },
    ],
    [{}, { message: 'The provider answered with status 500 and no readable error.' }],
    ['a', { message: 'a' }],
  ])('%o', (body, expected) => {
    expect(codec.fail(500, body, {})).toMatchObject({ ...expected, status: 500 });
  });
  it('name the request by the first header that does', () => {
    const names = ['x-request-id', 'apim-request-id', 'x-amzn-requestid', 'request-id'];
    const headers = Object.fromEntries(names.map((name) => [name, name]));
    for (const name of names) {
      expect(codec.fail(500, {}, { [name]: 'r' }).requestId).toBe('r');
      expect(codec.fail(500, {}, headers).requestId).toBe(name);
      delete headers[name];
    }
  });
  it('of an event have the status that it says, if it is one', () => {
    const failed = (status: unknown): unknown =>
      failureOf(() => streamed(codec, [{ type: 'error', error: { message: 'a' }, status }])).status;
    expect([429, 399, 600, 429.5, '429'].map(failed)).toEqual([
      429,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
  it('count tokens where the host has a path for it', () => {
    expect(codec.counter).toBeUndefined();
    expect(openaiResponsesCodec({ countPath: '/count' }).counter).toBeDefined();
  });
});

describe('Interactions', () => {
  const codec = googleInteractionsCodec();
  it.each<[unknown, object]>([
    [{ error: { message: 'a', code: 'c' } }, { message: 'a', providerCode: 'c' }],
    [[{ error: { message: 'a', status: 'S', code: 500 } }], { message: 'a', providerCode: 'S' }],
    [
      { message: 'a', code: 'c' },
      { message: 'a', providerCode: 'c' },
    ],
    [{ error: 'a' }, { message: 'a' }],
    ['a', { message: 'a' }],
    [{}, { message: 'Google answered 500 without saying why.' }],
  ])('%o', (body, expected) => {
    expect(codec.fail(500, body, {})).toMatchObject({ ...expected, status: 500, phase: 'headers' });
  });
  it('name the request by the first header that does', () => {
    const names = ['x-request-id', 'x-goog-request-id'];
    const headers = Object.fromEntries(names.map((name) => [name, name]));
    for (const name of names) {
      expect(codec.fail(500, {}, { [name]: 'r' }).requestId).toBe('r');
      expect(codec.fail(500, {}, headers).requestId).toBe(name);
      delete headers[name];
    }
  });
  it('a quota that is not of a day comes back by itself', () => {
    const spent = (violation: unknown): string =>
      codec.fail(429, { error: { message: 'a', details: [{ violations: [violation] }] } }, {}).code;
    expect([{ quotaId: 'RequestsPerMinute' }, { quotaId: 'RequestsPerDay' }, 'PerDay'].map(spent)).toEqual([
      'rate-limited',
      'quota',
      'rate-limited',
    ]);
  });
  it('report an error inside a 200, with the status that it says, if it is one', () => {
    const error = { message: 'a', code: 'internal' };
    const failed = { status: 'failed', steps: [] };
    expect(failureOf(() => decoded(codec, { error }))).toMatchObject({ message: 'a', phase: 'decode' });
    expect(failureOf(() => decoded(codec, { ...failed, errors: [error] }))).toMatchObject({ message: 'a' });
    expect(failureOf(() => decoded(codec, failed)).message).toContain('did not say why');
    for (const frame of [{ error }, { event_type: 'error', error }])
      expect(failureOf(() => streamed(codec, [frame]))).toMatchObject({ message: 'a', phase: 'stream' });
    const statusOf = (code: unknown): unknown =>
      failureOf(() => streamed(codec, [{ event_type: 'error', error: { message: 'a', code } }])).status;
    expect([429, 399, 600, 429.5].map(statusOf)).toEqual([429, undefined, undefined, undefined]);
  });
  it('tell what a body is that is no reply', () => {
    const said = (body: unknown): string =>
      failureOf(() => decoded(codec, body)).message.replace(/^.*no steps: /, '');
    expect([said({ a: 1, b: 2 }), said('text')]).toEqual(['members a, b.', '"text".']);
    expect(said({ object: 'interaction' })).toBe('members object.');
    expect(said('x'.repeat(100))).toBe(`"${'x'.repeat(60)}".`);
  });
});

describe('Ollama', () => {
  const codec = ollamaChatCodec();
  it.each([
    [{ error: 'words' }, 'words'],
    ['plain', 'plain'],
    [{}, 'Ollama answered 500 without saying why.'],
  ])('%o', (body, message) => {
    expect(codec.fail(500, body, {})).toMatchObject({ message, status: 500 });
  });
  it('an empty reason is none', () => {
    expect(decoded(codec, { message: { content: 'a' }, done: true, done_reason: '' }).at(-1)).toEqual({
      type: 'finish',
      reason: 'stop',
    });
  });
});

describe('InvokeModel', () => {
  it('a body without a reason is no answer', () => {
    const unreadable = { code: 'bad-response' };
    expect(failureOf(() => decoded(cohereCommandCodec(), { text: 'a' }))).toMatchObject(unreadable);
    expect(failureOf(() => decoded(metaLlamaCodec(), { generation: 'a' }))).toMatchObject(unreadable);
  });
  it('counts what Command wrote, also alone', () => {
    const counted = (tokens: object): unknown =>
      decoded(cohereCommandCodec(), { text: 'a', finish_reason: 'COMPLETE', meta: { tokens } }).at(-2);
    expect(counted({ output_tokens: 2 })).toMatchObject({ usage: { inputTokens: null, outputTokens: 2 } });
    expect(counted({ input_tokens: 2 })).toMatchObject({ usage: { inputTokens: 2, outputTokens: null } });
    expect(counted({})).toMatchObject({ type: 'text' });
  });
});
