import type {
  AssistantMessage,
  ErrorCode,
  FinishReason,
  Json,
  ModelResponse,
  ReqLLMError,
  Usage,
  Warning,
} from '../index.ts';
import type { NamedLine } from './line.ts';

/** What became of one line. Plain JSON, as it stands in the journal and in the results. */
export interface BatchResult {
  readonly id: string;
  /** Hash of the line that was asked. */
  readonly hash: string;
  /**
   * `unknown`: a request was sent, perhaps, and its answer was never written down. It may have been billed, and is not
   * sent again unless that is asked for.
   */
  readonly status: 'ok' | 'error' | 'unknown';
  /** Spec of the model that was asked. */
  readonly model?: string;
  readonly text?: string;
  /** What a line with a `schema` answered. */
  readonly object?: Json;
  readonly message?: AssistantMessage;
  readonly finishReason?: FinishReason;
  readonly usage?: Usage;
  readonly warnings?: readonly Warning[];
  readonly error?: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly status?: number;
    /** Whether the provider may have billed something for it. */
    readonly billed: boolean;
  };
  /** How long it took, in milliseconds. */
  readonly ms?: number;
  /** How many requests were made. */
  readonly attempts?: number;
  readonly requestId?: string;
}

/** The result of a line that was answered. */
export function answered(line: NamedLine, response: ModelResponse, ms: number): BatchResult {
  const { object } = response as ModelResponse & { readonly object?: Json };
  return {
    id: line.id,
    hash: line.hash,
    status: 'ok',
    model: response.model.spec,
    text: response.text,
    ...(line.schema === undefined || object === undefined ? {} : { object }),
    message: response.message,
    finishReason: response.finishReason,
    usage: withoutRaw(response.usage),
    ...(response.warnings.length === 0 ? {} : { warnings: response.warnings }),
    ms,
    attempts: response.attempts.length,
    ...(response.requestId === undefined ? {} : { requestId: response.requestId }),
  };
}

/** The result of a line that failed. Its message is the error's, which holds no key and no prompt. */
export function failed(line: NamedLine, error: ReqLLMError, ms: number): BatchResult {
  const usage = error.partial?.usage;
  return {
    id: line.id,
    hash: line.hash,
    status: 'error',
    ...(error.model === undefined ? {} : { model: error.model }),
    ...(usage === undefined ? {} : { usage: withoutRaw(usage) }),
    error: {
      code: error.code,
      message: error.message,
      ...(error.status === undefined ? {} : { status: error.status }),
      billed: mayBeBilled(error),
    },
    ms,
    attempts: error.attempts.length,
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
  };
}

/** A line that was begun by a process that did not live to write down the answer. */
export function unknownResult(line: Pick<NamedLine, 'id' | 'hash'>): BatchResult {
  return { id: line.id, hash: line.hash, status: 'unknown' };
}

// A refusal costs nothing. What broke off later, or was answered in a way nobody could read, may have.
function mayBeBilled({ phase, status = 0, attempts, partial }: ReqLLMError): boolean {
  if (partial?.usage.totalTokens === 0) return false;
  if (attempts.length > 0) return attempts.some(({ usage }) => usage.totalTokens !== 0);
  if (phase === 'config' || phase === 'encode' || phase === 'connect') return false;
  return !(phase === 'headers' && status >= 400 && status < 500);
}

function withoutRaw({ raw: _raw, ...usage }: Usage): Usage {
  return usage;
}
