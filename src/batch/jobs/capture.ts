import {
  type Client,
  type ClientOptions,
  createClient,
  type HttpRequest,
  type HttpResponse,
  isReqLLMError,
  type Json,
  ReqLLMError,
  type TextOptions,
  type Transport,
} from '../../index.ts';
import type { NamedLine } from '../line.ts';
import { answered, type BatchResult, failed } from '../result.ts';
import { askModel } from '../run-line.ts';
import type { JobAnswer } from './host.ts';

/** What a line is asked with. */
export interface LineSettings {
  readonly model?: string | undefined;
  readonly options?: TextOptions | undefined;
}

/** The request that a line would have sent by itself. */
export interface Captured {
  readonly provider: string;
  readonly request: HttpRequest;
  readonly body: Record<string, Json>;
}

/**
 * Encodes a line as a call of its own would, through the same client, and catches the request where it would go out. What
 * is refused before that is thrown as it would be.
 */
export async function captureRequest(
  line: NamedLine,
  options: ClientOptions,
  settings: LineSettings,
): Promise<Captured> {
  let captured: HttpRequest | undefined;
  let provider = '';
  const caught = new ReqLLMError('Caught.', { code: 'aborted', phase: 'connect' });
  const transport: Transport = (request) => {
    captured = request;
    return Promise.reject(caught);
  };
  await using client = createClient({
    ...options,
    transport,
    middleware: [
      ...(options.middleware ?? []),
      (call, next) => {
        provider = call.model.provider;
        return next(call);
      },
    ],
  });
  try {
    await ask(client, line, settings, { retry: 0 });
  } catch (error) {
    if (captured === undefined) throw error;
  }
  if (captured === undefined) throw new TypeError('A call was answered without a request');
  return { provider, request: captured, body: JSON.parse(String(captured.body)) as Record<string, Json> };
}

/** Decodes what a job answered a line with, as if it had been asked by itself, at the prices of the batch tier. */
export async function replayAnswer(
  line: NamedLine,
  answer: JobAnswer,
  options: ClientOptions,
  settings: LineSettings,
): Promise<BatchResult> {
  if ('notRun' in answer) return notRunResult(line, answer.notRun);
  const transport: Transport = Object.assign(() => Promise.resolve(responseOf(answer)), { isOffline: true });
  await using client = createClient({ ...options, transport });
  try {
    const response = await ask(client, line, settings, {
      retry: 0,
      serviceTier: 'batch',
      onUnsupported: 'warn',
    });
    // The tier is for the price alone; the request that was sent said nothing of it.
    const warnings = response.warnings.filter(({ setting }) => setting !== 'serviceTier');
    const { ms: _ms, ...result } = answered(line, { ...response, warnings }, 0);
    return { ...result, ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }) };
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    const { ms: _ms, ...result } = failed(line, error, 0);
    return result;
  }
}

/** The result of a line that a job did not come to. */
export function notRunResult({ id, hash }: NamedLine, message: string): BatchResult {
  return { id, hash, status: 'error', error: { code: 'aborted', message, billed: false } };
}

function ask(
  client: Client,
  line: NamedLine,
  settings: LineSettings,
  more: TextOptions,
): ReturnType<typeof askModel> {
  const options = { ...settings.options, ...line.options, ...more };
  const { options: _options, ...rest } = line;
  return askModel(rest, {
    client,
    options,
    ...(settings.model === undefined ? {} : { model: settings.model }),
  });
}

function responseOf({ status, body }: Extract<JobAnswer, { status: number }>): HttpResponse {
  let bytes: Uint8Array | undefined = new TextEncoder().encode(JSON.stringify(body));
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: {
      read() {
        const rest = bytes;
        bytes = undefined;
        return Promise.resolve(rest);
      },
      close: () => {},
    },
  };
}
