import { describe, expect, it } from 'vitest';
import type { CallBody } from '../../core/call.ts';
import type { Chunk } from '../../core/chunk.ts';
import { isReqLLMError, ReqLLMError } from '../../core/error.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { renderStream } from '../protocol.ts';
import { googleInteractionsServer } from './server.ts';

const server = googleInteractionsServer();
const parse = (body: Json): CallBody => server.parse({ path: '/v1beta/interactions', headers: {}, body });
const model = 'gemini-3-flash-preview';

function refusalOf(body: Json): string | undefined {
  try {
    parse(body);
  } catch (error) {
    if (isReqLLMError(error)) return `${error.status} ${error.message}`;
    throw error;
  }
  return undefined;
}

describe('a request', () => {
  it.each([
    'Hi',
    { type: 'text', text: 'Hi' },
    [{ type: 'text', text: 'Hi' }],
    [{ type: 'user_input', content: [{ type: 'text', text: 'Hi' }] }],
  ])('may say its input as %j', (input) => {
    expect(parse({ model, input }).messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
    ]);
  });

  it.each<[string, JsonObject, RegExp]>([
    ['neither model nor agent', { input: 'Hi' }, /Exactly one/],
    ['no input', { model }, /'input' is required/],
    ['an empty input', { model, input: [] }, /must not be empty/],
    ['the roles of before May 2026', { model, input: [{ role: 'user', content: 'Hi' }] }, /legacy/],
    ['what nobody knows', { model, input: 'Hi', temperature: 1 }, /Unknown parameter 'temperature'/],
    [
      'a setting that there is not',
      { model, input: 'Hi', generation_config: { top_k: 1 } },
      /'top_k' at 'generation_config'/,
    ],
    ['an agent with settings of a model', { agent: 'a', input: 'Hi', generation_config: {} }, /agent/],
    ['the background without keeping', { model, input: 'Hi', background: true, store: false }, /stored/],
    [
      'a level that there is not',
      { model, input: 'Hi', generation_config: { thinking_level: 'huge' } },
      /thinking_level/,
    ],
    [
      'a result without a call',
      { model, input: [{ type: 'function_result', call_id: 'x', result: '' }] },
      /no function call/,
    ],
    ['a file without a type', { model, input: [{ type: 'image', data: 'AAAA' }] }, /mime_type/],
    [
      'a file that is no base64',
      { model, input: [{ type: 'image', data: '*', mime_type: 'image/png' }] },
      /base64/,
    ],
    [
      'a schema of another type than JSON',
      { model, input: 'Hi', response_format: { type: 'text', mime_type: 'text/csv', schema: {} } },
      /mime_type/,
    ],
  ])('is refused with %s', (_what, body, words) => {
    expect(refusalOf(body)).toMatch(/^400 /);
    expect(refusalOf(body)).toMatch(words);
  });

  it('takes a result whose call Google keeps', () => {
    const input = [{ type: 'function_result', call_id: 'x', name: 'look', result: { seen: true } }];
    const { messages } = parse({ model, input, previous_interaction_id: 'v1_a' });
    expect(messages[0]?.content[0]).toMatchObject({ content: [{ type: 'text', text: '{"seen":true}' }] });
  });
});

describe('a reply', () => {
  const chunks: Chunk[] = [
    { type: 'start', id: 'v1_a' },
    { type: 'tool-call', block: 0, id: 'c0', name: 'a' },
    { type: 'tool-input', block: 0, json: '{"x":' },
    { type: 'tool-call', block: 1, id: 'c1', name: 'b' },
    { type: 'tool-input', block: 0, json: '1}' },
    { type: 'tool-input', block: 1, json: '{"y":2}' },
    { type: 'finish', reason: 'tool-calls' },
  ];
  const call = parse({ model, input: 'Hi' });
  const typesOf = (kept: CallBody): string[] =>
    renderStream(server, chunks, kept).map(({ event = '', data }) => {
      const { index, event_id: id } =
        data === '[DONE]' ? {} : (JSON.parse(data) as { index?: number; event_id?: string });
      return [event, index, id].filter((each) => each !== undefined).join(' ');
    });

  it('is a stream of steps, which grow side by side where calls do', () => {
    expect(typesOf(call)).toEqual([
      'interaction.created',
      'interaction.status_update',
      'step.start 0',
      'step.delta 0',
      'step.start 1',
      'step.delta 0',
      'step.delta 1',
      'step.stop 0',
      'step.stop 1',
      'interaction.completed',
      'done',
    ]);
    expect(server.renderBody(chunks, call)).toMatchObject({
      id: 'v1_a',
      status: 'requires_action',
      object: 'interaction',
      steps: [
        { type: 'function_call', id: 'c0', name: 'a', arguments: { x: 1 } },
        { type: 'function_call', id: 'c1', name: 'b', arguments: { y: 2 } },
      ],
    });
  });

  it('has ids in the background, after which it is told on', () => {
    const kept = parse({ model, input: 'Hi', background: true });
    expect(server.isBackground?.(kept)).toBe(true);
    expect(typesOf(kept)[3]).toBe('step.delta 0 event_3');
    const frames = renderStream(server, chunks, kept);
    const ask = server.resumed?.('GET', '/v1beta/interactions/v1_a?stream=true&last_event_id=event_3');
    expect(ask).toMatchObject({ id: 'v1_a', stream: true, cursor: 'event_3' });
    expect(frames.filter((frame) => ask?.isAfter(frame) === true)).toEqual(frames.slice(4));
    expect(server.resumed?.('GET', '/v1beta/interactions/v1_a')).toMatchObject({ id: 'v1_a', stream: false });
    expect(server.resumed?.('POST', '/v1beta/interactions/v1_a')).toBeUndefined();
    expect(server.resumed?.('GET', '/v1beta/interactions')).toBeUndefined();
  });

  it('may be a refusal', () => {
    const error = new ReqLLMError('Wait.', { code: 'rate-limited', phase: 'headers', retryAfterMs: 1_500 });
    expect(server.renderError(error)).toMatchObject({
      status: 429,
      body: { error: { code: 'resource_exhausted', message: 'Wait.', details: [{ retryDelay: '1.5s' }] } },
    });
    expect(server.renderErrorEvent(error)).toMatchObject({ event: 'error' });
  });
});
