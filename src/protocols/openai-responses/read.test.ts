import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { isReqLLMError } from '../../core/error.ts';
import type { JsonObject } from '../../core/json.ts';
import { foldChunks, type Folded } from '../../core/response.ts';
import { openaiResponsesCodec } from './codec.ts';
import type { OpenaiResponsesDialect } from './dialect.ts';

const response = { id: 'resp_1', model: 'gpt-5', status: 'completed' };
const created = { type: 'response.created', response: { ...response, status: 'in_progress', output: [] } };
const message = (text: string, more: JsonObject = {}): JsonObject => ({
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations: [], ...more }],
});

function chunksOf(events: readonly JsonObject[], dialect: Partial<OpenaiResponsesDialect> = {}): Chunk[] {
  const chunks: Chunk[] = [];
  const emit = (chunk: Chunk): void => void chunks.push(chunk);
  const reader = openaiResponsesCodec(dialect).open();
  for (const event of events)
    if (reader.read({ data: JSON.stringify(event) }, emit) === 'done') return chunks;
  reader.end(emit);
  return chunks;
}

function bodyOf(body: JsonObject, dialect: Partial<OpenaiResponsesDialect> = {}): Folded {
  const chunks: Chunk[] = [];
  openaiResponsesCodec(dialect).decode(body, (chunk) => void chunks.push(chunk));
  return foldChunks(chunks);
}

function failureOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return isReqLLMError(error) ? error.toJSON() : error;
  }
  return undefined;
}

describe('messages', () => {
  const completed = { type: 'response.completed', response: { ...response, output: [message('Hi there')] } };

  it('takes deltas once, also when done events and the last response repeat the text', () => {
    const folded = foldChunks(
      chunksOf([
        created,
        { type: 'response.output_item.added', output_index: 0, item: { ...message(''), content: [] } },
        { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'Hi ' },
        { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'there' },
        { type: 'response.output_text.done', output_index: 0, content_index: 0, text: 'Hi there' },
        { type: 'response.output_item.done', output_index: 0, item: message('Hi there') },
        completed,
      ]),
    );
    expect(folded).toMatchObject({ id: 'resp_1', served: 'gpt-5', text: 'Hi there', finishReason: 'stop' });
    expect(folded.message.content).toEqual([{ type: 'text', text: 'Hi there', signature: '{"id":"msg_1"}' }]);
  });

  it('takes the text from a done item or the last response where nothing else came', () => {
    const done = { type: 'response.output_item.done', output_index: 0, item: message('Hi there') };
    expect(foldChunks(chunksOf([created, done, completed])).text).toBe('Hi there');
    expect(foldChunks(chunksOf([created, completed])).text).toBe('Hi there');
  });

  it('reads deltas that name their item only by id, as the recorded grok-2-1212 has them', () => {
    const item = { id: 'msg_1', type: 'message' };
    const folded = foldChunks(
      chunksOf([
        created,
        { type: 'response.output_item.added', output_index: 0, item },
        { type: 'response.output_text.delta', item_id: 'msg_1', delta: 'Code' },
        { type: 'response.output_item.done', output_index: 0, item },
        { type: 'response.completed', response: { usage: { input_tokens: 2, output_tokens: 1 } } },
      ]),
    );
    expect(folded).toMatchObject({ text: 'Code', usage: { totalTokens: 3 }, finishReason: 'stop' });
  });

  it('gives each citation once and to its text', () => {
    const annotation = {
      type: 'url_citation',
      url: 'https://a.example/',
      title: 'A',
      start_index: 0,
      end_index: 2,
    };
    const folded = foldChunks(
      chunksOf([
        created,
        { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'Hi' },
        { type: 'response.output_text.annotation.added', output_index: 0, content_index: 0, annotation },
        {
          type: 'response.output_item.done',
          output_index: 0,
          item: message('Hi', { annotations: [annotation] }),
        },
        { type: 'response.completed', response },
      ]),
    );
    const source = { kind: 'url', url: 'https://a.example/', title: 'A', start: 0, end: 2, raw: annotation };
    expect(folded.sources).toEqual([source]);
    expect(folded.message.content[0]).toMatchObject({ text: 'Hi', citations: [source] });
  });
});

