import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { isReqLLMError } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import { foldChunks } from '../../core/response.ts';
import { bedrockConverseDialect } from './dialect.ts';
import { ConverseReader, readBody } from './read.ts';

const dialect = bedrockConverseDialect();

function read(...events: readonly (readonly [string, Json])[]): {
  chunks: Chunk[];
  states: string[];
  code?: string;
} {
  const chunks: Chunk[] = [];
  const states: string[] = [];
  const reader = new ConverseReader(dialect);
  try {
    for (const [event, payload] of events)
      states.push(reader.read({ event, data: JSON.stringify(payload) }, (chunk) => chunks.push(chunk)));
    if (states.at(-1) !== 'done') reader.end((chunk) => chunks.push(chunk));
    return { chunks, states };
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    return { chunks, states, code: error.code };
  }
}

const start = ['messageStart', { role: 'assistant', p: 'abc' }] as const;
const stop = ['messageStop', { stopReason: 'end_turn' }] as const;
const metadata = [
  'metadata',
  {
    usage: {
      inputTokens: 5,
      outputTokens: 7,
      totalTokens: 22,
      cacheReadInputTokens: 10,
      cacheWriteInputTokens: 0,
    },
    metrics: { latencyMs: 12 },
    p: 'x',
  },
] as const;

function delta(index: number, value: Json): readonly [string, Json] {
  return ['contentBlockDelta', { contentBlockIndex: index, delta: value }];
}

