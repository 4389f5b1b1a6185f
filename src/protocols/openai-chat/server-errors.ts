import type { ErrorCode, ReqLLMError } from '../../core/error.ts';
import { ReqLLMError as Failure } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import type { WireEvent } from '../../wire/event.ts';

type Shape = readonly [status: number, type: string, code: string | null];

// OpenAI's statuses, types and codes, from its error page and the recordings.
const shapes: Readonly<Partial<Record<ErrorCode, Shape>>> = {
  auth: [401, 'invalid_request_error', 'invalid_api_key'],
  permission: [403, 'invalid_request_error', 'permission_denied'],
  quota: [429, 'insufficient_quota', 'insufficient_quota'],
  'rate-limited': [429, 'requests', 'rate_limit_exceeded'],
  overloaded: [503, 'server_error', 'overloaded'],
  timeout: [408, 'server_error', 'timeout'],
  'invalid-request': [400, 'invalid_request_error', null],
  unsupported: [400, 'invalid_request_error', 'unsupported_value'],
  'model-not-found': [404, 'invalid_request_error', 'model_not_found'],
  'context-overflow': [400, 'invalid_request_error', 'context_length_exceeded'],
  'content-filter': [400, 'invalid_request_error', 'content_filter'],
  config: [400, 'invalid_request_error', null],
};

/** A refusal as OpenAI words it. */
export function renderError(error: ReqLLMError): { readonly status: number; readonly body: Json } {
  const [status, type, code] = shapes[error.code] ?? [
    error.status !== undefined && error.status >= 500 ? error.status : 500,
    'server_error',
    null,
  ];
  return { status, body: { error: { message: error.message, type, param: null, code } } };
}

/** A failure in the middle of a stream: an error object in place of choices. */
export function renderErrorEvent(error: ReqLLMError): WireEvent {
  return { data: JSON.stringify(renderError(error).body) };
}

/** The error for a request that OpenAI would answer with 400. */
export function refused(message: string): ReqLLMError {
  return new Failure(message, { code: 'invalid-request', phase: 'decode', status: 400 });
}
