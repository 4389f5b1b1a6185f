import type { ErrorCode, ReqLLMError } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import type { ServerCodec } from '../protocol.ts';
import { type AnthropicMessagesDialect, anthropicMessagesDialect } from './dialect.ts';
import { statusOfType } from './failure.ts';
import { modelInPath, parseRequest } from './server-parse.ts';
import { MessagesWriter } from './server-render.ts';
import { renderBody } from './server-render-body.ts';

/** The provider's side of the Messages format, as one host speaks it. */
export function anthropicMessagesServer(dialect: Partial<AnthropicMessagesDialect> = {}): ServerCodec {
  const full = anthropicMessagesDialect(dialect);
  const paths = [full.path, full.streamPath ?? full.path];
  return {
    protocol: 'anthropic-messages',
    framing: 'sse',
    matches: (method, path) =>
      method === 'POST' && paths.some((each) => modelInPath(each, path) !== undefined),
    parse: (request) => parseRequest(full, request),
    openWriter: (call) => new MessagesWriter(full.vendor, call.model.id),
    renderBody: (chunks, call) => renderBody(full.vendor, chunks, call),
    renderError: (error) => ({ status: statusOf(error), body: errorBody(error) }),
    renderErrorEvent: (error) => ({ event: 'error', data: JSON.stringify(errorBody(error)) }),
  };
}

// The nearest of Anthropic's types for each of our codes.
const typeOfCode: Readonly<Record<ErrorCode, string>> = {
  auth: 'authentication_error',
  permission: 'permission_error',
  quota: 'billing_error',
  'rate-limited': 'rate_limit_error',
  overloaded: 'overloaded_error',
  server: 'api_error',
  network: 'api_error',
  timeout: 'timeout_error',
  aborted: 'api_error',
  truncated: 'api_error',
  'invalid-request': 'invalid_request_error',
  unsupported: 'invalid_request_error',
  'model-not-found': 'not_found_error',
  'context-overflow': 'request_too_large',
  'content-filter': 'invalid_request_error',
  refusal: 'invalid_request_error',
  'bad-response': 'api_error',
  'schema-mismatch': 'api_error',
  'tool-input': 'invalid_request_error',
  'tool-failed': 'api_error',
  budget: 'billing_error',
  config: 'invalid_request_error',
};

function typeOf({ code, providerCode }: ReqLLMError): string {
  return providerCode !== undefined && Object.hasOwn(statusOfType, providerCode)
    ? providerCode
    : typeOfCode[code];
}

function statusOf(error: ReqLLMError): number {
  return error.status ?? statusOfType[typeOf(error)] ?? 500;
}

function errorBody(error: ReqLLMError): Json {
  const { message, requestId } = error;
  return {
    type: 'error',
    error: { type: typeOf(error), message },
    ...(requestId === undefined ? {} : { request_id: requestId }),
  };
}