describe('a stream', () => {
  it('is done with its count, which includes the cache', () => {
    const { chunks, states } = read(start, delta(0, { text: 'Hi' }), stop, metadata);
    expect(states).toEqual(['open', 'open', 'finished', 'done']);
    const { text, usage, providerMetadata, finishReason } = foldChunks(chunks);
    expect(text).toBe('Hi');
    expect(usage).toMatchObject({ inputTokens: 15, outputTokens: 7, totalTokens: 22, cacheReadTokens: 10 });
    expect(providerMetadata).toEqual({ 'amazon-bedrock': { metrics: { latencyMs: 12 } } });
    expect(finishReason).toBe('stop');
    expect(chunks.at(-1)).toEqual({ type: 'finish', reason: 'stop', raw: 'end_turn' });
  });

  it('is whole without a count, and cut without a stop reason', () => {
    expect(read(start, delta(0, { text: 'Hi' }), stop).chunks.at(-1)).toMatchObject({ type: 'finish' });
    const cut = read(start, delta(0, { text: 'Hi' }), metadata);
    expect(cut.code).toBe('truncated');
    expect(cut.chunks.at(-1)).toMatchObject({ type: 'usage', usage: { status: 'partial' } });
  });

  it('may begin a text without saying so, and calls side by side', () => {
    const call = (index: number, id: string): readonly [string, Json] => [
      'contentBlockStart',
      { contentBlockIndex: index, start: { toolUse: { toolUseId: id, name: 'f' } } },
    ];
    const { chunks } = read(
      start,
      delta(0, { text: 'Look' }),
      call(1, 'a'),
      call(2, 'b'),
      delta(2, { toolUse: { input: '{"x"' } }),
      delta(1, { toolUse: { input: '' } }),
      delta(2, { toolUse: { input: ':1}' } }),
      ['contentBlockStop', { contentBlockIndex: 1 }],
      ['contentBlockStop', { contentBlockIndex: 2 }],
      ['messageStop', { stopReason: 'tool_use' }],
    );
    const { toolCalls, message, finishReason } = foldChunks(chunks);
    expect(message.content.map((part) => part.type)).toEqual(['text', 'tool-call', 'tool-call']);
    expect(toolCalls).toMatchObject([
      { id: 'a', input: {} },
      { id: 'b', input: { x: 1 } },
    ]);
    expect(finishReason).toBe('tool-calls');
  });

  it('signs thoughts behind them, and keeps redacted ones whole', () => {
    const { chunks } = read(
      start,
      delta(0, { reasoningContent: { text: 'Hm' } }),
      delta(0, { reasoningContent: { signature: 'sig' } }),
      delta(1, { reasoningContent: { redactedContent: 'eHg=' } }),
      stop,
    );
    expect(foldChunks(chunks).message.content).toEqual([
      { type: 'reasoning', text: 'Hm', signature: 'sig' },
      { type: 'extra', provider: 'amazon-bedrock', value: { reasoningContent: { redactedContent: 'eHg=' } } },
    ]);
  });

  it('keeps tools that Bedrock runs itself as parts to send back, not as calls to run', () => {
    const use = { toolUseId: 't', name: 'nova_code_interpreter', type: 'server_tool_use' };
    const result = { toolUseId: 't', type: 'nova_code_interpreter_result', status: 'success' };
    const { chunks } = read(
      start,
      ['contentBlockStart', { contentBlockIndex: 0, start: { toolUse: use } }],
      delta(0, { toolUse: { input: '{"snippet":"1+1"}' } }),
      ['contentBlockStop', { contentBlockIndex: 0 }],
      ['contentBlockStart', { contentBlockIndex: 1, start: { toolResult: result } }],
      delta(1, { toolResult: [{ json: { stdOut: '2' } }] }),
      ['contentBlockStop', { contentBlockIndex: 1 }],
      delta(2, { text: 'Two' }),
      stop,
    );
    const { toolCalls, message } = foldChunks(chunks);
    expect(toolCalls).toEqual([]);
    expect(message.content).toEqual([
      {
        type: 'extra',
        provider: 'amazon-bedrock',
        value: { toolUse: { ...use, input: { snippet: '1+1' } } },
      },
      {
        type: 'extra',
        provider: 'amazon-bedrock',
        value: { toolResult: { ...result, content: [{ json: { stdOut: '2' } }] } },
      },
      { type: 'text', text: 'Two' },
    ]);
  });

  it('cites the text before it when a citation has an index of its own', () => {
    const citation = { location: { web: { url: 'https://example.com/', domain: 'example.com' } } };
    const { chunks } = read(start, delta(2, { text: 'So it is.' }), delta(3, { citation }), stop);
    expect(foldChunks(chunks).message.content).toMatchObject([
      { text: 'So it is.', citations: [{ kind: 'url', url: 'https://example.com/', raw: citation }] },
    ]);
  });

  it.each([
    ['guardrail_intervened', 'content-filter'],
    ['content_filtered', 'content-filter'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['malformed_tool_use', 'other'],
    ['toString', 'other'],
    ['new_reason', 'other'],
  ])('that stops for %s ends with %s', (raw, reason) => {
    const { chunks } = read(start, ['messageStop', { stopReason: raw }]);
    expect(chunks.at(-1)).toEqual({ type: 'finish', reason, raw });
    expect(chunks.some((chunk) => chunk.type === 'warning')).toBe(raw.startsWith('malformed'));
  });

  it('throws the exception inside it', () => {
    const reader = new ConverseReader(dialect);
    const event = { event: 'exception:modelStreamErrorException', data: '{"message":"Stopped"}' };
    expect(() => reader.read(event, () => {})).toThrow(/Stopped/);
  });

  it.each(['{"a', '7', 'null', '[]'])('refuses the frame %s', (data) => {
    const reader = new ConverseReader(dialect);
    expect(() => reader.read({ event: 'messageStart', data }, () => {})).toThrow(/is not what Bedrock sends/);
  });
});

describe('a body', () => {
  const body = (content: Json, more: Record<string, Json> = {}): Chunk[] => {
    const chunks: Chunk[] = [];
    const value = { output: { message: { role: 'assistant', content } }, stopReason: 'end_turn', ...more };
    readBody(value, (chunk) => chunks.push(chunk), dialect);
    return chunks;
  };

  it('is read like a stream', () => {
    const chunks = body(
      [
        { reasoningContent: { reasoningText: { text: 'Hm', signature: 'sig' } } },
        {
          citationsContent: {
            content: [{ text: 'It says so.' }],
            citations: [{ title: 'Doc', location: {} }],
          },
        },
        { toolUse: { toolUseId: 'a', name: 'f', input: { x: 1 }, type: 'tool_use' } },
      ],
      { trace: { guardrail: { actionReason: 'No action.' } }, usage: { inputTokens: 1, outputTokens: 2 } },
    );
    const { message, providerMetadata, usage } = foldChunks(chunks);
    expect(message.content).toMatchObject([
      { type: 'reasoning', text: 'Hm', signature: 'sig' },
      { type: 'text', text: 'It says so.', citations: [{ kind: 'document', title: 'Doc' }] },
      { type: 'tool-call', id: 'a', name: 'f', input: { x: 1 } },
    ]);
    expect(providerMetadata).toEqual({
      'amazon-bedrock': { trace: { guardrail: { actionReason: 'No action.' } } },
    });
    expect(usage).toMatchObject({ inputTokens: 1, outputTokens: 2, totalTokens: 3, cacheReadTokens: null });
  });

  it.each([null, 'text', [], {}, { output: null }, { stopReason: 7 }])('refuses %o', (value) => {
    expect(() => readBody(value, () => {}, dialect)).toThrow(/is not what Bedrock sends/);
  });
});
