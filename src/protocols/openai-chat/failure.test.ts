import { describe, expect, it } from 'vitest';
import { failureInside, failureOfReply } from './failure.ts';

describe('failureOfReply', () => {
  it.each<[string, number, unknown, string, string, string | undefined]>([
    [
      'OpenAI',
      401,
      {
        error: {
          message: 'Incorrect API key provided: x.',
          type: 'invalid_request_error',
          param: null,
          code: 'invalid_api_key',
        },
      },
      'auth',
      'Incorrect API key provided: x.',
      'invalid_api_key',
    ],
    [
      'a type without a code',
      400,
      { error: { message: 'No.', type: 'invalid_request_error', code: null } },
      'invalid-request',
      'No.',
      'invalid_request_error',
    ],
    [
      'xAI',
      400,
      { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: x.' },
      'auth',
      'Incorrect API key provided: x.',
      'Client specified an invalid argument',
    ],
    [
      'Mistral, flat',
      429,
      { object: 'error', message: 'Rate limit exceeded', type: 'rate_limited', param: null, code: '1300' },
      'rate-limited',
      'Rate limit exceeded',
      '1300',
    ],
    [
      'Mistral, a list',
      422,
      { detail: [{ type: 'missing', loc: ['body', 'messages', 0], msg: 'Field required' }] },
      'invalid-request',
      'body.messages.0: Field required',
      undefined,
    ],
    ['AI21', 401, { detail: 'Unauthorized' }, 'auth', 'Unauthorized', undefined],
    [
      'OpenRouter, with the host’s own words',
      400,
      {
        error: {
          message: 'Provider returned error',
          code: 400,
          metadata: { raw: '{"error":{"message":"Too long"}}' },
        },
      },
      'invalid-request',
      'Provider returned error: Too long',
      '400',
    ],
    [
      'OpenRouter, with text',
      429,
      { error: { message: 'Provider returned error', code: 429, metadata: { raw: 'busy' } } },
      'rate-limited',
      'Provider returned error: busy',
      '429',
    ],
    [
      'Google, in a list',
      404,
      [{ error: { code: 404, message: 'models/x is not found', status: 'NOT_FOUND' } }],
      'model-not-found',
      'models/x is not found',
      'NOT_FOUND',
    ],
    ['GPUStack', 500, { code: 500, reason: 'Internal', message: 'Broken' }, 'server', 'Broken', '500'],
    [
      'Databricks',
      400,
      { error_code: 'BAD_REQUEST', message: 'Bad' },
      'invalid-request',
      'Bad',
      'BAD_REQUEST',
    ],
    [
      'a web page',
      502,
      '<html><head><title>502 Bad Gateway</title></head><body>…</body></html>',
      'server',
      'The provider answered with a web page: 502 Bad Gateway',
      undefined,
    ],
    ['plain text', 408, 'upstream request timeout', 'timeout', 'upstream request timeout', undefined],
    [
      'nothing',
      503,
      '',
      'overloaded',
      'The provider answered with status 503 and no readable error.',
      undefined,
    ],
    [
      'something else',
      500,
      { a: [1] },
      'server',
      'The provider answered with status 500 and no readable error.',
      undefined,
    ],
  ])('%s', (_title, status, body, code, message, providerCode) => {
    const error = failureOfReply(status, body, { 'x-request-id': 'req_1' });
    expect({ code: error.code, message: error.message, providerCode: error.providerCode }).toEqual({
      code,
      message,
      providerCode,
    });
    expect(error).toMatchObject({ status, requestId: 'req_1', phase: 'headers' });
  });

  it('survives any shape', () => {
    for (const body of [
      { detail: [{ msg: 'x', loc: [{ toString: null }] }] },
      { message: { message: 'in' } },
      { error: {} },
      { error: [] },
    ]) {
      expect(failureOfReply(400, body, {}).code).toBe('invalid-request');
    }
  });
});

describe('failureInside', () => {
  it('takes the status that the error tells', () => {
    const error = failureInside(
      {
        error: {
          message: 'Tool call validation failed: x not allowed',
          type: 'invalid_request_error',
          code: 'tool_use_failed',
          status_code: 400,
        },
      },
      'stream',
    );
    expect(error).toMatchObject({
      code: 'invalid-request',
      status: 400,
      providerCode: 'tool_use_failed',
      phase: 'stream',
      retryable: false,
    });
  });

  it.each([
    [{ choices: [] }],
    [{ error: null, choices: [] }],
    [{ error: {}, choices: [] }, true],
    [{ id: 'x', base_resp: { status_code: 0, status_msg: '' }, choices: [] }],
    [{ choices: [], message: 'fine' }],
    [{}],
  ])('finds %j to be %s', (reply, isError = false) => {
    expect(failureInside(reply, 'decode') !== undefined).toBe(isError);
  });
});
