import { describe, expect, it } from 'vitest';
import { failureOf } from '../core/failure.ts';
import { awsEventOf, awsFaceOf, awsFailure, awsStreamFailure, isAwsFailure } from './aws-exception.ts';

describe('awsFailure', () => {
  // Bodies of Bedrock as they were recorded.
  it.each([
    [429, { __type: 'ThrottlingException', message: 'Rate exceeded' }, 'rate-limited', true],
    [429, { message: 'Too many requests, please wait before trying again.' }, 'rate-limited', true],
    [500, { __type: 'InternalServerError', message: 'Internal error' }, 'server', true],
    [
      503,
      { message: 'Service capacity limit has been reached. Please try again later.' },
      'overloaded',
      true,
    ],
    [503, { message: 'Model is getting throttled. Try your request again.' }, 'overloaded', true],
    [403, { message: 'The security token included in the request is invalid.' }, 'auth', false],
    [
      403,
      { Message: 'Signature expired: 20251102T171419Z is now earlier than 20251102T171519Z' },
      'auth',
      false,
    ],
    [
      403,
      { message: "You don't have access to the model with the specified model ID." },
      'permission',
      false,
    ],
    [404, { message: 'This model version has reached the end of its life.' }, 'model-not-found', false],
    [400, { message: 'The provided model identifier is invalid.' }, 'model-not-found', false],
    [400, { message: 'Input is too long for requested model.' }, 'context-overflow', false],
    [400, { message: 'too many total text bytes: 10000002 > 9000000' }, 'context-overflow', false],
    [
      400,
      { message: 'Input Tokens Exceeded: Number of input tokens exceeds maximum length.' },
      'context-overflow',
      false,
    ],
    [
      400,
      { message: 'The model returned the following errors: Provided S3Location not found' },
      'invalid-request',
      false,
    ],
    [400, { message: "This model doesn't support tool use." }, 'unsupported', false],
  ])('%s %o is %s', (status, body, code, retryable) => {
    expect(awsFailure(status, body, {})).toMatchObject({ status, code, retryable });
  });

  it('takes the type and the request from the headers', () => {
    const headers = {
      'x-amzn-errortype': 'ExpiredTokenException:http://internal.amazon.com/coral/',
      'x-amzn-requestid': 'a-b-c',
    };
    const error = awsFailure(403, { message: 'The token is old' }, headers);
    expect(error).toMatchObject({ code: 'auth', providerCode: 'ExpiredTokenException', requestId: 'a-b-c' });
  });

  it('leaves out the canonical request, which holds the session token', () => {
    const message =
      "The request signature we calculated does not match.\n\nThe Canonical String for this request should have been\n'POST\nx-amz-security-token:FQoGZXIvYXdzE'";
    const error = awsFailure(403, { message }, {});
    expect(error).toMatchObject({
      code: 'auth',
      message: 'The request signature we calculated does not match.',
    });
  });

  it.each([[''], ['<html><body>502</body></html>'], [null], [[]], [{ message: 7 }]])(
    'finds a sentence for %o',
    (body) => {
      expect(awsFailure(502, body, {})).toMatchObject({
        code: 'server',
        message: 'AWS answered 502 without saying why.',
      });
    },
  );
});

describe('a failure in a stream', () => {
  it.each([
    ['throttlingException', 'rate-limited', true],
    ['modelStreamErrorException', 'server', true],
    ['internalServerException', 'server', true],
    ['modelTimeoutException', 'timeout', true],
    ['serviceUnavailableException', 'overloaded', true],
    ['validationException', 'invalid-request', false],
    ['somethingNewException', 'bad-response', false],
  ])('%s is %s', (name, code, retryable) => {
    const event = { event: `exception:${name}`, data: '{"message":"It stopped"}' };
    expect(isAwsFailure(event)).toBe(true);
    expect(awsStreamFailure(event)).toMatchObject({ code, retryable, phase: 'stream', providerCode: name });
  });

  it('says what the model said', () => {
    const data =
      '{"message":"Model Stream Error","originalStatusCode":424,"originalMessage":"Upstream failed"}';
    const error = awsStreamFailure({ event: 'exception:modelStreamErrorException', data });
    expect(error.message).toBe('Model Stream Error: Upstream failed');
  });

  it('does not repeat the request that Mistral puts into its complaints', () => {
    const detail = [
      { loc: ['body', 'seed'], msg: 'Extra inputs are not permitted', input: 'a secret prompt' },
    ];
    const data = JSON.stringify({ message: JSON.stringify({ detail }) });
    const error = awsStreamFailure({ event: 'exception:validationException', data });
    expect(error.message).toBe('body.seed: Extra inputs are not permitted');
  });

  it('is no failure when it is an event', () => {
    expect(isAwsFailure({ event: 'messageStop', data: '{}' })).toBe(false);
    expect(isAwsFailure({ data: '{}' })).toBe(false);
  });
});

describe('awsFaceOf', () => {
  it.each([
    [401, 'UnrecognizedClientException', 403],
    [403, 'AccessDeniedException', 403],
    [404, 'ResourceNotFoundException', 404],
    [429, 'ThrottlingException', 429],
    [500, 'InternalServerException', 500],
    [529, 'ServiceUnavailableException', 503],
  ])('of our %s is %s', (status, name, sent) => {
    const error = failureOf({ status, message: status === 404 ? 'no such model' : 'It failed' });
    expect(awsFaceOf(error)).toMatchObject({ name, status: sent });
    const again = awsStreamFailure(awsEventOf(error));
    expect(again.code).toBe(error.code);
  });

  it('keeps the name that the host gave, where it still says what the error is', () => {
    const error = awsStreamFailure({
      event: 'exception:modelNotReadyException',
      data: '{"message":"Still warm."}',
    });
    expect(awsFaceOf(error).name).toBe('ModelNotReadyException');
    expect(awsEventOf(error)).toEqual({
      event: 'exception:modelNotReadyException',
      data: '{"message":"Still warm."}',
    });
    expect(awsFaceOf(error.with({ code: 'auth' })).name).not.toBe('ModelNotReadyException');
  });
});
