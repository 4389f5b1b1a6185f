import { describe, expect, it } from 'vitest';
import { failureInside, failureOfReply } from './failure.ts';

const quota = (quotaId: string, retryDelay?: string): unknown => ({
  error: {
    code: 429,
    message: 'You exceeded your current quota, please check your plan and billing details.',
    status: 'RESOURCE_EXHAUSTED',
    details: [{ violations: [{ quotaId }] }, ...(retryDelay === undefined ? [] : [{ retryDelay }])],
  },
});

describe('failureOfReply', () => {
  it('tells a spent minute from a spent day', () => {
    expect(
      failureOfReply(429, quota('GenerateContentInputTokensPerModelPerMinute-FreeTier', '34.4s'), {}),
    ).toMatchObject({
      code: 'rate-limited',
      retryable: true,
      retryAfterMs: 34_400,
    });
    expect(
      failureOfReply(429, quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier', '5s'), {}),
    ).toMatchObject({
      code: 'quota',
      retryable: false,
    });
  });

  it.each([
    [400, 'API key not valid. Please pass a valid API key.', 'INVALID_ARGUMENT', 'auth'],
    [
      400,
      'The input token count (1250060) exceeds the maximum number of tokens allowed (1048575).',
      'INVALID_ARGUMENT',
      'context-overflow',
    ],
    [404, 'models/gemini-9 is not found for API version v1beta', 'NOT_FOUND', 'model-not-found'],
    [503, 'The model is overloaded. Please try again later.', 'UNAVAILABLE', 'overloaded'],
    [500, 'An internal error has occurred.', 'INTERNAL', 'server'],
  ])('%i %s', (status, message, name, code) => {
    const error = failureOfReply(
      status,
      { error: { code: status, message, status: name } },
      { 'x-request-id': 'q1' },
    );
    expect(error).toMatchObject({ code, status, message, providerCode: name, requestId: 'q1' });
  });

  it('knows an expired key by its reason, in a list too', () => {
    const error = {
      code: 400,
      message: 'API key expired.',
      status: 'INVALID_ARGUMENT',
      details: [{ reason: 'API_KEY_INVALID' }],
    };
    expect(failureOfReply(400, [{ error }], {}).code).toBe('auth');
  });

  it('gives a sentence for bodies that are no JSON', () => {
    expect(failureOfReply(502, '<html><body>Bad</body></html>', {}).message).toBe(
      'Google answered 502 without saying why.',
    );
    expect(failureOfReply(400, 'No providers found', {}).message).toBe('No providers found');
    expect(failureOfReply(500, null, {}).code).toBe('server');
  });
});

it('failureInside takes the status from the code', () => {
  expect(failureInside({ code: 429, message: 'slow', status: 'RESOURCE_EXHAUSTED' }, 'stream')).toMatchObject(
    {
      code: 'rate-limited',
      status: 429,
      phase: 'stream',
      retryable: true,
    },
  );
  expect(failureInside('odd', 'decode').status).toBeUndefined();
});
