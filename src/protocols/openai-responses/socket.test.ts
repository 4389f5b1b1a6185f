import { describe, expect, it } from 'vitest';
import type { Call } from '../../core/call.ts';
import { failureOf } from '../../core/failure.ts';
import { modelOf } from '../../core/model.ts';
import { openaiResponsesSocketCodec, openaiResponsesSocketServer } from './socket.ts';

const codec = openaiResponsesSocketCodec();
const server = openaiResponsesSocketServer();

function call(changes: Partial<Call> = {}): Call {
  return {
    operation: 'text',
    model: modelOf({ provider: 'openai', id: 'gpt-5.5' }),
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    stream: true,
    control: {} as Call['control'],
    ...changes,
  };
}

describe('a request over a WebSocket', () => {
  it('is a message that says what it is, and nothing of how it travels', () => {
    const request = codec.encode(call());
    expect(request).toMatchObject({ method: 'GET', path: '/responses', changes: [] });
    expect(request.body).toEqual({
      type: 'response.create',
      model: 'gpt-5.5',
      input: [{ role: 'user', content: 'Hi' }],
    });
    expect(request.socket).toEqual({
      ends: expect.arrayContaining(['response.completed', 'response.failed']) as unknown,
    });
  });

  it('asks for the connection that knows the response before', () => {
    const providerOptions = { openai: { previousResponseId: 'resp_1', store: false } };
    expect(codec.encode(call({ providerOptions })).socket).toMatchObject({ follows: 'resp_1' });
  });

  it('says that nothing is made in the background', () => {
    const { body, changes } = codec.encode(call({ providerOptions: { openai: { background: true } } }));
    expect(body).not.toHaveProperty('background');
    expect(changes).toMatchObject([{ code: 'dropped', setting: 'background' }]);
  });

  it('is one in the same format as over HTTP, so that thoughts go back either way', () => {
    expect(codec.protocol).toBe('openai-responses');
  });
});

describe('the server’s side of it', () => {
  it.each([
    ['GET', '/v1/responses', true],
    ['GET', '/v1/responses?x=1', true],
    ['POST', '/v1/responses', false],
    ['GET', '/v1/models', false],
  ])('%s %s: %s', (method, path, isMine) => {
    expect(server.matches(method, path)).toBe(isMine);
  });

  it.each([
    [[], 'no JSON object'],
    [{ model: 'm', input: 'Hi' }, "Invalid value: 'undefined'"],
    [{ type: 'session.update', model: 'm', input: 'Hi' }, "'response.create'"],
  ])('refuses %j', (body, message) => {
    expect(() => server.parse({ path: '/responses', headers: {}, body })).toThrow(message);
  });

  it('reports errors with their status, which comes back', () => {
    const event = server.renderErrorEvent(failureOf({ status: 429, message: 'Slow down' }));
    const reader = codec.open();
    expect(() => reader.read(event, () => {})).toThrow(
      expect.objectContaining({ code: 'rate-limited', status: 429, retryable: true }) as Error,
    );
  });
});
