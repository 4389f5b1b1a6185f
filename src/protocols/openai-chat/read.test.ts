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

describe('text and thoughts', () => {
  it('opens a block at each change and keeps their order', () => {
    const chunks = streamed([
      delta({ role: 'assistant', content: '' }),
      delta({ reasoning_content: 'a' }),
      delta({ content: 'b' }),
      delta({ content: 'c' }),
      delta({ reasoning: 'd' }),
      delta({ content: 'e' }),
      stop,
    ]);
    expect(foldChunks(chunks).message.content).toEqual([
      { type: 'reasoning', text: 'a' },
      { type: 'text', text: 'bc' },
      { type: 'reasoning', text: 'd' },
      { type: 'text', text: 'e' },
    ]);
  });

  it('reads the first field that holds thoughts, never two', () => {
    const said = {
      reasoning_content: 'a',
      reasoning: 'a',
      reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'a' }],
    };
    expect(foldChunks(decoded(bodyOf(said))).reasoning).toBe('a');
    expect(foldChunks(streamed([delta(said), delta(said), stop])).reasoning).toBe('aa');
  });

  it('reads content given as parts', () => {
    const content = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }], signature: 's', closed: true },
      { type: 'text', text: 'yes' },
      { type: 'reference', reference_ids: [1] },
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'so', signature: 't' }] },
      { type: 'refusal', refusal: 'no' },
      { type: 'unknown' },
      7,
    ];
    const folded = foldChunks(decoded(bodyOf({ content })));
    expect(folded.message.content).toEqual([
      { type: 'reasoning', text: 'hm', signature: 's' },
      {
        type: 'text',
        text: 'yes',
        citations: [{ kind: 'other', raw: { type: 'reference', reference_ids: [1] } }],
      },
      { type: 'reasoning', text: 'so', signature: 't' },
      { type: 'refusal', text: 'no' },
    ]);
  });

  it('ends a refusal with that reason', () => {
    const folded = foldChunks(streamed([delta({ refusal: 'I ' }), delta({ refusal: 'will not.' }), stop]));
    expect(folded.message.content).toEqual([{ type: 'refusal', text: 'I will not.' }]);
    expect([folded.finishReason, folded.rawFinishReason]).toEqual(['refusal', 'stop']);
  });

  it('reads a message beside deltas only when nothing else speaks', () => {
    const beside = (text: string, soFar: string): object => ({
      choices: [{ index: 0, delta: { content: text }, message: { content: soFar } }],
    });
    expect(foldChunks(streamed([beside('a', 'a'), beside('b', 'ab'), stop])).text).toBe('ab');
    expect(
      foldChunks(streamed([{ choices: [{ message: { content: 'whole' }, finish_reason: 'stop' }] }])).text,
    ).toBe('whole');
    expect(
      foldChunks(
        decoded({ choices: [{ delta: { content: '' }, message: { content: 'x' }, finish_reason: 'stop' }] }),
      ).text,
    ).toBe('x');
  });

  it('takes think tags out where the dialect says so', () => {
    const frames = [
      delta({ content: '<thi' }),
      delta({ content: 'nk>hm</th' }),
      delta({ content: 'ink>\n\nyes' }),
      stop,
    ];
    expect(foldChunks(streamed(frames, { thinkTags: true })).message.content).toEqual([
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'yes' },
    ]);
    expect(foldChunks(streamed(frames)).text).toBe('<think>hm</think>\n\nyes');
  });
});

