import type { ModelResponse } from 'reqllm';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../src/core/failure.ts';
import { foldChunks } from '../../src/core/response.ts';
import { usage } from '../../src/core/usage.ts';
import { differencesOf, errorDifferences } from './compare.ts';
import { documentsOf, type Raw } from './raw.ts';
import { readAnthropic } from './raw-anthropic.ts';
import { readChat } from './raw-chat.ts';
import { readCohere } from './raw-cohere.ts';
import { readGoogle } from './raw-google.ts';
import { readOllama } from './raw-ollama.ts';
import { readResponses } from './raw-responses.ts';

// A comparison that finds nothing proves nothing: here each kind of loss is shown to it. All data is made up.
const body = {
  id: 'r1',
  choices: [
    {
      index: 0,
      finish_reason: 'tool_calls',
      logprobs: { content: [{ token: 'a', logprob: -1 }] },
      message: {
        content: 'Hello',
        reasoning_content: 'Hm',
        refusal: 'No',
        tool_calls: [{ id: 'c1', function: { name: 'f', arguments: '{"a":1}' } }],
        annotations: [{ type: 'url_citation' }],
        images: [{}],
        reasoning_details: [{ signature: 'signed' }],
      },
    },
  ],
  usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
};

const whole = {
  ...foldChunks([
    { type: 'start', id: 'r1' },
    { type: 'reasoning', block: 0, text: 'Hm', signature: 'signed' },
    { type: 'text', block: 1, text: 'Hello' },
    { type: 'refusal', block: 2, text: 'No' },
    { type: 'tool-call', block: 3, id: 'c1', name: 'f' },
    { type: 'tool-input', block: 3, json: '{"a":1}' },
    { type: 'media', block: 4, mediaType: 'image/png', data: Uint8Array.of(1) },
    { type: 'source', source: { kind: 'url' } },
    { type: 'logprobs', logprobs: [{ token: 'a', logprob: -1 }] },
    { type: 'usage', usage: usage({ inputTokens: 3, outputTokens: 4, raw: {} }) },
    { type: 'finish', reason: 'tool-calls', raw: 'tool_calls' },
  ]),
} as unknown as ModelResponse;

const compared = (changes: Partial<ModelResponse>): string =>
  differencesOf('openai_chat', { ...whole, ...changes }, readChat([body])).join('\n');
const without = (type: string): Partial<ModelResponse> => ({
  message: { ...whole.message, content: whole.message.content.filter((part) => part.type !== type) },
});

describe('the comparison', () => {
  it('finds nothing in a response that holds everything', () => {
    expect(compared({})).toBe('');
  });

  it.each<[string, Partial<ModelResponse>, RegExp]>([
    ['text', { text: 'Hell' }, /text: 4 characters of 5, different from 4/],
    ['reasoning', { reasoning: '' }, /reasoning/],
    ['a refusal', without('refusal'), /refusal/],
    ['a tool call', { toolCalls: [] }, /0 tool calls of 1/],
    ['arguments', { toolCalls: [{ type: 'tool-call', id: 'c1', name: 'f', input: { a: 2 } }] }, /arguments/],
    [
      'the name of a tool',
      { toolCalls: [{ type: 'tool-call', id: 'c1', name: 'g', input: { a: 1 } }] },
      /became g/,
    ],
    ['a file', { files: [] }, /0 files of 1/],
    ['a source', { sources: [] }, /0 sources of 1/],
    ['log probabilities', { logprobs: [] }, /0 log probabilities/],
    ['the id', { id: null }, /the id r1/],
    ['the finish reason', { rawFinishReason: 'stop' }, /finish reason/],
    ['a signature', without('reasoning'), /signature/],
    [
      'tokens',
      { usage: usage({ inputTokens: 3, outputTokens: 5, raw: {} }) },
      /outputTokens: 5 instead of 4/,
    ],
  ])('finds that %s changed', (_title, changes, problem) => {
    expect(compared(changes)).toMatch(problem);
  });

  it('finds an error that says something else', () => {
    const text = '{"error":{"message":"Slow down please"}}';
    expect(errorDifferences(failureOf({ status: 429, message: 'Slow down please' }), 429, text)).toEqual([]);
    expect(errorDifferences(failureOf({ status: 400, message: 'other' }), 429, text)).toHaveLength(3);
    expect(errorDifferences(new TypeError('x'), 429, text)).toHaveLength(1);
  });
});