describe('thoughts', () => {
  const item = { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm.' }] };

  it('puts an empty line between summaries and the layout into the signature', () => {
    const texts = ['One.', 'Two.'];
    const summary = texts.map((text) => ({ type: 'summary_text', text }));
    const done = { ...item, summary, encrypted_content: 'enc' };
    const streamed = foldChunks(
      chunksOf([
        created,
        {
          type: 'response.output_item.added',
          output_index: 0,
          item: { ...item, encrypted_content: 'early' },
        },
        ...texts.map((delta, summary_index) => ({
          type: 'response.reasoning_summary_text.delta',
          output_index: 0,
          summary_index,
          delta,
        })),
        { type: 'response.output_item.done', output_index: 0, item: done },
        { type: 'response.completed', response },
      ]),
    );
    const signature = '{"id":"rs_1"}\n{"encrypted_content":"enc","summary":[4,4]}';
    expect(streamed.message.content).toEqual([{ type: 'reasoning', text: 'One.\n\nTwo.', signature }]);
    expect(bodyOf({ ...response, output: [done] }).message.content).toEqual(streamed.message.content);
  });

  it('adds encrypted content that only the last response holds', () => {
    const last = { ...response, output: [{ ...item, encrypted_content: 'late' }] };
    const [part] = foldChunks(
      chunksOf([
        created,
        { type: 'response.output_item.done', output_index: 0, item },
        { type: 'response.completed', response: last },
      ]),
    ).message.content;
    expect(part).toMatchObject({
      text: 'Hm.',
      signature: '{"id":"rs_1"}\n{"summary":[3]}\n{"encrypted_content":"late"}',
    });
  });

  it('keeps two items apart that xAI gave one id', () => {
    const twice = [item, { ...item, summary: [], encrypted_content: 'enc' }];
    expect(bodyOf({ ...response, output: twice }).message.content).toHaveLength(2);
  });
});

describe('calls', () => {
  const call = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'add', arguments: '{"a":1}' };

  it('reads arguments that grow, and those that come with the done item alone', () => {
    const grown = chunksOf([
      created,
      { type: 'response.output_item.added', output_index: 0, item: { ...call, arguments: '' } },
      { type: 'response.function_call_arguments.delta', output_index: 0, delta: '{"a":' },
      { type: 'response.function_call_arguments.delta', output_index: 0, delta: '1}' },
      { type: 'response.output_item.done', output_index: 0, item: call },
      { type: 'response.completed', response },
    ]);
    const whole = chunksOf([
      created,
      { type: 'response.output_item.added', output_index: 0, item: { type: 'function_call', id: 'fc_1' } },
      { type: 'response.function_call_arguments.delta', output_index: 0, delta: '{"a":' },
      { type: 'response.output_item.done', output_index: 0, item: call },
      { type: 'response.completed', response },
    ]);
    const expected = {
      type: 'tool-call',
      id: 'call_1',
      name: 'add',
      input: { a: 1 },
      signature: '{"id":"fc_1"}',
    };
    expect(foldChunks(grown)).toMatchObject({ toolCalls: [expected], finishReason: 'tool-calls' });
    expect(foldChunks(whole).toolCalls).toEqual([expected]);
  });

  it('makes an id for a call that has none, from the id of the response', () => {
    const { id: _id, call_id: _callId, ...nameless } = call;
    expect(bodyOf({ ...response, output: [nameless] }).toolCalls[0]?.id).toBe('call_resp_1_0');
  });

  it('wraps the text for a free-text tool, unless the host ran it itself', () => {
    const custom = {
      type: 'custom_tool_call',
      id: 'ctc_1',
      call_id: 'call_1',
      name: 'sql',
      input: 'SELECT "1"',
    };
    const events = [
      created,
      { type: 'response.output_item.added', output_index: 0, item: { ...custom, input: '' } },
      { type: 'response.custom_tool_call_input.delta', output_index: 0, delta: 'SELECT ' },
      { type: 'response.custom_tool_call_input.delta', output_index: 0, delta: '"1"' },
      { type: 'response.output_item.done', output_index: 0, item: custom },
      { type: 'response.completed', response },
    ];
    expect(foldChunks(chunksOf(events)).toolCalls).toEqual([
      {
        type: 'tool-call',
        id: 'call_1',
        name: 'sql',
        input: { input: 'SELECT "1"' },
        signature: '{"type":"custom_tool_call","id":"ctc_1"}',
      },
    ]);
    const hosted = foldChunks(chunksOf(events, { vendor: 'xai', customToolCalls: 'extra' }));
    expect(hosted.message.content).toEqual([{ type: 'extra', provider: 'xai', value: custom }]);
    expect(hosted.finishReason).toBe('stop');
  });
});

