import type { Attempt } from './attempt.ts';
import { redact } from './redact.ts';
import type { ResumeToken } from './recovery.ts';
import type { ModelResponse } from './response.ts';

/** What went wrong, in one word. Branch on this, never on the message. */
export type ErrorCode =
  /** The key is missing, wrong or revoked (HTTP 401). */
  | 'auth'
  /** The key is right but may not do this (403). */
  | 'permission'
  /** The account has no credit or reached its spending limit. */
  | 'quota'
  /** Too many requests or tokens in a short time (429). */
  | 'rate-limited'
  /** The provider has no capacity right now (503, 529). */
  | 'overloaded'
  /** The provider failed (5xx). */
  | 'server'
  /** No connection, or it was lost before any answer. */
  | 'network'
  /** One of the time limits ran out. */
  | 'timeout'
  /** The caller's signal ended the call. */
  | 'aborted'
  /** The stream ended before the answer did. */
  | 'truncated'
  /** The provider, or we before it, refused the request as wrong. */
  | 'invalid-request'
  /** The model or provider cannot do what was asked. */
  | 'unsupported'
  /** There is no such model, or not for this key. */
  | 'model-not-found'
  /** The conversation is longer than the model can take. */
  | 'context-overflow'
  /** A safety filter stopped the request. */
  | 'content-filter'
  /** The model declined. */
  | 'refusal'
  /** The provider's answer cannot be read. */
  | 'bad-response'
  /** The model's object does not fit the schema. */
  | 'schema-mismatch'
  /** The model's arguments for a tool do not fit its schema. */
  | 'tool-input'
  /** A tool threw. */
  | 'tool-failed'
  /** A spending limit would be passed. */
  | 'budget'
  /** The call or client is set up wrong: a missing key, an unknown provider or option. */
  | 'config';

/** How far the call had come. */
export type ErrorPhase = 'config' | 'encode' | 'connect' | 'headers' | 'stream' | 'decode' | 'tool';

/** Which limit ran out, for `timeout` errors. */
export type TimeoutKind = 'connect' | 'headers' | 'first-chunk' | 'idle' | 'total';

/** One thing that is wrong with an answer, and where in it. */
export interface ErrorIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What had arrived before a failure; `object` is as much of an object as could be read. */
export type PartialResponse = ModelResponse & { readonly object?: unknown };

export interface ErrorFacts {
  readonly code: ErrorCode;
  readonly phase: ErrorPhase;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
  readonly status?: number;
  readonly providerCode?: string;
  readonly requestId?: string;
  readonly timeout?: TimeoutKind;
  readonly model?: string;
  readonly provider?: string;
  readonly attempts?: readonly Attempt[];
  readonly partial?: PartialResponse;
  /** Why an answer does not fit its schema. */
  readonly issues?: readonly ErrorIssue[];
  readonly resume?: ResumeToken;
  readonly cause?: unknown;
  /** Texts that must not appear in the message, such as the key in use. */
  readonly secrets?: readonly string[];
}

const brand = Symbol.for('reqllm.error');

// All that one error hands on to the next; only what is there is a member, so that a printed error shows no empty ones.
const factNames = [
  'code',
  'phase',
  'retryable',
  'retryAfterMs',
  'status',
  'providerCode',
  'requestId',
  'timeout',
  'model',
  'provider',
  'attempts',
  'partial',
  'issues',
  'resume',
  'cause',
] as const;

/**
 * The one error this library throws. The message is a sentence for people; the fields are for programs. It never holds
 * a key, a header or a prompt: not in the message, the stack, `inspect` or JSON.
 */
