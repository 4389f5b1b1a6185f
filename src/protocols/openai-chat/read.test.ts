import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { isReqLLMError, type ReqLLMError } from '../../core/error.ts';
import { foldChunks } from '../../core/response.ts';
import { openaiChatCodec } from './codec.ts';
import type { OpenaiChatDialect } from './dialect.ts';

type Dialect = Partial<OpenaiChatDialect>;

const stop = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
const delta = (members: object): object => ({
  id: 'r1',
  model: 'm',
  choices: [{ index: 0, delta: members }],
});
const call = (members: object): object => delta({ tool_calls: [members] });

function streamed(frames: readonly unknown[], dialect: Dialect = {}): Chunk[] {
  const chunks: Chunk[] = [];
  const reader = openaiChatCodec(dialect).open();
  for (const frame of frames)
    reader.read({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) }, (chunk) =>
      chunks.push(chunk),
    );
  reader.end((chunk) => chunks.push(chunk));
  return chunks;
}

function decoded(body: unknown, dialect: Dialect = {}): Chunk[] {
  const chunks: Chunk[] = [];
  openaiChatCodec(dialect).decode(body, (chunk) => chunks.push(chunk));
  return chunks;
}

const bodyOf = (message: object, reason: string | null = 'stop'): object => ({
  id: 'r1',
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: reason }],
});

function failure(action: () => unknown): ReqLLMError {
  try {
    action();
  } catch (error) {
    if (isReqLLMError(error)) return error;
    throw error;
  }
  throw new Error('Nothing was thrown');
}

describe('usage', () => {
  const counts = (total: number): object => ({
    prompt_tokens: 1,
    completion_tokens: total - 1,
    total_tokens: total,
  });
  it.each([
    [
      'after the finish, without choices',
      [delta({ content: 'a' }), stop, { choices: [], usage: counts(9) }, '[DONE]'],
    ],
    [
      'before the end and twice',
      [
        { ...delta({ content: 'a' }), usage: counts(3) },
        { ...stop, usage: counts(9) },
      ],
    ],
    [
      'inside the choice (Moonshot)',
      [
        delta({ content: 'a' }),
        { choices: [{ index: 0, delta: {}, finish_reason: 'stop', usage: counts(9) }] },
      ],
    ],
    ['in x_groq', [delta({ content: 'a' }), { ...stop, x_groq: { id: 'req', usage: counts(9) } }]],
  ])('is read %s', (_where, frames) => {
    const chunks = streamed(frames);
    expect(chunks.filter(({ type }) => type === 'usage')).toHaveLength(1);
    expect(foldChunks(chunks).usage).toMatchObject({
      inputTokens: 1,
      outputTokens: 8,
      totalTokens: 9,
      status: 'final',
    });
  });

  it('is unknown when none comes', () => {
    expect(foldChunks(streamed([delta({ content: 'a' }), stop])).usage.status).toBe('unknown');
  });

  it('goes out as partial before a failure', () => {
    const chunks: Chunk[] = [];
    const reader = openaiChatCodec().open();
    reader.read({ data: JSON.stringify({ ...delta({ content: 'a' }), usage: counts(9) }) }, (chunk) =>
      chunks.push(chunk),
    );
    expect(failure(() => reader.end((chunk) => chunks.push(chunk))).code).toBe('truncated');
    expect(chunks.at(-1)).toMatchObject({ type: 'usage', usage: { totalTokens: 9, status: 'partial' } });
  });
});

