import { describe, expect, test } from 'vitest';
import { abortedError, connectionError, errorCode, proxyError, timeoutError } from './connection-error.ts';

const coded = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });

describe('connectionError', () => {
  test.each<[string, 'connect' | 'headers' | 'stream', string, boolean, RegExp]>([
    ['ECONNREFUSED', 'connect', 'network', true, /connection refused\. Is the server running\?$/],
    ['ConnectionRefused', 'connect', 'network', true, /connection refused/],
    ['ENOTFOUND', 'connect', 'network', true, /no such host/],
    ['EAI_AGAIN', 'connect', 'network', true, /look-up failed/],
    ['ENETUNREACH', 'connect', 'network', true, /no network/],
    ['ECONNRESET', 'connect', 'network', true, /^Cannot reach h\.example\. Check/],
    ['ECONNRESET', 'headers', 'network', true, /without an answer/],
    ['ECONNRESET', 'stream', 'network', true, /broke before the reply was complete/],
    ['', 'stream', 'network', true, /broke/],
    ['CERT_HAS_EXPIRED', 'connect', 'network', false, /\(CERT_HAS_EXPIRED\).*NODE_EXTRA_CA_CERTS/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'connect', 'network', false, /cannot be trusted/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'connect', 'network', false, /cannot be trusted/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'connect', 'network', false, /speaks https/],
    ['EPROTO', 'connect', 'network', false, /speaks https/],
    ['HPE_HEADER_OVERFLOW', 'headers', 'bad-response', false, /longer than allowed/],
    ['HPE_INVALID_CONSTANT', 'headers', 'bad-response', false, /not HTTP/],
    ['HPE_INVALID_CHUNK_SIZE', 'stream', 'bad-response', false, /not HTTP/],
  ])('%s while in %s', (code, phase, expected, retryable, wording) => {
    const error = connectionError(coded(code), 'h.example', phase);
    expect(error).toMatchObject({ code: expected, phase, retryable });
    expect(error.message).toMatch(wording);
    expect(error.message).toContain('h.example');
  });

  test('the cause is a copy without its own properties', () => {
    const cause = Object.assign(coded('ECONNRESET', 'read ECONNRESET'), {
      request: { headers: { authorization: 'sk-x' } },
    });
    expect(connectionError(cause, 'h', 'stream').cause).toEqual({
      name: 'Error',
      message: 'read ECONNRESET',
      code: 'ECONNRESET',
    });
  });

  test("Node's own tunnel error", () => {
    const cause = Object.assign(coded('ERR_PROXY_TUNNEL'), { statusCode: 407 });
    expect(connectionError(cause, 'h', 'connect').message).toMatch(
      /^The proxy refused a tunnel to h \(407\)\. Put its user name/,
    );
    expect(proxyError(undefined, 'h').message).toBe('The proxy refused a tunnel to h. Check HTTPS_PROXY.');
  });
});

test('errorCode looks into causes, as fetch hides them there', () => {
  expect(errorCode(new TypeError('fetch failed', { cause: coded('ECONNREFUSED') }))).toBe('ECONNREFUSED');
  expect(['text', null, undefined, new Error('plain'), { code: 7 }].map(errorCode)).toEqual([
    '',
    '',
    '',
    '',
    '',
  ]);
});

test('timeouts name the limit and the option', () => {
  expect(timeoutError('connect', 50, 'h')).toMatchObject({
    code: 'timeout',
    phase: 'connect',
    timeout: 'connect',
    retryable: true,
  });
  expect(timeoutError('headers', 50, 'h').message).toBe(
    'h sent no reply within 50 ms. Try again, or raise `timeout.headersMs`.',
  );
});

test('an abort carries its reason, whatever it is, and is never retried', () => {
  expect(abortedError(AbortSignal.abort(new Error('why')), 'headers')).toMatchObject({
    code: 'aborted',
    retryable: false,
    cause: { message: 'why' },
  });
  expect(abortedError(AbortSignal.abort('a text'), 'headers').cause).toBeUndefined();
});