describe('the reading of raw replies', () => {
  const stream = (documents: Raw[]): string =>
    documents.map((each) => `data: ${JSON.stringify(each)}\n\n`).join('');

  it('knows bodies, streams, arrays and what is none of them', () => {
    expect(documentsOf('{"a":1}')).toEqual([{ a: 1 }]);
    expect(documentsOf(`${stream([{ a: 1 }, { a: 2 }])}data: [DONE]\n\n`)).toEqual([{ a: 1 }, { a: 2 }]);
    expect(documentsOf('[{"a":1},\n{"a":2}')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(documentsOf('{"a":1}\n{"a":2}\n')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(documentsOf('<html>')).toBeUndefined();
    expect(documentsOf('{"a":1}\n{"a":')).toBeUndefined();
  });

  it('adds up the pieces of an OpenAI-style stream', () => {
    const delta = (value: Raw): Raw => ({ choices: [{ index: 0, delta: value }] });
    const call = (value: Raw): Raw => delta({ tool_calls: [{ index: 0, ...value }] });
    const reply = readChat([
      delta({ content: 'a' }),
      call({ id: 'c', function: { name: 'f', arguments: '{' } }),
      call({ function: { arguments: '}' } }),
      delta({ content: 'b' }),
    ]);
    expect([reply.text, reply.calls]).toEqual(['ab', [{ name: 'f', arguments: '{}' }]]);
  });

  it('adds up the pieces of an Anthropic stream', () => {
    const reply = readAnthropic([
      {
        type: 'message_start',
        message: { id: 'm', content: [], usage: { input_tokens: 1, output_tokens: 1 } },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', name: 'f', input: {} } },
      { type: 'content_block_delta', index: 0, delta: { partial_json: '{"a"' } },
      { type: 'content_block_delta', index: 0, delta: { partial_json: ':1}' } },
      { type: 'content_block_start', index: 1, content_block: { type: 'redacted_thinking', data: 'd' } },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 9 } },
    ]);
    expect(reply).toMatchObject({
      calls: [{ name: 'f', arguments: '{"a":1}' }],
      extras: 1,
      opaque: ['d'],
      finish: 'tool_use',
      usage: { input_tokens: 1, output_tokens: 9 },
    });
  });

  it('adds up the pieces of a Cohere stream', () => {
    const event = (message: Raw): Raw => ({ delta: { message } });
    const call = (called: Raw): Raw => event({ tool_calls: { function: called } });
    const reply = readCohere([
      { id: 'r', ...event({ content: [], tool_plan: '' }) },
      event({ content: { thinking: 't' } }),
      event({ tool_plan: 'p' }),
      event({ content: { text: 'a' } }),
      call({ name: 'f', arguments: '' }),
      call({ arguments: '{"a":' }),
      call({ arguments: '1}' }),
      call({ name: 'g', arguments: 'null' }),
      event({ citations: { sources: [{}, {}] } }),
      { delta: { finish_reason: 'TOOL_CALL', usage: { tokens: { input_tokens: 1 } } } },
    ]);
    expect(reply).toMatchObject({
      id: 'r',
      text: 'a',
      reasoning: ['tp'],
      calls: [
        { name: 'f', arguments: '{"a":1}' },
        { name: 'g', arguments: '' },
      ],
      citations: 2,
      finish: 'TOOL_CALL',
      usage: { tokens: { input_tokens: 1 } },
    });
  });

  it('adds up the lines of an Ollama stream', () => {
    const line = (message: Raw, rest: Raw = {}): Raw => ({ message, done: false, ...rest });
    const reply = readOllama([
      line({ thinking: 't', content: '' }),
      line({ content: 'a' }, { logprobs: [{}] }),
      line({ tool_calls: [{ function: { name: 'f', arguments: { a: 1 } } }] }),
      line({ content: '' }, { done: true, done_reason: 'stop', eval_count: 2 }),
    ]);
    expect(reply).toMatchObject({
      text: 'a',
      reasoning: ['t'],
      calls: [{ name: 'f', arguments: { a: 1 } }],
      logprobs: 1,
      finish: 'stop',
      usage: { eval_count: 2 },
    });
  });

  it('adds up the events of a Responses stream, whichever of them a host sends', () => {
    const thoughts = { type: 'reasoning', summary: [{ text: 't' }], encrypted_content: 'e' };
    const text = { type: 'message', content: [{ text: 'a', annotations: [{}], logprobs: [{}] }] };
    const call = { type: 'function_call', name: 'f', arguments: '{"a":1}' };
    const items = [
      thoughts,
      text,
      call,
      { type: 'web_search_call' },
      { type: 'message', content: [{ refusal: 'no' }] },
    ];
    const end = { id: 'r', status: 'completed', usage: { input_tokens: 1 } };
    const done = items.map((item, index): Raw => {
      return { type: 'response.output_item.done', output_index: index, item };
    });
    const expected = {
      id: 'r',
      text: 'a',
      refusal: 'no',
      calls: [{ name: 'f', arguments: '{"a":1}' }],
      extras: 1,
      citations: 1,
      logprobs: 1,
      opaque: ['e'],
      finish: 'completed',
      usage: { input_tokens: 1 },
    };
    const completed = (output: unknown): Raw => ({
      type: 'response.completed',
      response: { ...end, output },
    });
    for (const documents of [
      [{ ...end, output: items }],
      [...done, completed(items)],
      [...done, completed([])],
      [completed(items), ...done],
    ]) {
      const reply = readResponses(documents);
      expect(reply).toMatchObject(expected);
      expect(reply.reasoning).toContain('t');
    }
  });

  it('takes what only deltas of a Responses stream said, and its failure', () => {
    const delta = (type: string, text: string, place: number): Raw => {
      return { type: `response.${type}.delta`, output_index: place, delta: text };
    };
    const reply = readResponses([
      delta('reasoning_summary_text', 'h', 0),
      delta('reasoning_summary_text', 'm', 0),
      delta('output_text', 'a', 1),
      delta('output_text', 'b', 1),
      { type: 'error', error: { message: 'No' } },
    ]);
    expect(reply).toMatchObject({ text: 'ab', error: { message: 'No' }, finish: undefined });
    expect(reply.reasoning).toContain('hm');
    const failed = readResponses([
      { type: 'response.failed', response: { status: 'failed', error: { code: 'x' } } },
    ]);
    expect(failed).toMatchObject({ error: { code: 'x' }, finish: 'failed' });
  });

  it('adds up the pieces of a Gemini stream', () => {
    const frame = (...parts: Raw[]): Raw => ({ candidates: [{ content: { parts } }] });
    const reply = readGoogle([
      frame({ text: 't', thought: true }),
      frame({ text: 'a' }, { functionCall: { name: 'f', args: { a: 1 } }, thoughtSignature: 's' }),
      frame({ inlineData: {} }, { executableCode: {} }),
    ]);
    expect(reply).toMatchObject({
      text: 'a',
      reasoning: ['t'],
      calls: [{ name: 'f', arguments: { a: 1 } }],
      files: 1,
      extras: 1,
      opaque: ['s'],
    });
  });
});
