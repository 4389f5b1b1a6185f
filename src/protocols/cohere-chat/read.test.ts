import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { isReqLLMError } from '../../core/error.ts';
import { foldChunks } from '../../core/response.ts';
import type { StreamState } from '../protocol.ts';
import { cohereChatCodec } from './codec.ts';

const codec = cohereChatCodec();

interface Read {
  readonly chunks: Chunk[];
  readonly state: StreamState;
}

function read(...events: unknown[]): Read {
  const chunks: Chunk[] = [];
  const reader = codec.open();
  let state: StreamState = 'open';
  for (const event of events) {
    const data = typeof event === 'string' ? event : JSON.stringify(event);
    state = reader.read({ data }, (chunk) => chunks.push(chunk));
    if (state === 'done') return { chunks, state };
  }
  reader.end((chunk) => chunks.push(chunk));
  return { chunks, state };
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

const start = { type: 'message-start', id: 'r1', delta: { message: { role: 'assistant', content: [] } } };
const end = { type: 'message-end', delta: { finish_reason: 'COMPLETE' } };
const content = (index: number, said: object, type = 'content-delta'): unknown => ({
  type,
  index,
  delta: { message: { content: said } },
});
const calls = (type: string, index: number, call: object): unknown => ({
  type: `tool-call-${type}`,
  index,
  delta: { message: { tool_calls: call } },
});

describe('contents', () => {
  it('become blocks, also when two of them share an index (as recorded by the Vercel AI SDK)', () => {
    const { chunks } = read(
      start,
      content(0, { type: 'thinking', thinking: '' }, 'content-start'),
      content(0, { thinking: 'So' }),
      { type: 'content-end', index: 0 },
      content(0, { type: 'text', text: '' }, 'content-start'),
      content(0, { text: 'Hel' }),
      content(0, { text: 'lo' }),
      end,
    );
    expect(chunks).toEqual([
      { type: 'start', id: 'r1' },
      { type: 'reasoning', block: 0, text: 'So' },
      { type: 'text', block: 1, text: 'Hel' },
      { type: 'text', block: 1, text: 'lo' },
      { type: 'finish', reason: 'stop', raw: 'COMPLETE' },
    ]);
  });

  it('go on with their own block when they interleave', () => {
    const { chunks } = read(
      start,
      content(0, { text: 'a' }),
      content(1, { text: 'b' }),
      content(0, { text: 'c' }),
      end,
    );
    expect(foldChunks(chunks).message.content).toMatchObject([{ text: 'ac' }, { text: 'b' }]);
  });

  it('of a kind that is not known are kept whole', () => {
    const chart = { type: 'chart', values: [1] };
    const whole = body({ id: 'r', message: { content: [chart] }, finish_reason: 'COMPLETE' });
    expect(whole).toContainEqual({ type: 'extra', block: 0, provider: 'cohere', value: chart });
    expect(read(start, content(0, chart, 'content-start'), end).chunks).toContainEqual({
      type: 'extra',
      block: 0,
      provider: 'cohere',
      value: chart,
    });
  });
});

describe('tool calls', () => {
  it('follow their plan, which is marked', () => {
    const { chunks } = read(
      start,
      { type: 'tool-plan-delta', delta: { message: { tool_plan: 'I will' } } },
      { type: 'tool-plan-delta', delta: { message: { tool_plan: ' look.' } } },
      calls('start', 0, { id: 'f_1', type: 'function', function: { name: 'f', arguments: '' } }),
      calls('delta', 0, { function: { arguments: '{"a"' } }),
      calls('start', 1, { id: 'g_1', type: 'function', function: { name: 'g', arguments: '' } }),
      calls('delta', 0, { function: { arguments: ':1}' } }),
      { type: 'tool-call-end', index: 0 },
      { type: 'message-end', delta: { finish_reason: 'TOOL_CALL' } },
    );
    expect(foldChunks(chunks)).toMatchObject({
      message: {
        content: [
          { type: 'reasoning', text: 'I will look.', signature: 'tool_plan' },
          { type: 'tool-call', id: 'f_1', name: 'f', input: { a: 1 } },
          { type: 'tool-call', id: 'g_1', name: 'g', input: {} },
        ],
      },
      finishReason: 'tool-calls',
    });
  });

  it.each([
    ['null', {}],
    ['', {}],
    [undefined, {}],
    ['{"n":null}', { n: null }],
    [{ a: 1 }, { a: 1 }],
  ])('with the arguments %j', (args, input) => {
    const call = { id: 'f_1', function: { name: 'f', arguments: args } };
    const whole = body({ id: 'r', message: { tool_calls: [call] }, finish_reason: 'COMPLETE' });
    expect(foldChunks(whole)).toMatchObject({ toolCalls: [{ input }], finishReason: 'tool-calls' });
  });

  it('with arguments that only begin like null are not lost', () => {
    const pieces = ['nu', 'll', 'x'].map((piece) => calls('delta', 0, { function: { arguments: piece } }));
    const { chunks } = read(start, calls('start', 0, { id: 'f', function: { name: 'f' } }), ...pieces, end);
    expect(foldChunks(chunks).toolCalls[0]).toMatchObject({ input: null, raw: 'nullx' });
  });

  it('without an id get one made from the reply', () => {
    const whole = body({ id: 'r', message: { tool_calls: [{}, {}] }, finish_reason: 'TOOL_CALL' });
    expect(foldChunks(whole).toolCalls.map(({ id }) => id)).toEqual(['call_r_1', 'call_r_2']);
  });

  it('a stray piece is a warning', () => {
    const { chunks } = read(start, calls('delta', 3, { function: { arguments: '{' } }), end);
    expect(foldChunks(chunks).warnings).toMatchObject([{ code: 'reply' }]);
  });
});

describe('citations', () => {
  const source = {
    type: 'document',
    id: 'doc:0',
    document: { title: 'T', text: 'words', url: 'https://a.example' },
  };
  const citation = {
    start: 1,
    end: 3,
    text: 'ab',
    sources: [source, { type: 'tool', id: 'f:0', tool_output: {} }],
  };

  it('become one source each on their text', () => {
    const chunks = body({
      id: 'r',
      message: {
        content: [
          { type: 'thinking', thinking: 'hm' },
          { type: 'text', text: 'xaby' },
        ],
        citations: [{ ...citation, content_index: 1, type: 'TEXT_CONTENT' }],
      },
      finish_reason: 'COMPLETE',
    });
    expect(chunks.filter(({ type }) => type === 'source')).toMatchObject([
      {
        block: 1,
        source: {
          kind: 'document',
          title: 'T',
          url: 'https://a.example',
          citedText: 'words',
          start: 1,
          end: 3,
        },
      },
      { block: 1, source: { kind: 'other', title: 'f:0', start: 1, end: 3 } },
    ]);
  });

  it('of a plan belong to no text', () => {
    const event = (citations: object): unknown => ({
      type: 'citation-start',
      index: 0,
      delta: { message: { citations } },
    });
    const { chunks } = read(start, content(0, { text: 'a' }), event({ ...citation, type: 'PLAN' }), end);
    const [first] = chunks.filter((chunk) => chunk.type === 'source');
    expect(first).not.toHaveProperty('block');
    expect(first?.source).not.toHaveProperty('start');
  });
});

describe('the end', () => {
  it('holds the usage; its other members are facts about the reply', () => {
    const usage = {
      billed_units: { input_tokens: 1 },
      tokens: { input_tokens: 9, output_tokens: 4 },
      cached_tokens: 8,
    };
    const { chunks, state } = read(start, {
      type: 'message-end',
      delta: { finish_reason: 'MAX_TOKENS', usage, note: 'n' },
    });
    expect(state).toBe('done');
    expect(foldChunks(chunks)).toMatchObject({
      finishReason: 'length',
      usage: { inputTokens: 9, outputTokens: 4, cacheReadTokens: 8, reasoningTokens: null, raw: usage },
      providerMetadata: { cohere: { note: 'n' } },
    });
  });

  it.each([
    ['nothing', []],
    ['[DONE] alone', ['[DONE]']],
    ['an end without a reason', [{ type: 'message-end', delta: {} }]],
    ['events it does not know', [{ type: 'debug', prompt: 'x' }]],
  ])('%s is a cut stream', (_title, events) => {
    expect(factsOf(() => read(start, ...events))).toMatchObject({ code: 'truncated', retryable: true });
  });

  it.each([
    [
      { finish_reason: 'ERROR', error: 'The model is overloaded' },
      { code: 'overloaded', retryable: true },
    ],
    [{ finish_reason: 'ERROR' }, { code: 'server', retryable: true }],
    [{ finish_reason: 'TIMEOUT' }, { code: 'timeout', retryable: true }],
  ])('%j fails', (delta, facts) => {
    expect(factsOf(() => read(start, { type: 'message-end', delta }))).toMatchObject(facts);
  });

  it('an error in place of an event fails', () => {
    expect(factsOf(() => read({ message: 'too many tokens: …' }))).toMatchObject({
      code: 'context-overflow',
    });
  });
});

describe('bodies', () => {
  it('keep a second id and log probabilities', () => {
    const chunks = body({
      response_id: 'r',
      generation_id: 'g',
      message: { content: 'plain' },
      finish_reason: 'SOMETHING_NEW',
      logprobs: [{ text: 'ab', token_ids: [1, 2], logprobs: [-1, -2] }],
    });
    expect(foldChunks(chunks)).toMatchObject({
      id: 'r',
      text: 'plain',
      finishReason: 'other',
      rawFinishReason: 'SOMETHING_NEW',
      logprobs: [
        { token: 'ab', logprob: -1 },
        { token: '', logprob: -2 },
      ],
      providerMetadata: { cohere: { generation_id: 'g' } },
    });
  });

  it.each([
    [{ id: 'x', message: 'invalid api token' }, 'bad-response|auth|server'],
    [{ finish_reason: 'TIMEOUT' }, 'timeout'],
    [{}, 'bad-response'],
    [[], 'bad-response'],
    [[{ toString: null }], 'bad-response'],
    ['<html>', 'bad-response'],
  ])('%j is refused', (value, code) => {
    expect(factsOf(() => body(value))).toMatchObject({ code: expect.stringMatching(code) as string });
  });

  it('without a finish reason are complete, with a warning', () => {
    const folded = foldChunks(body({ message: { content: [{ text: 'hi' }] } }));
    expect(folded).toMatchObject({ text: 'hi', finishReason: 'stop', warnings: [{ code: 'reply' }] });
  });
});

it('a frame that is no JSON is a typed error with a short snippet', () => {
  const facts = factsOf(() => read(start, `{"type": ${'x'.repeat(500)}`)) as { message: string };
  expect(facts).toMatchObject({ code: 'bad-response' });
  expect(facts.message.length).toBeLessThan(120);
});
