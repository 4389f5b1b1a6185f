import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { isReqLLMError } from '../../core/error.ts';
import { foldChunks } from '../../core/response.ts';
import { anthropicMessagesCodec } from './codec.ts';

const codec = anthropicMessagesCodec();

function read(frames: readonly object[]): Chunk[] {
  const chunks: Chunk[] = [];
  const emit = (chunk: Chunk): void => void chunks.push(chunk);
  const reader = codec.open();
  let state = 'open';
  for (const frame of frames) {
    if (state !== 'done') state = reader.read({ data: JSON.stringify(frame) }, emit);
  }
  if (state !== 'done') reader.end(emit);
  return chunks;
}
function decode(body: unknown): Chunk[] {
  const chunks: Chunk[] = [];
  codec.decode(body, (chunk) => void chunks.push(chunk));
  return chunks;
}
function failure(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return isReqLLMError(error)
      ? { code: error.code, phase: error.phase, retryable: error.retryable }
      : error;
  }
  return 'no failure';
}

const start = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    model: 'claude',
    content: [],
    usage: { input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 1 },
  },
};
const begin = (index: number, block: object) => ({
  type: 'content_block_start',
  index,
  content_block: block,
});
const grow = (index: number, delta: object) => ({ type: 'content_block_delta', index, delta });
const stop = (index: number) => ({ type: 'content_block_stop', index });
const end = {
  type: 'message_delta',
  delta: { stop_reason: 'end_turn', stop_sequence: null },
  usage: { output_tokens: 7 },
};
const over = { type: 'message_stop' };

describe('a stream', () => {
  it('gives text, thoughts, calls and opaque parts, the finish last', () => {
    const chunks = read([
      start,
      begin(0, { type: 'thinking', thinking: '', signature: '' }),
      grow(0, { type: 'thinking_delta', thinking: 'hm' }),
      grow(0, { type: 'signature_delta', signature: 'sig' }),
      stop(0),
      { type: 'ping' },
      begin(1, { type: 'redacted_thinking', data: 'xyz' }),
      stop(1),
      begin(2, { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} }),
      grow(2, { type: 'input_json_delta', partial_json: '{"query":' }),
      grow(2, { type: 'input_json_delta', partial_json: '"x"}' }),
      stop(2),
      begin(3, { type: 'text', text: '', citations: [] }),
      grow(3, {
        type: 'citations_delta',
        citation: { type: 'web_search_result_location', url: 'https://x.test', title: 'X', cited_text: 'c' },
      }),
      grow(3, { type: 'text_delta', text: '' }),
      grow(3, { type: 'text_delta', text: 'Yes' }),
      stop(3),
      begin(4, { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} }),
      grow(4, { type: 'input_json_delta', partial_json: '{"a":1}' }),
      stop(4),
      end,
      over,
    ]);
    const folded = foldChunks(chunks);
    expect(folded.message.content).toEqual([
      { type: 'reasoning', text: 'hm', signature: 'sig' },
      { type: 'extra', provider: 'anthropic', value: { type: 'redacted_thinking', data: 'xyz' } },
      {
        type: 'extra',
        provider: 'anthropic',
        value: { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'x' } },
      },
      {
        type: 'text',
        text: 'Yes',
        citations: [
          expect.objectContaining({ kind: 'url', url: 'https://x.test', title: 'X', citedText: 'c' }),
        ],
      },
      { type: 'tool-call', id: 'toolu_1', name: 'f', input: { a: 1 } },
    ]);
    expect(folded.usage).toMatchObject({
      inputTokens: 15,
      cacheReadTokens: 5,
      outputTokens: 7,
      totalTokens: 22,
      status: 'final',
    });
    expect(chunks.at(-1)).toEqual({ type: 'finish', reason: 'stop', raw: 'end_turn' });
    expect(chunks[1]).toMatchObject({ type: 'usage', usage: { inputTokens: 15, status: 'partial' } });
  });

  it('keeps what only Anthropic says', () => {
    const stopped = {
      type: 'message_delta',
      delta: { stop_reason: 'stop_sequence', stop_sequence: 'END', container: { id: 'c' } },
      context_management: { applied_edits: [] },
    };
    expect(foldChunks(read([start, stopped, over]))).toMatchObject({
      finishReason: 'stop',
      rawFinishReason: 'stop_sequence',
      providerMetadata: {
        anthropic: {
          stop_sequence: 'END',
          container: { id: 'c' },
          context_management: { applied_edits: [] },
        },
      },
    });
  });

  it.each([
    ['end_turn', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['tool_use', 'tool-calls'],
    ['pause_turn', 'paused'],
    ['refusal', 'refusal'],
    ['brand_new', 'other'],
  ])('that stops for %s finishes with %s', (raw, reason) => {
    const chunks = read([start, { type: 'message_delta', delta: { stop_reason: raw } }, over]);
    expect(chunks.at(-1)).toEqual({ type: 'finish', reason, raw });
  });

  it('is whole with a stop reason and no message_stop, and cut short without', () => {
    expect(read([start, end]).at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
    const cut = [start, begin(0, { type: 'text', text: '' }), grow(0, { type: 'text_delta', text: 'a' })];
    expect(failure(() => read(cut))).toEqual({ code: 'truncated', phase: 'stream', retryable: true });
    expect(failure(() => read([]))).toMatchObject({ code: 'truncated' });
  });

  it('says nothing after its end', () => {
    const chunks: Chunk[] = [];
    const reader = codec.open();
    const emit = (chunk: Chunk): void => void chunks.push(chunk);
    for (const frame of [start, end, over, begin(0, { type: 'text', text: 'late' }), over])
      reader.read({ data: JSON.stringify(frame) }, emit);
    reader.end(emit);
    expect(chunks.filter((chunk) => chunk.type === 'finish')).toHaveLength(1);
    expect(chunks.at(-1)?.type).toBe('finish');
  });

  it('fails with the error that it reports', () => {
    const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    expect(failure(() => read([start, overloaded]))).toEqual({
      code: 'overloaded',
      phase: 'stream',
      retryable: true,
    });
    const refused = { type: 'error', error: { type: 'invalid_request_error', message: 'no' } };
    expect(failure(() => read([refused]))).toEqual({
      code: 'invalid-request',
      phase: 'stream',
      retryable: false,
    });
  });

  it('fails for a frame that is not JSON, without quoting it', () => {
    const reader = codec.open();
    expect(failure(() => reader.read({ data: '{"secret prompt' }, () => {}))).toMatchObject({
      code: 'bad-response',
      phase: 'decode',
    });
    expect(() => reader.read({ data: '{"secret prompt' }, () => {})).not.toThrow(/secret/);
  });

  it('survives hosts that leave out beginnings, indexes and ids', () => {
    const chunks = read([
      grow(0, { type: 'text_delta', text: 'a' }),
      { type: 'content_block_delta', delta: { type: 'text_delta', text: 'b' } },
      stop(0),
      { type: 'content_block_start', content_block: { type: 'tool_use', name: 'f', input: { a: 1 } } },
      { type: 'mystery', delta: null },
      { type: 'message_delta', delta: null, usage: { input_tokens: -4, output_tokens: 'many' } },
      over,
    ]);
    expect(foldChunks(chunks)).toMatchObject({
      text: 'ab',
      toolCalls: [{ id: 'toolu_reply_1', name: 'f', input: { a: 1 } }],
      usage: { inputTokens: null, outputTokens: null },
      finishReason: 'other',
    });
  });

  it('takes the whole reply from a start that holds it', () => {
    const caller = { type: 'code_execution_20250825', tool_id: 'srvtoolu_1' };
    const message = {
      id: 'm',
      content: [{ type: 'tool_use', id: 't', name: 'f', input: { a: 1 }, caller }],
      stop_reason: 'tool_use',
    };
    const folded = foldChunks(read([{ type: 'message_start', message }, over]));
    expect(folded.toolCalls).toEqual([
      { type: 'tool-call', id: 't', name: 'f', input: { a: 1 }, signature: JSON.stringify(caller) },
    ]);
    expect(folded.finishReason).toBe('tool-calls');
  });

  it('appends to opaque parts what it does not know', () => {
    const chunks = read([
      start,
      begin(0, { type: 'compaction', content: null }),
      grow(0, { type: 'compaction_delta', content: 'sum' }),
      stop(0),
      end,
      over,
    ]);
    expect(chunks).toContainEqual({
      type: 'extra',
      block: 0,
      provider: 'anthropic',
      value: { type: 'compaction', content: 'sum' },
    });
  });
});