export class ReqLLMError extends Error {
  override readonly name: string = 'ReqLLMError';
  readonly code: ErrorCode;
  readonly phase: ErrorPhase;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean;
  /** How long the provider asked to wait, in milliseconds. */
  declare readonly retryAfterMs?: number;
  /** HTTP status of the reply. */
  declare readonly status?: number;
  /** The provider's own error code or type. */
  declare readonly providerCode?: string;
  /** The provider's id of the request, for its support. */
  declare readonly requestId?: string;
  declare readonly timeout?: TimeoutKind;
  /** Spec of the model that was called. */
  declare readonly model?: string;
  declare readonly provider?: string;
  /** Every try, the failed ones too. */
  readonly attempts: readonly Attempt[];
  /** Where the answer can be picked up again with `resumeStream`, or the video with `resumeVideo`, if the provider goes on making it. */
  declare readonly resume?: ResumeToken;
  /** What had arrived before the failure. Not part of `toJSON`, as it holds the model's words. */
  declare readonly partial?: PartialResponse;
  /** Why an answer does not fit its schema. In `toJSON` without the messages, as those may quote the model's words. */
  declare readonly issues?: readonly ErrorIssue[];

  // On the prototype, as declarations made file by file cannot hold a computed member.
  static {
    Object.defineProperty(this.prototype, brand, { value: true });
  }

  constructor(message: string, facts: ErrorFacts) {
    super(
      redact(message, facts.secrets),
      facts.cause === undefined ? {} : { cause: causeOf(facts.cause, facts.secrets) },
    );
    this.code = facts.code;
    this.phase = facts.phase;
    this.retryable = facts.retryable ?? false;
    if (facts.retryAfterMs !== undefined) this.retryAfterMs = facts.retryAfterMs;
    if (facts.status !== undefined) this.status = facts.status;
    if (facts.providerCode !== undefined) this.providerCode = redact(facts.providerCode, facts.secrets);
    if (facts.requestId !== undefined) this.requestId = redact(facts.requestId, facts.secrets);
    if (facts.timeout !== undefined) this.timeout = facts.timeout;
    if (facts.model !== undefined) this.model = facts.model;
    if (facts.provider !== undefined) this.provider = facts.provider;
    this.attempts = facts.attempts ?? [];
    if (facts.resume !== undefined) this.resume = facts.resume;
    // Not enumerable: printing an error must not print the conversation.
    if (facts.partial !== undefined)
      Object.defineProperty(this, 'partial', { value: facts.partial, enumerable: false });
    if (facts.issues !== undefined)
      Object.defineProperty(this, 'issues', { value: facts.issues, enumerable: false });
  }

  /** The same error with more facts: the model, the attempts, the partial response; `advice` is a sentence more. */
  with({ advice, ...facts }: Partial<ErrorFacts> & { readonly advice?: string }): ReqLLMError {
    const message = advice === undefined ? this.message : `${this.message} ${advice}`;
    const error = new ReqLLMError(message, { ...this.facts(), ...facts });
    if (facts.secrets === undefined && this.stack !== undefined) error.stack = this.stack;
    return error;
  }

  /** The facts, safe to log and to send. Without the partial response. */
  toJSON(): Record<string, unknown> {
    const { name, message } = this;
    const { cause: _cause, partial: _partial, issues, ...facts } = this.facts();
    const places = issues === undefined ? {} : { issues: issues.map(({ path }) => ({ path })) };
    return { name, message, ...facts, ...places };
  }

  private facts(): ErrorFacts {
    const facts = factNames.map((name) => [name, this[name]] as const);
    return Object.fromEntries(facts.filter(([, value]) => value !== undefined)) as unknown as ErrorFacts;
  }
}

/** Whether a value is an error of this library, also of another copy of it. */
export function isReqLLMError(value: unknown): value is ReqLLMError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}

// The runtime's own errors own requests and sockets; their name, code and redacted message are carried on, and those of a
// copy, when an error gets more facts.
function causeOf(cause: unknown, secrets: readonly string[] | undefined): unknown {
  if (typeof cause !== 'object' || cause === null || isReqLLMError(cause)) return undefined;
  const { name, message, code } = cause as { name?: unknown; message?: unknown; code?: unknown };
  if (typeof name !== 'string' || typeof message !== 'string') return undefined;
  const copy = { name, message: redact(message, secrets) };
  return typeof code === 'string' ? { ...copy, code } : copy;
}
