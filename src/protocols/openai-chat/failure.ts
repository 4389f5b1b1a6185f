import type { ErrorPhase, ReqLLMError } from '../../core/error.ts';
import { failureOf } from '../../core/failure.ts';
import { isRecord } from '../../core/json.ts';
import { type Said, textSaid, withCode } from '../error-body.ts';
import { asSaid } from '../loose.ts';

/** The error behind an HTTP status, from any of the recorded body shapes. */
export function failureOfReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): ReqLLMError {
  const requestId =
    headers['x-request-id'] ??
    headers['request-id'] ??
    headers['apim-request-id'] ??
    headers['minimax-request-id'];
  const said = saidIn(body);
  return failureOf({
    status,
    message: said?.message ?? `The provider answered with status ${status} and no readable error.`,
    ...(said?.providerCode === undefined ? {} : { providerCode: said.providerCode }),
    ...(requestId === undefined ? {} : { requestId }),
  });
}

/** The error inside a 200 body or a frame, if there is one. Its own status, where it tells one, stands for the reply's. */
export function failureInside(
  reply: Readonly<Record<string, unknown>>,
  phase: ErrorPhase,
): ReqLLMError | undefined {
  if (!holdsError(reply)) return undefined;
  const said = saidIn(reply) ?? { message: 'The provider reported an error without a message.' };
  return failureOf({ ...said, phase });
}

// { error: {…} | text }, { object: 'error', … } (vLLM, Mistral), { base_resp } with a status (MiniMax), and bodies
// that have a message in place of choices.
function holdsError(reply: Readonly<Record<string, unknown>>): boolean {
  const { error } = reply;
  if (typeof error === 'string' ? error !== '' : isRecord(error)) return true;
  if (reply['object'] === 'error') return true;
  if (Array.isArray(reply['choices'])) return false;
  const base = reply['base_resp'];
  if (isRecord(base) && typeof base['status_code'] === 'number' && base['status_code'] !== 0) return true;
  return saidIn(reply) !== undefined;
}

function saidIn(body: unknown): Said | undefined {
  if (typeof body === 'string') return textSaid(body);
  // Gateways before Google's compatible endpoint wrap the error in a list.
  if (Array.isArray(body)) return isRecord(body[0]) ? saidIn(body[0]) : undefined;
  if (!isRecord(body)) return undefined;
  const { error } = body;
  if (isRecord(error)) return objectSaid(error, body);
  if (typeof error === 'string' && error !== '') return withCode({ message: error }, body['code']);
  const base = body['base_resp'];
  if (isRecord(base) && asSaid(base['status_msg']) !== undefined) {
    return withCode({ message: base['status_msg'] as string }, base['status_code']);
  }
  return objectSaid(body, body);
}

function objectSaid(error: Record<string, unknown>, body: Record<string, unknown>): Said | undefined {
  const message = messageOf(error) ?? messageOf(body);
  if (message === undefined) return undefined;
  const code = error['code'] ?? error['error_code'];
  const status = statusOf(error['status_code']) ?? statusOf(code);
  const name =
    typeof code === 'string' && code !== ''
      ? code
      : (error['type'] ?? error['status'] ?? error['error_type'] ?? code);
  return withCode({ message, ...(status === undefined ? {} : { status }) }, name);
}

function messageOf(error: Record<string, unknown>): string | undefined {
  const message = asSaid(error['message']) ?? asSaid(error['Message']);
  const cause = upstreamMessage(error['metadata']);
  if (message !== undefined) return cause === undefined ? message : `${message}: ${cause}`;
  const { detail } = error;
  if (typeof detail === 'string' && detail !== '') return detail;
  // Mistral and other FastAPI hosts: a list of { loc, msg }.
  const problems = Array.isArray(detail) ? detail : error['message'];
  if (Array.isArray(problems)) return validationMessage(problems as unknown[]);
  return isRecord(error['message']) ? asSaid(error['message']['message']) : undefined;
}

function validationMessage(problems: readonly unknown[]): string | undefined {
  const said = problems.slice(0, 3).map((problem) => {
    if (!isRecord(problem) || typeof problem['msg'] !== 'string') return undefined;
    const steps = Array.isArray(problem['loc']) ? (problem['loc'] as unknown[]) : [];
    const place = steps.filter((step) => typeof step === 'string' || typeof step === 'number').join('.');
    return place === '' ? problem['msg'] : `${place}: ${problem['msg']}`;
  });
  const known = said.filter((text) => text !== undefined);
  return known.length === 0 ? undefined : known.join('; ');
}

// OpenRouter puts the model host's own answer into metadata.raw, as text or JSON.
function upstreamMessage(metadata: unknown): string | undefined {
  const raw = isRecord(metadata) ? asSaid(metadata['raw']) : undefined;
  if (raw === undefined) return undefined;
  return (parsedSaid(raw)?.message ?? raw).slice(0, 500);
}

function parsedSaid(text: string): Said | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? saidIn(value) : undefined;
  } catch {
    return undefined;
  }
}

function statusOf(code: unknown): number | undefined {
  return typeof code === 'number' && Number.isInteger(code) && code >= 400 && code < 600 ? code : undefined;
}