describe('a body', () => {
  it('gives the same as its stream', () => {
    const content = [
      { type: 'thinking', thinking: 'hm', signature: 's' },
      { type: 'text', text: 'Yes', citations: null },
      { type: 'tool_use', id: 't', name: 'f', input: {} },
    ];
    const body = {
      id: 'msg_1',
      type: 'message',
      model: 'claude',
      content,
      stop_reason: 'tool_use',
      stop_sequence: null,
      usage: {
        input_tokens: 1,
        output_tokens: 2,
        output_tokens_details: { thinking_tokens: 1 },
        server_tool_use: { web_search_requests: 3 },
      },
    };
    expect(foldChunks(decode(body))).toMatchObject({
      id: 'msg_1',
      served: 'claude',
      message: {
        content: [
          { type: 'reasoning', text: 'hm', signature: 's' },
          { type: 'text', text: 'Yes' },
          { type: 'tool-call', input: {} },
        ],
      },
      usage: {
        inputTokens: 1,
        outputTokens: 2,
        reasoningTokens: 1,
        cacheReadTokens: null,
        tools: { web_search: 3 },
      },
      finishReason: 'tool-calls',
    });
  });

  it('may lack its type and its usage', () => {
    expect(
      foldChunks(decode({ content: [{ type: 'text', text: 'a' }], stop_reason: 'end_turn' })),
    ).toMatchObject({ text: 'a', usage: { status: 'unknown' } });
  });

  it('fails when it is an error or no reply at all', () => {
    expect(
      failure(() => decode({ type: 'error', error: { type: 'rate_limit_error', message: 'slow down' } })),
    ).toEqual({ code: 'rate-limited', phase: 'decode', retryable: true });
    for (const body of [null, 'text', [], {}, { choices: [] }])
      expect(failure(() => decode(body))).toMatchObject({ code: 'bad-response' });
  });
});
