import { describe, expect, it } from 'vitest';
import type { CallBody } from '../../core/call.ts';
import type { Chunk } from '../../core/chunk.ts';
import { isReqLLMError, ReqLLMError } from '../../core/error.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { modelOf } from '../../core/model.ts';
import { renderStream } from '../protocol.ts';
import { openaiResponsesCodec } from './codec.ts';
import { openaiResponsesServer } from './server.ts';

const server = openaiResponsesServer();
const parse = (body: JsonObject): CallBody => server.parse({ path: '/v1/responses', headers: {}, body });
const call: CallBody = { model: modelOf({ provider: 'openai', id: 'gpt-5' }), messages: [], stream: true };

function refusalOf(body: JsonObject): string {
  try {
    parse(body);
  } catch (error) {
    if (isReqLLMError(error) && error.code === 'invalid-request') return error.message;
    throw error;
  }
  return 'accepted';
}

describe('matches', () => {
  it.each([
    ['POST', '/v1/responses', true],
    ['POST', '/v1/responses?api-version=v1', true],
    ['GET', '/v1/responses', false],
    ['POST', '/v1/responses/resp_1/cancel', false],
    ['POST', '/v1/chat/completions', false],
  ])('%s %s', (method, path, is) => expect(server.matches(method, path)).toBe(is));
});

describe('parse', () => {
  it('reads a text, instructions and what only this vendor has', () => {
    expect(
      parse({ model: 'gpt-5', input: 'Hi', instructions: 'Be kind', truncation: 'auto', user: null }),
    ).toEqual({
      model: modelOf({ provider: 'openai', id: 'gpt-5' }),
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'Be kind' }] },
        { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      ],
      stream: false,
      providerOptions: { openai: { truncation: 'auto' } },
    });
  });

  const call1 = { type: 'function_call', call_id: 'c1', name: 'add', arguments: '{}' };
  const output1 = { type: 'function_call_output', call_id: 'c1', output: '2' };

  it.each<[string, JsonObject]>([
    ["Missing required parameter: 'model'.", { input: 'Hi' }],
    ["Missing required parameter: 'input'.", {}],
    [
      "Invalid value: 'tool'. Supported values are: 'assistant', 'system', 'developer', 'user'.",
      { input: [{ role: 'tool', content: 'x' }] },
    ],
    ['No tool output found for function call c1.', { input: [call1] }],
    ['No tool call found for function call output with call_id c1.', { input: [output1] }],
    [
      "Unsupported parameter: 'response_format'. In the Responses API, this parameter has moved to 'text.format'.",
      { input: 'Hi', response_format: {} },
    ],
    ["Unknown parameter: 'seed'.", { input: 'Hi', seed: 1 }],
    [
      "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 1 instead.",
      { input: 'Hi', max_output_tokens: 1 },
    ],
    [
      "Tool choice 'x' not found in 'tools' parameter.",
      { input: 'Hi', tool_choice: { type: 'function', name: 'x' } },
    ],
    [
      "Invalid value: 'input_audio'. Supported values are: 'input_text', 'input_image', 'input_file'.",
      { input: [{ role: 'user', content: [{ type: 'input_audio' }] }] },
    ],
    ['accepted', { input: [output1], previous_response_id: 'resp_1' }],
    ['accepted', { input: [call1, output1] }],
  ])('%s', (message, body) => {
    const whole = message.includes("'model'") ? body : { model: 'gpt-5', ...body };
    expect(refusalOf(whole)).toBe(message);
  });
});

describe('render', () => {
  const chunks: Chunk[] = [
    { type: 'start', id: 'resp_7', model: 'gpt-5' },
    { type: 'reasoning', block: 0, text: 'Hm' },
    { type: 'text', block: 1, text: 'Hi' },
    { type: 'tool-call', block: 2, id: 'c1', name: 'add' },
    { type: 'tool-call', block: 3, id: 'c2', name: 'add' },
    { type: 'tool-input', block: 3, json: '{"b":2}' },
    { type: 'tool-input', block: 2, json: '{"a":1}' },
    { type: 'finish', reason: 'tool-calls' },
  ];
  const frames = renderStream(server, chunks, call);
  const events = frames.map(({ data }) => JSON.parse(data) as JsonObject);

  it('announces, grows and ends every item, in order', () => {
    expect(frames.map(({ event }) => event)).toEqual(events.map(({ type }) => type));
    expect(events.map((event) => event['sequence_number'])).toEqual(events.map((_, index) => index));
    expect(
      events.map(({ type, output_index: index }) =>
        typeof index === 'number' ? `${type as string} ${index}` : type,
      ),
    ).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added 0',
      'response.reasoning_summary_part.added 0',
      'response.reasoning_summary_text.delta 0',
      'response.reasoning_summary_text.done 0',
      'response.reasoning_summary_part.done 0',
      'response.output_item.done 0',
      'response.output_item.added 1',
      'response.content_part.added 1',
      'response.output_text.delta 1',
      'response.output_text.done 1',
      'response.content_part.done 1',
      'response.output_item.done 1',
      'response.output_item.added 2',
      'response.output_item.added 3',
      'response.function_call_arguments.delta 3',
      'response.function_call_arguments.delta 2',
      'response.function_call_arguments.done 2',
      'response.output_item.done 2',
      'response.function_call_arguments.done 3',
      'response.output_item.done 3',
      'response.completed',
    ]);
  });

  it('ends with the response that the body is', () => {
    const last = events.at(-1)?.['response'] as JsonObject;
    expect(last).toEqual(server.renderBody(chunks, call));
    expect(last['output']).toMatchObject([
      { type: 'reasoning', id: 'rs_7_0', summary: [{ text: 'Hm' }] },
      { type: 'message', id: 'msg_7_1', content: [{ text: 'Hi' }] },
      { type: 'function_call', id: 'fc_7_2', call_id: 'c1', arguments: '{"a":1}' },
      { type: 'function_call', id: 'fc_7_3', call_id: 'c2', arguments: '{"b":2}' },
    ]);
  });
});

describe('errors', () => {
  it.each([
    ['auth', 401, 'invalid_api_key'],
    ['quota', 429, 'insufficient_quota'],
    ['rate-limited', 429, 'rate_limit_exceeded'],
    ['overloaded', 503, 'server_is_overloaded'],
    ['model-not-found', 404, 'model_not_found'],
    ['context-overflow', 400, 'context_length_exceeded'],
    ['content-filter', 400, 'content_policy_violation'],
    ['invalid-request', 400, 'invalid_request_error'],
    ['server', 500, 'server_error'],
  ] as const)('%s survives the way there and back', (code, status, providerCode) => {
    const rendered = server.renderError(new ReqLLMError('It went wrong.', { code, phase: 'headers' }));
    expect(rendered).toMatchObject({
      status,
      body: { error: { code: providerCode, message: 'It went wrong.' } },
    });
    expect(openaiResponsesCodec().fail(status, rendered.body, {}).code).toBe(code);
  });

  it('reports a failure in the middle of a stream', () => {
    const event = server.renderErrorEvent(new ReqLLMError('Busy', { code: 'overloaded', phase: 'stream' }));
    const read = (): Json =>
      openaiResponsesCodec()
        .open()
        .read(event, () => undefined);
    expect(read).toThrow('Busy');
  });
});
