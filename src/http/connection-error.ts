import { ReqLLMError } from '../core/error.ts';

/** Where in an exchange something went wrong. */
export type ExchangePhase = 'connect' | 'headers' | 'stream';

/** What a failure of the runtime's network code means, in words that name the host and say what to do. */
export function connectionError(cause: unknown, host: string, phase: ExchangePhase): ReqLLMError {
  const code = errorCode(cause);
  if (code === 'ERR_PROXY_TUNNEL') return proxyError(proxyStatus(cause), host, cause);
  const isCertificate = /CERT|UNABLE_TO_|HOSTNAME_MISMATCH|CRL_/.test(code);
  const isHandshake = code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_');
  if (isCertificate) {
    return lost(
      `The certificate of ${host} cannot be trusted (${code}). If a company proxy or a private server signs it, name its CA file in NODE_EXTRA_CA_CERTS, or give an agent with it to nodeTransport() of reqllm/node.`,
      phase,
      false,
      cause,
    );
  }
  if (isHandshake)
    return lost(
      `Cannot make a TLS connection to ${host}. Check that the server speaks https on this port.`,
      phase,
      false,
      cause,
    );
  if (code === 'HPE_HEADER_OVERFLOW')
    return unreadable(
      `The headers of ${host}'s reply are longer than allowed. Check that the base URL is that of an API.`,
      phase,
      cause,
    );
  if (code.startsWith('HPE_'))
    return unreadable(
      `${host} sent something that is not HTTP. Check the base URL's scheme and port.`,
      phase,
      cause,
    );
  if (phase === 'stream')
    return lost(
      `The connection to ${host} broke before the reply was complete. Try again.`,
      phase,
      true,
      cause,
    );
  const problem = problems[code];
  if (problem !== undefined) return lost(`Cannot reach ${host}: ${problem}`, phase, true, cause);
  if (phase === 'headers')
    return lost(`${host} closed the connection without an answer. Try again.`, phase, true, cause);
  return lost(`Cannot reach ${host}. Check the base URL and the network.`, phase, true, cause);
}

/** The caller's signal fired. Its reason is carried on as the cause. */
export function abortedError(signal: AbortSignal, phase: ExchangePhase): ReqLLMError {
  return new ReqLLMError('The call was aborted by its signal.', {
    code: 'aborted',
    phase,
    cause: signal.reason,
  });
}

/** A time limit of the exchange ran out. */
export function timeoutError(timeout: 'connect' | 'headers', limitMs: number, host: string): ReqLLMError {
  const message =
    timeout === 'connect'
      ? `No connection to ${host} within ${limitMs} ms. Check the network, or raise \`timeout.connectMs\`.`
      : `${host} sent no reply within ${limitMs} ms. Try again, or raise \`timeout.headersMs\`.`;
  return new ReqLLMError(message, { code: 'timeout', phase: timeout, timeout, retryable: true });
}

/** The proxy did not open a tunnel to the host. */
export function proxyError(answer: number | undefined, host: string, cause?: unknown): ReqLLMError {
  // https-proxy-agent reads a number out of whatever came.
  const status = Number.isInteger(answer) ? answer : undefined;
  const why =
    status === 407
      ? ' (407). Put its user name and password into its address.'
      : status === undefined
        ? '. Check HTTPS_PROXY.'
        : ` (${status}). Check HTTPS_PROXY.`;
  return lost(
    `The proxy refused a tunnel to ${host}${why}`,
    'connect',
    status !== undefined && status >= 500,
    cause,
  );
}

/** The host answered with another protocol (101), though none was offered. */
export function switchedError(host: string): ReqLLMError {
  return unreadable(
    `${host} switched to another protocol (101), which was not asked for. Check the base URL.`,
    'headers',
    undefined,
  );
}

/** The reply's bytes cannot be decoded. */
export function encodingError(message: string, cause?: unknown): ReqLLMError {
  return unreadable(message, 'stream', cause);
}

/** The code of a runtime's error or of its cause, where fetch keeps it; an empty text when there is none. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined || cause === error ? '' : errorCode(cause);
}

// The second half is what Bun calls them.
const problems: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused. Is the server running?',
  ENOTFOUND: 'there is no such host. Check the base URL and the network.',
  EAI_AGAIN: 'the name look-up failed. Check the network, then try again.',
  ETIMEDOUT: 'the network gave up waiting for an answer. Check the network, then try again.',
  EHOSTUNREACH: 'there is no route to it. Check the network.',
  ENETUNREACH: 'there is no network. Check the connection.',
  EADDRNOTAVAIL: 'this machine has no free port or address left. Close connections, then try again.',
  EMFILE: 'this process has too many files and connections open. Close some, then try again.',
  ConnectionRefused: 'connection refused. Is the server running?',
  FailedToOpenSocket: 'connection refused. Is the server running?',
};

// Node keeps the status of a refused CONNECT in the error's `statusCode`.
function proxyStatus(cause: unknown): number | undefined {
  const { statusCode } = cause as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : undefined;
}

function lost(message: string, phase: ExchangePhase, retryable: boolean, cause: unknown): ReqLLMError {
  return new ReqLLMError(message, { code: 'network', phase, retryable, cause });
}

function unreadable(message: string, phase: ExchangePhase, cause: unknown): ReqLLMError {
  return new ReqLLMError(message, { code: 'bad-response', phase, cause });
}
