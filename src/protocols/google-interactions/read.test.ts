import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { isReqLLMError } from '../../core/error.ts';
import type { JsonObject } from '../../core/json.ts';
import { foldChunks, type Folded } from '../../core/response.ts';
import type { StreamReader } from '../protocol.ts';
import { googleInteractionsCodec } from './codec.ts';

const codec = googleInteractionsCodec();
const interaction = { id: 'v1_a', model: 'gemini-3-flash-preview', object: 'interaction' };
const created = { event_type: 'interaction.created', interaction: { ...interaction, status: 'in_progress' } };
const completed = (more: JsonObject = {}): JsonObject => ({
  event_type: 'interaction.completed',
  interaction: { ...interaction, status: 'completed', ...more },
});
const start = (index: number, step: JsonObject): JsonObject => ({ event_type: 'step.start', index, step });
const delta = (index: number, grown: JsonObject): JsonObject => ({
  event_type: 'step.delta',
  index,
  delta: grown,
});
const stop = (index: number): JsonObject => ({ event_type: 'step.stop', index });
const text = (index: number, said: string): JsonObject => delta(index, { type: 'text', text: said });

function feed(reader: StreamReader, events: readonly JsonObject[]): Chunk[] {
  const chunks: Chunk[] = [];
  for (const event of events)
    reader.read({ data: JSON.stringify(event) }, (chunk) => void chunks.push(chunk));
  return chunks;
}

function chunksOf(events: readonly JsonObject[]): Chunk[] {
  const reader = codec.open();
  const chunks = feed(reader, events);
  reader.end((chunk) => void chunks.push(chunk));
  return chunks;
}

const folded = (events: readonly JsonObject[]): Folded => foldChunks(chunksOf(events));

