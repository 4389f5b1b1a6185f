import { expect, it } from 'vitest';
import { failureOfReply } from './failure.ts';

const said = (type: string, message: string) => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_1',
});

it.each([
  [
    400,
    said('invalid_request_error', 'prompt is too long: 200016 tokens > 200000 maximum'),
    'context-overflow',
    false,
  ],
  [
    400,
    said('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'),
    'quota',
    false,
  ],
  [400, said('invalid_request_error', 'max_tokens: Field required'), 'invalid-request', false],
  [401, said('authentication_error', 'invalid x-api-key'), 'auth', false],
  [403, said('permission_error', 'no'), 'permission', false],
  [404, said('not_found_error', 'model: claude-sonet-4-5'), 'model-not-found', false],
  [413, said('request_too_large', 'too large'), 'context-overflow', false],
  [429, said('rate_limit_error', 'slow down'), 'rate-limited', true],
  [500, said('api_error', 'Internal server error'), 'server', true],
  [529, said('overloaded_error', 'Overloaded'), 'overloaded', true],
])('%d %j is %s', (status, body, code, retryable) => {
  expect(failureOfReply(status, body, {})).toMatchObject({
    status,
    code,
    retryable,
    providerCode: body.error.type,
    requestId: 'req_1',
  });
});

it('reads the bodies of the hosts in between', () => {
  expect(
    failureOfReply(400, { message: 'Input is too long for requested model.' }, { 'x-amzn-requestid': 'a' }),
  ).toMatchObject({ code: 'context-overflow', requestId: 'a' });
  expect(
    failureOfReply(
      404,
      [{ error: { code: 404, status: 'NOT_FOUND', message: 'Publisher model not found' } }],
      {},
    ),
  ).toMatchObject({ code: 'model-not-found', providerCode: 'NOT_FOUND' });
  expect(failureOfReply(500, { base_resp: { status_code: 1000, status_msg: 'broken' } }, {})).toMatchObject({
    code: 'server',
    message: 'broken',
    providerCode: '1000',
  });
  expect(failureOfReply(502, '<html><title>502 Bad Gateway</title><body>x</body></html>', {}).message).toBe(
    'The provider answered with a web page: 502 Bad Gateway',
  );
  expect(failureOfReply(503, '', {}).message).toContain('503');
});
