import type { ErrorCode, ReqLLMError } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import type { ServerCodec } from '../protocol.ts';
import { type OpenaiResponsesDialect, openaiResponsesDialect } from './dialect.ts';
import { parseRequest } from './server-parse.ts';
import { resumedBy } from './server-resume.ts';
import { renderBody, ResponsesWriter } from './server-render.ts';

/** The server's side of the Responses API in one host's dialect. */
export function openaiResponsesServer(differences: Partial<OpenaiResponsesDialect> = {}): ServerCodec {
  const dialect = openaiResponsesDialect(differences);
  return {
    protocol: 'openai-responses',
    framing: 'sse',
    matches: (method, path) => method === 'POST' && (path.split('?')[0] ?? '').endsWith(dialect.path),
    resumed: (method, path) => resumedBy(dialect, method, path),
    isBackground: (call) => call.providerOptions?.[dialect.vendor]?.['background'] === true,
    parse: (request) => parseRequest(request, dialect),
    openWriter: (call) => new ResponsesWriter(call, dialect),
    renderBody: (chunks, call) => renderBody(chunks, call, dialect),
    renderError: (error) => ({
      status: error.status === 404 ? 404 : faceOf(error).status,
      body: { error: errorObject(error) },
    }),
    renderErrorEvent: (error) => {
      const { code, message, param } = errorObject(error);
      return {
        event: 'error',
        data: JSON.stringify({ type: 'error', sequence_number: 0, code, message, param }),
      };
    },
  };
}

interface Face {
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
}

function errorObject(error: ReqLLMError): { message: string; type: string; param: null; code: Json } {
  const { type, code } = faceOf(error);
  return { message: error.message, type, param: null, code: error.providerCode ?? code };
}

// https://platform.openai.com/docs/guides/error-codes
function faceOf({ code }: { readonly code: ErrorCode }): Face {
  const refused = { status: 400, type: 'invalid_request_error' };
  switch (code) {
    case 'auth':
      return { ...refused, status: 401, code: 'invalid_api_key' };
    case 'permission':
      return { ...refused, status: 403, code: 'insufficient_permissions' };
    case 'model-not-found':
      return { ...refused, status: 404, code: 'model_not_found' };
    case 'quota':
    case 'budget':
      return { status: 429, type: 'insufficient_quota', code: 'insufficient_quota' };
    case 'rate-limited':
      return { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' };
    case 'overloaded':
      return { status: 503, type: 'server_error', code: 'server_is_overloaded' };
    case 'timeout':
      return { status: 408, type: 'server_error', code: 'timeout' };
    case 'context-overflow':
      return { ...refused, code: 'context_length_exceeded' };
    case 'content-filter':
      return { ...refused, code: 'content_policy_violation' };
    case 'unsupported':
      return { ...refused, code: 'unsupported_parameter' };
    case 'invalid-request':
    case 'config':
      return { ...refused, code: 'invalid_request_error' };
    default:
      return { status: 500, type: 'server_error', code: 'server_error' };
  }
}
