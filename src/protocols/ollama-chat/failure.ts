import type { ErrorPhase, ReqLLMError } from '../../core/error.ts';
import { failureOf } from '../../core/failure.ts';
import { isRecord } from '../../core/json.ts';
import { shortText } from '../error-body.ts';

/** What an HTTP error of Ollama means: `{"error": "…"}`. */
export function failureOfReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): ReqLLMError {
  const requestId = headers['x-request-id'];
  const failure = failureOf({
    status,
    message: wordsOf(body) ?? shortText(body) ?? `Ollama answered ${status} without saying why.`,
    ...(requestId === undefined || requestId === '' ? {} : { requestId }),
  });
  return refine(failure);
}

/** An error that came as a body or line inside a 200. */
export function failureInside(error: unknown, phase: ErrorPhase): ReqLLMError {
  const message = wordsOf({ error }) ?? 'Ollama failed while it answered. Try again.';
  const failure = refine(failureOf({ message, phase }));
  // What goes wrong once a reply has begun is the runner's fault unless the words say otherwise.
  return failure.code === 'bad-response' ? failure.with({ code: 'server', retryable: true }) : failure;
}

// "… does not support thinking", "… does not support tools": the model cannot, another can.
function refine(failure: ReqLLMError): ReqLLMError {
  if (/exceeds? the context length/i.test(failure.message))
    return failure.with({ code: 'context-overflow', retryable: false });
  if (failure.code === 'invalid-request' && /does not support/i.test(failure.message))
    return failure.with({ code: 'unsupported' });
  return failure;
}

function wordsOf(body: unknown): string | undefined {
  if (!isRecord(body)) return undefined;
  const { error } = body;
  const said = isRecord(error) ? error['message'] : error;
  return typeof said === 'string' && said !== '' ? said : undefined;
}
