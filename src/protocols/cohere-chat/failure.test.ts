import { describe, expect, it } from 'vitest';
import { ReqLLMError } from '../../core/error.ts';
import { failureOfReply } from './failure.ts';
import { cohereChatServer } from './server.ts';

describe('error bodies', () => {
  it.each([
    // Recorded.
    [401, { id: 'i', message: 'invalid api token' }, { code: 'auth', requestId: 'i' }],
    [
      400,
      {
        id: 'i',
        error_type: 'TOO_MANY_TOKENS',
        message: 'too many tokens: size limit exceeded by 9 tokens.',
      },
      { code: 'context-overflow', providerCode: 'TOO_MANY_TOKENS', retryable: false },
    ],
    // From Cohere's pages.
    [
      429,
      { message: 'You are using a Trial key, which is limited to 40 API calls / minute.' },
      { code: 'rate-limited', retryable: true },
    ],
    [
      429,
      { message: 'You are using a Trial key, which is limited to 1000 API calls / month.' },
      { code: 'quota', retryable: false },
    ],
    [
      404,
      { message: "model 'x' not found, make sure the correct model ID was used" },
      { code: 'model-not-found' },
    ],
    [498, { message: 'invalid token' }, { code: 'auth', retryable: false }],
    [503, 'upstream connect error', { code: 'overloaded', message: 'upstream connect error' }],
    [500, '<html>', { code: 'server', message: 'Cohere answered 500 without saying why.' }],
    [400, { data: 'bad' }, { code: 'invalid-request', message: 'bad' }],
    [400, null, { code: 'invalid-request' }],
  ])('%i %j', (status, body, facts) => {
    expect(failureOfReply(status, body, {})).toMatchObject({ ...facts, status });
  });

  it('the header names the request before the body does', () => {
    const error = failureOfReply(500, { id: 'i', message: 'm' }, { 'x-debug-trace-id': 't' });
    expect(error.requestId).toBe('t');
  });

  it.each([
    'auth',
    'rate-limited',
    'overloaded',
    'model-not-found',
    'context-overflow',
    'invalid-request',
  ] as const)('what the server says about %s is read as that', (code) => {
    const { status, body } = cohereChatServer().renderError(
      new ReqLLMError('Something with the model.', { code, phase: 'headers' }),
    );
    expect(failureOfReply(status, body, {}).code).toBe(code);
  });
});