describe('other items', () => {
  it('keeps them whole, counts runs of hosted tools and makes images media', () => {
    const search = { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search' } };
    const image = {
      type: 'image_generation_call',
      id: 'ig_1',
      status: 'completed',
      result: 'AQID',
      output_format: 'webp',
    };
    const folded = bodyOf({
      ...response,
      output: [search, image],
      usage: { input_tokens: 5, output_tokens: 2, total_tokens: 7 },
      tool_usage: { web_search: { num_requests: 3 } },
    });
    expect(folded.message.content).toEqual([
      { type: 'extra', provider: 'openai', value: search },
      {
        type: 'image',
        source: { data: 'AQID', mediaType: 'image/webp' },
        signature: '{"id":"ig_1","status":"completed","output_format":"webp"}',
      },
    ]);
    expect(folded.usage.tools).toEqual({ web_search: 3, image_generation: 1 });
  });

  it('waits for the caller with a shell call, but not with one that has its output', () => {
    const shell = { type: 'shell_call', id: 'sh_1', call_id: 'call_1', action: { commands: ['ls'] } };
    const output = { type: 'shell_call_output', id: 'sho_1', call_id: 'call_1', output: [] };
    expect(bodyOf({ ...response, output: [shell] }).finishReason).toBe('tool-calls');
    expect(bodyOf({ ...response, output: [shell, output] }).finishReason).toBe('stop');
  });
});

describe('the end', () => {
  it.each([
    ['incomplete', { reason: 'max_output_tokens' }, 'length', 'max_output_tokens'],
    ['incomplete', { reason: 'content_filter' }, 'content-filter', 'content_filter'],
    ['incomplete', { reason: 'rain' }, 'other', 'rain'],
    ['cancelled', null, 'cancelled', 'cancelled'],
    ['queued', null, 'other', 'queued'],
  ])('%s with %j is %s', (status, incomplete_details, reason, raw) => {
    const folded = bodyOf({ ...response, status, incomplete_details, output: [] });
    expect([folded.finishReason, folded.rawFinishReason]).toEqual([reason, raw]);
  });

  it('throws what a failed response or an error event says, the usage first', () => {
    const error = { code: 'rate_limit_exceeded', message: 'Slow down' };
    const usage = { input_tokens: 4, output_tokens: 1, total_tokens: 5 };
    const chunks: Chunk[] = [];
    const reader = openaiResponsesCodec().open();
    const failed = { type: 'response.failed', response: { ...response, status: 'failed', error, usage } };
    const failure = failureOf(() =>
      reader.read({ data: JSON.stringify(failed) }, (chunk) => void chunks.push(chunk)),
    );
    expect(failure).toMatchObject({
      code: 'rate-limited',
      retryable: true,
      phase: 'stream',
      message: 'Slow down',
    });
    expect(chunks.at(-1)).toMatchObject({ type: 'usage', usage: { inputTokens: 4, status: 'partial' } });
    const flat = { type: 'error', code: 'server_error', message: 'Oh no', param: null };
    expect(failureOf(() => chunksOf([created, flat]))).toMatchObject({ code: 'server', message: 'Oh no' });
    expect(failureOf(() => bodyOf({ ...response, status: 'failed', error, output: [] }))).toMatchObject({
      code: 'rate-limited',
      phase: 'decode',
    });
  });

  it('calls a stream without an end truncated', () => {
    expect(failureOf(() => chunksOf([created]))).toMatchObject({ code: 'truncated', retryable: true });
  });

  it('knows the name that ChatGPT has for the end', () => {
    expect(foldChunks(chunksOf([created, { type: 'response.done', response }])).finishReason).toBe('stop');
  });

  it('tells how far a background response has come, after each event', () => {
    const background = { ...response, status: 'queued', background: true };
    const events = [
      { type: 'response.queued', sequence_number: 0, response: background },
      { type: 'response.output_text.delta', sequence_number: 5, output_index: 0, delta: 'Hi' },
    ];
    const chunks: Chunk[] = [];
    const reader = openaiResponsesCodec().open();
    for (const event of events)
      reader.read({ data: JSON.stringify(event) }, (chunk) => void chunks.push(chunk));
    expect(foldChunks(chunks)).toMatchObject({
      id: 'resp_1',
      providerMetadata: { openai: { background: true, status: 'queued', sequence_number: 5 } },
    });
  });
});

describe('oddities', () => {
  it('refuses frames and bodies that are none, with a short snippet', () => {
    const reader = openaiResponsesCodec().open();
    const frame = failureOf(() =>
      reader.read({ data: `{"type": "response.crea${'x'.repeat(500)}` }, () => undefined),
    );
    expect(frame).toMatchObject({ code: 'bad-response', phase: 'decode' });
    expect((frame as Error).message.length).toBeLessThan(130);
    expect(failureOf(() => bodyOf({ object: 'response.input_tokens' }))).toMatchObject({
      code: 'bad-response',
    });
  });

  it('refuses an item nested without end', () => {
    const deep = `${'['.repeat(2_000)}${']'.repeat(2_000)}`;
    const body = JSON.parse(`{"id":"r","output":[{"type":"mcp_call","output":${deep}}]}`) as JsonObject;
    expect(failureOf(() => bodyOf(body))).toMatchObject({ code: 'bad-response' });
  });

  it('takes no notice of unknown events, empty deltas and members of the wrong type', () => {
    const chunks = chunksOf([
      created,
      { type: 'keepalive' },
      { type: 'response.output_text.delta', output_index: 'x', delta: 7 },
      { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: '' },
      { type: 'response.output_item.done', output_index: 3, item: null },
      {
        type: 'response.completed',
        response: { ...response, output: [null, 4], usage: { input_tokens: -9 } },
      },
    ]);
    expect(chunks.map(({ type }) => type)).toEqual(['start', 'usage', 'finish']);
  });
});
