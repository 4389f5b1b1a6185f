import { describe, expect, it } from 'vitest';
import { failureOf } from './failure.ts';

describe('failureOf', () => {
  it.each([
    [401, 'Incorrect API key provided', undefined, 'auth', false],
    [403, 'You have no access to this resource', undefined, 'permission', false],
    [404, 'The model `gpt-9` does not exist', 'model_not_found', 'model-not-found', false],
    [404, 'Not Found', undefined, 'invalid-request', false],
    [429, 'Rate limit reached for requests', 'rate_limit_exceeded', 'rate-limited', true],
    [429, 'You exceeded your current quota, please check your plan', 'insufficient_quota', 'quota', false],
    [
      400,
      "This model's maximum context length is 8192 tokens",
      'context_length_exceeded',
      'context-overflow',
      false,
    ],
    [
      400,
      'prompt is too long: 210000 tokens > 200000 maximum',
      'invalid_request_error',
      'context-overflow',
      false,
    ],
    [400, 'Unsupported parameter: temperature', 'unsupported_parameter', 'invalid-request', false],
    [400, 'Your credit balance is too low', 'invalid_request_error', 'quota', false],
    [402, 'Payment required', undefined, 'quota', false],
    [500, 'Internal error', 'api_error', 'server', true],
    [503, 'Service unavailable', undefined, 'overloaded', true],
    [529, 'Overloaded', 'overloaded_error', 'overloaded', true],
    [undefined, 'Overloaded', 'overloaded_error', 'overloaded', true],
    [501, 'Not implemented', undefined, 'server', false],
    // From recorded bodies of OpenAI, Anthropic, Bedrock, Google and Mistral.
    [
      400,
      'Requested 1228288 tokens, max 300000 tokens per request',
      'max_tokens_per_request',
      'context-overflow',
      false,
    ],
    [
      429,
      'Request too large for gpt-5-nano on tokens per min (TPM): Limit 200000, Requested 2500013.',
      'rate_limit_exceeded',
      'rate-limited',
      false,
    ],
    [
      404,
      'This is not a chat model and thus not supported in the v1/chat/completions endpoint.',
      'invalid_request_error',
      'unsupported',
      false,
    ],
    [
      400,
      "Unsupported value: 'none' is not supported with the 'gpt-5-mini' model.",
      'unsupported_value',
      'unsupported',
      false,
    ],
    [
      400,
      "Unsupported value: 'messages[0].role' does not support 'developer' with this model.",
      'unsupported_value',
      'unsupported',
      false,
    ],
    [400, 'Web search options not supported with this model.', 'invalid_request_error', 'unsupported', false],
    [400, "This model does not support effort level 'xhigh'.", 'invalid_request_error', 'unsupported', false],
    [400, "This model doesn't support tool use.", 'ValidationException', 'unsupported', false],
    [
      400,
      'Thinking level MINIMAL is not supported for this model.',
      'INVALID_ARGUMENT',
      'unsupported',
      false,
    ],
    [400, 'Penalty is not enabled for models/gemini-2.5-pro', 'INVALID_ARGUMENT', 'unsupported', false],
    [
      400,
      "A request containing images has been given to a model which does not have the 'vision' capability.",
      'invalid_request_error',
      'unsupported',
      false,
    ],
    [400, "For 'array' type, property 'maxItems' is not supported", undefined, 'invalid-request', false],
  ])('%s %s', (status, message, providerCode, code, retryable) => {
    const error = failureOf({
      message,
      ...(status === undefined ? {} : { status }),
      ...(providerCode === undefined ? {} : { providerCode }),
    });
    expect(error).toMatchObject({ code, retryable });
  });

  it('cuts endless messages', () => {
    expect(failureOf({ status: 500, message: 'x'.repeat(100_000) }).message.length).toBeLessThan(2_100);
  });

  it('is done with megabytes of words that are nearly those it looks for', () => {
    const long = (part: string): string => part.repeat(4_000_000 / part.length);
    for (const part of ['models/', 'model ', 'exceeds the max', '-ey']) {
      const error = failureOf({ message: long(part), providerCode: long(part), requestId: long(part) });
      expect(error.providerCode?.length).toBeLessThanOrEqual(256);
      expect(error.requestId?.length).toBeLessThanOrEqual(256);
    }
  });
});
