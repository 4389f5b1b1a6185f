import type { ErrorCode } from 'reqllm';

/** What a recorded refusal is, told from its status and words alone: other code than ours, and fewer words. */
export interface ErrorKind {
  readonly code: ErrorCode;
  holds(status: number, body: string): boolean;
}

const spent = /insufficient_quota|credit balance is too low|requires more credits/;
const busy = /overloaded|is at capacity/i;

/** The first that holds counts. What none of them knows is not looked at. */
export const errorKinds: readonly ErrorKind[] = [
  {
    code: 'auth',
    holds: (status, body) =>
      status === 401 ||
      ([400, 403].includes(status) &&
        /API key not valid|Incorrect API key|security token included|Signature expired/.test(body)),
  },
  { code: 'quota', holds: (status, body) => status === 402 || spent.test(body) },
  {
    code: 'content-filter',
    holds: (status, body) =>
      status >= 400 && status < 500 && /violates usage guidelines|content_filter|"blockReason"/.test(body),
  },
  {
    code: 'context-overflow',
    holds: (status, body) =>
      status === 413 ||
      (status === 400 &&
        /context length|context window|prompt is too long|prompt too long|maximum prompt length|Input is too long|too many total text bytes|too many tokens|token count.*exceeds|Input Tokens Exceeded|reduce the length|max_tokens_per_request/.test(
          body,
        )),
  },
  { code: 'overloaded', holds: (status, body) => status === 503 || status === 529 || busy.test(body) },
  { code: 'rate-limited', holds: (status) => status === 429 },
  {
    code: 'permission',
    holds: (status, body) =>
      status === 403 && /not allowed to|don't have access|territory not supported/.test(body),
  },
  {
    code: 'model-not-found',
    holds: (status, body) =>
      /model_not_found|model_decommissioned|provided model identifier is invalid/.test(body) ||
      (status === 404 &&
        /"model: |models\/\S+ is not found|Publisher Model|No endpoints found for|Model not found|was deprecated on|end of its life/.test(
          body,
        )),
  },
  {
    code: 'invalid-request',
    holds: (status, body) =>
      status === 422 ||
      (status === 400 &&
        /invalid_value|invalid_type|missing_required|unknown_parameter|invalid_json_schema|Unknown name|Field required|Input should be|Input tag|Unexpected role|tool_use_failed|No tool output found|invalid message|below minimum value/.test(
          body,
        )),
  },
];

/** The kind of a refusal; undefined when these words do not tell. */
export function errorKindOf(status: number, body: string): ErrorCode | undefined {
  return errorKinds.find((kind) => kind.holds(status, body))?.code;
}