function bodyOf(body: JsonObject): Folded {
  const chunks: Chunk[] = [];
  codec.decode(body, (chunk) => void chunks.push(chunk));
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

describe('a stream', () => {
  it('gives thoughts with their proof, text, calls, counts and the end', () => {
    const { message, ...rest } = folded([
      created,
      { event_type: 'interaction.status_update', interaction_id: 'v1_a', status: 'in_progress' },
      start(0, { type: 'thought' }),
      delta(0, { type: 'thought_summary', content: { type: 'text', text: 'Hm.' } }),
      delta(0, { type: 'thought_signature', signature: 'sig' }),
      stop(0),
      start(1, { type: 'model_output' }),
      text(1, 'I '),
      text(1, 'look.'),
      stop(1),
      start(2, { type: 'function_call', id: 'c1', name: 'look', arguments: {}, signature: '' }),
      delta(2, { type: 'arguments_delta', arguments: '{"at"' }),
      delta(2, { type: 'arguments_delta', arguments: ':1}' }),
      stop(2),
      completed({
        status: 'requires_action',
        service_tier: 'standard',
        usage: {
          total_tokens: 32,
          total_input_tokens: 10,
          total_tool_use_tokens: 5,
          total_cached_tokens: 4,
          total_output_tokens: 7,
          total_thought_tokens: 10,
          grounding_tool_count: [{ type: 'google_search', count: 2 }],
        },
      }),
    ]);
    expect(message.content).toEqual([
      { type: 'reasoning', text: 'Hm.', signature: 'sig' },
      { type: 'text', text: 'I look.' },
      { type: 'tool-call', id: 'c1', name: 'look', input: { at: 1 } },
    ]);
    expect(rest).toMatchObject({
      id: 'v1_a',
      served: 'gemini-3-flash-preview',
      finishReason: 'tool-calls',
      rawFinishReason: 'requires_action',
      providerMetadata: { google: { service_tier: 'standard' } },
      usage: {
        inputTokens: 15,
        outputTokens: 17,
        totalTokens: 32,
        cacheReadTokens: 4,
        reasoningTokens: 10,
        tools: { googleSearch: 2 },
        status: 'final',
      },
    });
  });

  it('is read under its names of before May 2026 too, where a call came whole', () => {
    const { message, finishReason } = folded([
      { event_type: 'interaction.start', interaction },
      { event_type: 'content.start', index: 0, content: { type: 'text' } },
      { event_type: 'content.delta', index: 0, delta: { type: 'text', text: 'Hi' } },
      { event_type: 'content.stop', index: 0 },
      { event_type: 'content.start', index: 1, content: { type: 'function_call', id: 'c1' } },
      {
        event_type: 'content.delta',
        index: 1,
        delta: { type: 'function_call', id: 'c1', name: 'look', arguments: { at: 1 } },
      },
      { event_type: 'content.stop', index: 1 },
      { event_type: 'interaction.complete', interaction: { ...interaction, status: 'requires_action' } },
    ]);
    expect(message.content).toEqual([
      { type: 'text', text: 'Hi' },
      { type: 'tool-call', id: 'c1', name: 'look', input: { at: 1 } },
    ]);
    expect(finishReason).toBe('tool-calls');
  });

  it("keeps the steps of Google's own tools whole, and the spans of citations in characters", () => {
    const { message, sources, usage } = folded([
      created,
      start(0, { type: 'google_search_call', id: 's1', signature: '' }),
      delta(0, { type: 'google_search_call', arguments: { queries: ['a', 'b'] }, signature: 'sig' }),
      stop(0),
      start(1, { type: 'mcp_server_tool_call', id: 'm1', name: 'find', server_name: 'docs' }),
      delta(1, { type: 'arguments_delta', arguments: '{"q":' }),
      delta(1, { type: 'arguments_delta', arguments: '"x"}' }),
      stop(1),
      start(2, { type: 'model_output' }),
      text(2, 'Größe: 🌍 ja'),
      delta(2, {
        type: 'text_annotation_delta',
        annotations: [
          { type: 'url_citation', url: 'https://a.example', title: 'A', start_index: 9, end_index: 13 },
          { type: 'file_citation', file_name: 'b.pdf', source: 'words' },
        ],
      }),
      completed({ usage: { total_input_tokens: 1 } }),
    ]);
    expect(message.content.slice(0, 2)).toEqual([
      {
        type: 'extra',
        provider: 'google',
        value: { type: 'google_search_call', id: 's1', arguments: { queries: ['a', 'b'] }, signature: 'sig' },
      },
      {
        type: 'extra',
        provider: 'google',
        value: {
          type: 'mcp_server_tool_call',
          id: 'm1',
          name: 'find',
          server_name: 'docs',
          arguments: { q: 'x' },
        },
      },
    ]);
    expect(sources).toMatchObject([
      { kind: 'url', url: 'https://a.example', title: 'A', start: 7, end: 9 },
      { kind: 'document', title: 'b.pdf', citedText: 'words' },
    ]);
    expect('Größe: 🌍 ja'.slice(7, 9)).toBe('🌍');
    expect(usage.tools).toEqual({ googleSearch: 2 });
  });

  it('puts a recording together and parts pictures', () => {
    const { files } = folded([
      created,
      start(0, { type: 'model_output' }),
      delta(0, { type: 'image', data: 'AAAA', mime_type: 'image/png' }),
      delta(0, { type: 'image', data: 'BBBB', mime_type: 'image/png' }),
      delta(0, { type: 'audio', data: 'AAAA', mime_type: 'audio/wav' }),
      delta(0, { type: 'audio', data: 'BBBB', mime_type: 'audio/wav' }),
      delta(0, { type: 'video', uri: 'https://v.example', mime_type: 'video/mp4' }),
      completed(),
    ]);
    expect(files.map(({ source }) => source)).toEqual([
      { data: 'AAAA', mediaType: 'image/png' },
      { data: 'BBBB', mediaType: 'image/png' },
      { data: 'AAAABBBB', mediaType: 'audio/wav' },
      { url: 'https://v.example', mediaType: 'video/mp4' },
    ]);
  });

  it.each([
    ['completed', 'stop'],
    ['incomplete', 'length'],
    ['cancelled', 'cancelled'],
    ['requires_continuation', 'paused'],
    ['budget_exceeded', 'other'],
    ['requires_action', 'stop'],
  ])('ends with %s as %s', (status, reason) => {
    expect(
      folded([created, start(0, { type: 'model_output' }), text(0, 'Hi'), completed({ status })]),
    ).toMatchObject({
      finishReason: reason,
      rawFinishReason: status,
    });
  });

  it('fails with what Google says, after the count', () => {
    const usage = { total_input_tokens: 3, total_output_tokens: 2, total_tokens: 5 };
    const errors = [{ code: 'internal', message: 'An internal error occurred.' }];
    const reader = codec.open();
    const chunks: Chunk[] = [];
    const failed = { data: JSON.stringify(completed({ status: 'failed', usage, errors })) };
    const error = failureOf(() => reader.read(failed, (chunk) => void chunks.push(chunk)));
    expect(error).toMatchObject({ code: 'server', providerCode: 'internal' });
    expect(chunks.at(-1)).toMatchObject({ type: 'usage', usage: { totalTokens: 5, status: 'partial' } });
    const event = { event_type: 'error', error: { code: 'resource_exhausted', message: 'Slow down' } };
    expect(failureOf(() => chunksOf([created, event]))).toMatchObject({ code: 'rate-limited' });
  });

  it.each<[string, JsonObject[]]>([
    ['arguments without a call', [delta(4, { type: 'arguments_delta', arguments: '{}' })]],
    [
      'arguments of a call without a name',
      [start(0, { type: 'function_call', id: 'c' }), delta(0, { type: 'arguments_delta', arguments: '{}' })],
    ],
    ['a call without a name', [start(0, { type: 'function_call', id: 'c' }), stop(0)]],
    ['a file that is none', [start(0, { type: 'model_output' }), delta(0, { type: 'image', data: '*' })]],
  ])('refuses %s', (_what, events) => {
    expect(failureOf(() => chunksOf([created, ...events]))).toMatchObject({ code: 'bad-response' });
  });
});

describe('a stream that can be read on', () => {
  const all: JsonObject[] = [
    created,
    start(0, { type: 'model_output' }),
    text(0, 'one '),
    text(0, 'two '),
    text(0, 'three'),
    stop(0),
    completed(),
  ].map((event, place) => ({ ...event, event_id: `e${place}` }));

  it('knows its place after each event, and forgets it at the end', () => {
    const reader = codec.open();
    expect(reader.place?.()).toBeUndefined();
    feed(reader, all.slice(0, 4));
    expect(reader.place?.()).toEqual({ id: 'v1_a', cursor: 'e3' });
    expect(failureOf(() => reader.end(() => {}))).toMatchObject({ code: 'truncated', retryable: true });
    expect(reader.place?.()).toEqual({ id: 'v1_a', cursor: 'e3' });
    feed(reader, all.slice(4));
    expect(reader.place?.()).toBeUndefined();
  });

  it.each([1, 2, 3, 4, 5, 6])('tells each word once, cut after %i events, read on or told anew', (cut) => {
    for (const from of [cut, 0]) {
      const reader = codec.open();
      const chunks = [...feed(reader, all.slice(0, cut)), ...feed(reader, all.slice(from))];
      expect(foldChunks(chunks).text).toBe('one two three');
      expect(chunks.filter(({ type }) => type === 'finish')).toHaveLength(1);
    }
  });

  it('takes a step that is begun anew, without an id, for the one it knows', () => {
    const bare = all.map(({ event_id: id, ...event }) =>
      event['event_type'] === 'step.delta' ? { ...event, event_id: id } : event,
    ) as JsonObject[];
    const reader = codec.open();
    const chunks = [...feed(reader, bare.slice(0, 4)), ...feed(reader, bare)];
    expect(foldChunks(chunks).message.content).toEqual([{ type: 'text', text: 'one two three' }]);
  });

  it('goes on after an error of the connection, and has no place without ids', () => {
    const reader = codec.open();
    feed(reader, all.slice(0, 3));
    const gone = {
      data: JSON.stringify({ event_type: 'error', error: { code: 'unavailable', message: 'Gone' } }),
    };
    expect(failureOf(() => reader.read(gone, () => {}))).toMatchObject({ code: 'overloaded' });
    expect(foldChunks(feed(reader, all.slice(3))).text).toBe('two three');
    const plain = codec.open();
    feed(plain, [created, start(0, { type: 'model_output' }), text(0, 'one')]);
    expect(plain.place?.()).toBeUndefined();
  });
});

describe('a body', () => {
  it('is read in both of its forms', () => {
    const usage = { total_input_tokens: 1, total_output_tokens: 1, total_tokens: 2 };
    const output = { type: 'text', text: 'Hi' };
    const now = {
      ...interaction,
      status: 'completed',
      usage,
      steps: [{ type: 'model_output', content: [output] }],
    };
    const before = { ...interaction, status: 'completed', usage, role: 'model', outputs: [output] };
    expect(bodyOf(now)).toEqual(bodyOf(before));
    expect(bodyOf(now)).toMatchObject({ text: 'Hi', finishReason: 'stop', usage: { totalTokens: 2 } });
  });

  it('of a whole timeline gives the answer alone', () => {
    const steps = [
      { type: 'user_input', content: [{ type: 'text', text: 'Look.' }] },
      { type: 'function_call', id: 'c1', name: 'look', arguments: {} },
      { type: 'function_result', call_id: 'c1', result: 'x' },
      { type: 'model_output', content: [{ type: 'text', text: 'Seen.' }] },
    ];
    expect(bodyOf({ ...interaction, status: 'completed', steps })).toMatchObject({
      text: 'Seen.',
      toolCalls: [],
      finishReason: 'stop',
    });
  });

  it('that is not ready says so', () => {
    const body = bodyOf({ ...interaction, status: 'in_progress', steps: [] });
    expect(body).toMatchObject({ finishReason: 'other', rawFinishReason: 'in_progress' });
    expect(body.warnings[0]?.message).toContain('not ready');
  });

  it.each([null, {}, { id: 'v1_a' }, [1], 'x'])('%j is none', (body) => {
    expect(failureOf(() => codec.decode(body, () => {}))).toMatchObject({ code: 'bad-response' });
  });

  it('may hold an error, or be one', () => {
    const error = { code: 'invalid_request', message: 'No.' };
    expect(failureOf(() => codec.decode({ error }, () => {}))).toMatchObject({ code: 'invalid-request' });
    const failed = {
      ...interaction,
      status: 'failed',
      steps: [{ type: 'model_output', error: { code: 503, message: 'Busy' } }],
    };
    expect(failureOf(() => codec.decode(failed, () => {}))).toMatchObject({
      code: 'overloaded',
      status: 503,
    });
  });
});

describe('a refusal', () => {
  it.each<[number, unknown, JsonObject]>([
    [
      400,
      { error: { message: 'Bad.', code: 'invalid_request' } },
      { code: 'invalid-request', providerCode: 'invalid_request' },
    ],
    [
      404,
      { error: { message: 'Interaction not found.', code: 'not_found' } },
      { code: 'invalid-request', status: 404 },
    ],
    [503, 'busy', { code: 'overloaded', message: 'busy' }],
    [500, '<html>', { code: 'server' }],
    [
      400,
      [
        {
          error: {
            code: 400,
            status: 'INVALID_ARGUMENT',
            message: 'API key not valid',
            details: [{ reason: 'API_KEY_INVALID' }],
          },
        },
      ],
      { code: 'auth' },
    ],
    [
      429,
      { error: { message: 'Wait.', details: [{ retryDelay: '1.5s' }] } },
      { code: 'rate-limited', retryAfterMs: 1_500 },
    ],
    [
      429,
      { error: { message: 'Wait.', details: [{ violations: [{ quotaId: 'RequestsPerDay' }] }] } },
      { code: 'quota', retryable: false },
    ],
  ])('%i %j', (status, body, expected) => {
    expect(codec.fail(status, body, {}).toJSON()).toMatchObject(expected);
  });
});