describe('the end of a stream', () => {
  it('is the finish reason, and [DONE] is not needed', () => {
    const reader = openaiChatCodec().open();
    const states = [delta({ content: 'a' }), stop].map((frame) =>
      reader.read({ data: JSON.stringify(frame) }, () => {}),
    );
    expect(states).toEqual(['open', 'finished']);
    expect(reader.read({ data: '[DONE]' }, () => {})).toBe('done');
    expect(
      reader.read({ data: JSON.stringify(delta({ content: 'late' })) }, () => expect.unreachable()),
    ).toBe('done');
  });

  it('may be [DONE] alone, with no known reason', () => {
    const chunks = streamed([delta({ content: 'a' }), '[DONE]']);
    expect(chunks.at(-1)).toEqual({ type: 'finish', reason: 'other' });
  });

  it('is a failure without either, and without [DONE] where the host always sends it', () => {
    const cut = failure(() => streamed([delta({ content: 'a' })]));
    expect(cut).toMatchObject({ code: 'truncated', phase: 'stream', retryable: true });
    expect(failure(() => streamed([delta({ content: 'a' }), stop], { doneMarker: 'required' })).code).toBe(
      'truncated',
    );
    expect(failure(() => streamed([])).code).toBe('truncated');
  });

  it('keeps what comes after the finish reason, and finishes once', () => {
    const chunks = streamed([delta({ content: 'a' }), stop, delta({ content: 'b' }), stop, '[DONE]']);
    expect(foldChunks(chunks).text).toBe('ab');
    expect(chunks.filter(({ type }) => type === 'finish')).toEqual([chunks.at(-1)]);
  });

  it.each([
    ['stop', 'stop', 'stop'],
    ['model_length', 'length', 'model_length'],
    ['content_filter', 'content-filter', 'content_filter'],
    ['toString', 'other', 'toString'],
    ['', 'other', ''],
  ])('reads the reason %j as %s', (raw, reason, kept) => {
    expect(decoded(bodyOf({ content: 'a' }, raw)).at(-1)).toEqual({ type: 'finish', reason, raw: kept });
  });

  it.each(['stop', 'tool_calls', ''])('is a tool call whatever the reason is (%j)', (raw) => {
    const body = bodyOf(
      { content: null, tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{}' } }] },
      raw,
    );
    expect(foldChunks(decoded(body)).finishReason).toBe('tool-calls');
  });
});

describe('failures', () => {
  it.each<[string, unknown, string]>([
    ['an error object in a frame', { error: { message: 'Too busy: overloaded', code: 503 } }, 'overloaded'],
    ['an error text', { error: 'rate limit reached' }, 'rate-limited'],
    [
      'an error of vLLM',
      { object: 'error', message: 'The server had an internal error', code: 500 },
      'server',
    ],
    [
      'an error inside the choice',
      {
        choices: [
          { index: 0, error: { code: 502, message: 'Provider returned error' }, finish_reason: 'error' },
        ],
      },
      'server',
    ],
    ['a message in place of choices', { detail: 'Unauthorized' }, 'auth'],
    [
      'MiniMax',
      { choices: null, base_resp: { status_code: 1008, status_msg: 'insufficient balance' } },
      'quota',
    ],
  ])('%s', (_title, frame, code) => {
    expect(failure(() => streamed([delta({ content: 'a' }), frame])).code).toBe(code);
    expect(failure(() => decoded(frame)).code).toBe(code);
  });

  it('an event named error always fails', () => {
    const reader = openaiChatCodec().open();
    const error = failure(() => reader.read({ event: 'error', data: '"oops"' }, () => {}));
    expect(error).toMatchObject({ code: 'bad-response' });
  });

  it('malformed JSON is quoted shortly', () => {
    const error = failure(() => streamed([`{"choices":${'x'.repeat(500)}`]));
    expect(error).toMatchObject({ code: 'bad-response', phase: 'decode' });
    expect(error.message.length).toBeLessThan(140);
  });

  it.each([['<html>busy</html>'], [null], [[]], [7], [{ id: 'x' }], [{ choices: null }]])(
    '%j is no chat completion',
    (body) => {
      expect(failure(() => decoded(body))).toMatchObject({ code: 'bad-response', phase: 'decode' });
    },
  );

  it('tolerates wrong types where nothing depends on them', () => {
    const odd = [
      null,
      7,
      '"x"',
      [],
      {},
      { choices: null },
      { choices: 'x' },
      { choices: [null, 3] },
      { id: 5, model: [], choices: [] },
    ];
    const frames = [
      ...odd,
      { choices: [{ delta: { content: 5, tool_calls: {}, reasoning: [], refusal: 1 }, logprobs: 'x' }] },
      { ...stop, usage: [] },
    ];
    expect(foldChunks(streamed(frames))).toMatchObject({ text: '', finishReason: 'stop' });
    expect(
      foldChunks(
        streamed([
          stop,
          { choices: [], usage: { prompt_tokens: -1, completion_tokens: 'x', total_tokens: -0.5 } },
        ]),
      ).usage,
    ).toMatchObject({
      inputTokens: null,
      outputTokens: null,
    });
  });
});

it('emits nothing for an empty delta', () => {
  const chunks = streamed([
    delta({ role: 'assistant', content: '', refusal: null, tool_calls: null }),
    call({}),
    stop,
  ]);
  expect(chunks.map(({ type }) => type)).toEqual(['start', 'finish']);
});
