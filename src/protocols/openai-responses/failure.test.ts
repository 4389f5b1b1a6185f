import { describe, expect, it } from 'vitest';
import { failureInside, failureOfReply } from './failure.ts';

describe('failureOfReply', () => {
  it.each([
    [
      400,
      { error: { message: 'Too long', type: 'invalid_request_error', code: 'context_length_exceeded' } },
      'context-overflow',
      'context_length_exceeded',
    ],
    [
      400,
      { error: { message: 'Unknown thing', type: 'invalid_request_error', code: null } },
      'invalid-request',
      'invalid_request_error',
    ],
    [
      401,
      { error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } },
      'auth',
      'invalid_api_key',
    ],
    [
      404,
      { error: { message: 'Model not found gpt-5-codex', type: 'invalid_request_error' } },
      'model-not-found',
      'invalid_request_error',
    ],
    [
      429,
      { error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } },
      'quota',
      'insufficient_quota',
    ],
    [400, { code: 'invalid-argument', error: 'Incorrect API key provided.' }, 'auth', 'invalid-argument'],
    [500, { message: 'Internal' }, 'server', undefined],
  ])('%i %j', (status, body, code, providerCode) => {
    const error = failureOfReply(status, body, { 'x-request-id': 'req_1' });
    expect([error.code, error.providerCode, error.status, error.requestId]).toEqual([
      code,
      providerCode,
      status,
      'req_1',
    ]);
  });

  it('says the status where the body says nothing, and the title of a page', () => {
    expect(failureOfReply(502, '', {}).message).toContain('502');
    const page = failureOfReply(502, '<html><title>Bad gateway</title><body>secret</body></html>', {});
    expect(page.message).toBe('The provider answered with a web page: Bad gateway');
  });
});

describe('failureInside', () => {
  it('reads the error events of streams and of WebSockets', () => {
    const flat = failureInside({ type: 'error', code: null, message: 'The server had an error' }, 'stream');
    expect([flat.code, flat.retryable, flat.phase]).toEqual(['server', true, 'stream']);
    const nested = {
      type: 'error',
      status: 400,
      error: { code: 'previous_response_not_found', message: 'Not found' },
    };
    expect(failureInside(nested, 'stream')).toMatchObject({ code: 'invalid-request', status: 400 });
    expect(failureInside(undefined, 'stream').code).toBe('bad-response');
  });
});