describe('opaque parts', () => {
  it('keeps reasoning details whole, deltas merged by index, encrypted ones apart', () => {
    const folded = foldChunks(
      streamed(
        [
          delta({
            reasoning: 'a',
            reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'a', format: 'f' }],
          }),
          delta({
            reasoning: 'b',
            reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'b', signature: null }],
          }),
          delta({ reasoning_details: [{ type: 'reasoning.text', index: 0, signature: 'sig' }] }),
          delta({ reasoning_details: [{ type: 'reasoning.encrypted', index: 0, data: 'AA', id: 'rs' }] }),
          delta({ content: 'c' }),
          stop,
        ],
        { vendor: 'openrouter' },
      ),
    );
    expect(folded.reasoning).toBe('ab');
    expect(folded.message.content.at(-1)).toEqual({
      type: 'extra',
      provider: 'openrouter',
      value: {
        reasoning_details: [
          { type: 'reasoning.text', index: 0, text: 'ab', format: 'f', signature: 'sig' },
          { type: 'reasoning.encrypted', index: 0, data: 'AA', id: 'rs' },
        ],
      },
    });
  });

  it('does not change the body that it decodes', () => {
    const body = bodyOf({
      reasoning_details: [
        { type: 'reasoning.text', index: 0, text: 'a' },
        { type: 'reasoning.text', index: 0, text: 'b' },
      ],
    });
    const before = structuredClone(body);
    expect(foldChunks(decoded(body)).reasoning).toBe('ab');
    expect(body).toEqual(before);
  });

  it('reads sources, pictures and speech', () => {
    const folded = foldChunks(
      decoded({
        ...bodyOf({
          content: 'See there.',
          annotations: [
            {
              type: 'url_citation',
              url_citation: { url: 'https://a', title: 'A', content: 'words', start_index: 0, end_index: 3 },
            },
            { type: 'file', file: { hash: 'h' } },
          ],
          images: [
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AQI=' } },
            { image_url: { url: 'https://img' } },
          ],
          audio: { id: 'audio_1', data: 'UklGRg==', transcript: '' },
        }),
        citations: ['https://b', 'https://c'],
        search_results: [{ title: 'B', url: 'https://b', snippet: 's' }],
      }),
    );
    expect(folded.sources).toEqual([
      { kind: 'url', url: 'https://a', title: 'A', citedText: 'words', start: 0, end: 3 },
      { kind: 'url', url: 'https://b', title: 'B', citedText: 's' },
      { kind: 'url', url: 'https://c' },
    ]);
    expect(folded.files).toEqual([
      { type: 'file', source: { data: 'UklGRg==', mediaType: 'audio/wav' } },
      { type: 'image', source: { data: 'AQI=', mediaType: 'image/png' } },
    ]);
    expect(folded.message.content.at(-1)).toMatchObject({
      type: 'extra',
      value: {
        audio: { id: 'audio_1' },
        annotations: [{ type: 'file', file: { hash: 'h' } }],
        images: [{ image_url: { url: 'https://img' } }],
      },
    });
  });

  it('streams speech beside its transcript', () => {
    const folded = foldChunks(
      streamed([
        delta({ audio: { id: 'a1', transcript: 'Hel' } }),
        delta({ audio: { data: 'AQI=' } }),
        delta({ audio: { transcript: 'lo' } }),
        delta({ audio: { data: 'AwQ=' } }),
        stop,
      ]),
    );
    expect(folded.text).toBe('Hello');
    expect(folded.files).toEqual([{ type: 'file', source: { data: 'AQIDBA==', mediaType: 'audio/pcm' } }]);
  });

  it('keeps what else the host says as metadata', () => {
    const folded = foldChunks(
      streamed(
        [
          { id: '', model: '', choices: [], prompt_filter_results: [{ prompt_index: 0 }] },
          { ...delta({ content: 'a' }), service_tier: 'default', system_fingerprint: null, obfuscation: 'x' },
          {
            choices: [
              {
                index: 0,
                delta: {},
                finish_reason: 'stop',
                native_finish_reason: 'STOP',
                content_filter_results: {},
              },
            ],
          },
        ],
        { vendor: 'azure' },
      ),
    );
    expect([folded.id, folded.served]).toEqual(['r1', 'm']);
    expect(folded.providerMetadata).toEqual({
      azure: {
        prompt_filter_results: [{ prompt_index: 0 }],
        service_tier: 'default',
        native_finish_reason: 'STOP',
      },
    });
  });

  it('reads only the first choice and says so', () => {
    const folded = foldChunks(
      decoded({
        choices: [
          { index: 0, message: { content: 'a' }, finish_reason: 'stop' },
          { index: 1, message: { content: 'b' } },
        ],
      }),
    );
    expect(folded.text).toBe('a');
    expect(folded.warnings).toMatchObject([{ code: 'reply', setting: 'n' }]);
  });

  it('reads log probabilities', () => {
    const logprobs = {
      content: [
        { token: 'a', logprob: -0.1, bytes: [97], top_logprobs: [{ token: 'b', logprob: -2 }] },
        { token: 1 },
      ],
    };
    const folded = foldChunks(
      streamed([{ choices: [{ index: 0, delta: { content: 'a' }, logprobs }] }, stop]),
    );
    expect(folded.logprobs).toEqual([{ token: 'a', logprob: -0.1, top: [{ token: 'b', logprob: -2 }] }]);
  });
});

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
