import type { Call, Reply } from '../../core/call.ts';
import { isReqLLMError, ReqLLMError } from '../../core/error.ts';
import { type Model, type SingleModel } from '../../core/model.ts';
import type { RecoveryMode, ResumePoint } from '../../core/recovery.ts';
import { callForModel } from '../call-for-model.ts';
import { continuationOf } from './continuation.ts';
import type { Delivered } from './delivered.ts';
import type { Joining } from './joined-source.ts';
import { isAccident, obstacleTo } from './rules.ts';

/** One further request. */
export interface Plan {
  readonly mode: RecoveryMode;
  /** Counted from 1. */
  readonly attempt: number;
  readonly model: Model;
  readonly call: Call;
  /** Why the stream broke off. */
  readonly cause: ReqLLMError;
  readonly delayMs: number;
  /** Asks for the whole answer until it is there, as it could not be read on as a stream. */
  readonly isPoll: boolean;
  /** Whether the model goes on in its own turn, which was sent without white space at its end. */
  readonly isPrefilled: boolean;
}

/** Decides what is tried next, and never more than the policy allows. */
export class Plans {
  readonly #joining: Joining;
  readonly #delivered: Delivered;
  readonly #signal: AbortSignal;
  readonly #modes: readonly RecoveryMode[];
  readonly #barred = new Set<RecoveryMode>();
  /** How the reply under way came about; undefined for the first. */
  #answered: RecoveryMode | undefined;
  #attempts = 0;
  #restarts = 0;
  #resumes = 0;
  #extraTokens = 0;
  #extraChars = 0;
  #cause: ReqLLMError | undefined;
  #failure: ReqLLMError | undefined;
  #reply: Reply;

  constructor(joining: Joining, delivered: Delivered, signal: AbortSignal) {
    const { modes, fallback } = joining.policy;
    this.#joining = joining;
    this.#delivered = delivered;
    this.#signal = signal;
    this.#reply = joining.reply;
    // Another model can only begin anew.
    this.#modes = fallback.length > 0 && !modes.includes('restart') ? [...modes, 'restart'] : modes;
  }

  /** A stream broke off. */
  begin(cause: ReqLLMError, reply: Reply): void {
    const { outputTokens } = this.#delivered.usage;
    // Four characters a token, where nobody counted.
    const used = outputTokens ?? Math.ceil((this.#delivered.chars - this.#extraChars) / 4);
    if (this.#attempts > 0) this.#extraTokens += Math.max(0, used);
    // A model that broke off again has had its turn, as one that did not answer at all.
    if (this.#answered === 'restart') this.#restarts += 1;
    this.#extraChars = this.#delivered.chars;
    this.#cause = cause;
    this.#failure = undefined;
    this.#reply = reply;
  }

  /** The next request, or the error to end with. */
  async next(): Promise<Plan | ReqLLMError> {
    const cause =
      this.#cause ?? new ReqLLMError('Nothing broke off.', { code: 'truncated', phase: 'stream' });
    if (this.#attempts >= this.#joining.policy.maxAttempts || this.#signal.aborted) return this.#end(cause);
    const { delayMs } = this;
    if (delayMs === undefined || this.#tokensLeft === 0) return this.#end(cause);
    const point = this.#reply.resumePoint?.();
    const { call } = this.#joining;
    const situation = { call, delivered: this.#delivered, error: cause, canResume: point !== undefined };
    const mode = this.#modes.find((each) => !this.#barred.has(each) && !obstacleTo(each, situation));
    if (mode === undefined) {
      // The last mode asks for least.
      const last = this.#modes.at(-1);
      return this.#end(cause, last === undefined ? undefined : obstacleTo(last, situation));
    }
    this.#attempts += 1;
    const isPoll = mode === 'resume' && this.#resumes > 0;
    try {
      const asked = await this.#callFor(mode, point, isPoll);
      const { model, control } = asked.call;
      // Reading on costs nothing; what broke off before may still be billed.
      if (mode !== 'resume') await control.admit?.(asked.call);
      return { mode, attempt: this.#attempts, model, cause, delayMs, isPoll, ...asked };
    } catch (error) {
      // Such as a fallback that leads nowhere.
      if (!isReqLLMError(error)) throw error;
      return cause.with({ advice: `It was not recovered: ${error.message}` });
    }
  }

  /** A request failed before it said anything. */
  failed({ mode, isPoll }: Plan, error: ReqLLMError): void {
    this.#failure = error;
    const wasLast = mode === 'restart' && this.#restarts >= this.#models.length - 1;
    if (mode === 'restart') this.#restarts += 1;
    if (mode === 'resume') this.#resumes += 1;
    const isOver = mode === 'restart' ? wasLast : mode === 'continue' || isPoll || isGone(error);
    if (isOver && !error.retryable) this.#barred.add(mode);
  }

  /** A request was answered. */
  worked({ mode }: Plan): void {
    this.#answered = mode;
    this.#failure = undefined;
    this.#barred.clear();
  }

  /** The models of restarts, in their order. */
  get #models(): readonly (SingleModel | undefined)[] {
    const { modes, fallback } = this.#joining.policy;
    return modes.includes('restart') ? [undefined, ...fallback] : fallback;
  }

  get #tokensLeft(): number | undefined {
    const { maxExtraOutputTokens: most } = this.#joining.policy;
    return most === undefined ? undefined : Math.max(0, most - this.#extraTokens);
  }

  /** How long to wait, after a request that failed; undefined when that is too long. */
  get delayMs(): number | undefined {
    const { call, seams } = this.#joining;
    const { retry, timeout, startedAt } = call.control;
    const elapsed = seams.now() - startedAt;
    if (timeout.totalMs > 0 && elapsed >= timeout.totalMs) return undefined;
    if (this.#failure === undefined || !this.#failure.retryable) return 0;
    const full = Math.min(retry.maxMs, retry.baseMs * 2 ** Math.max(0, this.#attempts - 1));
    const jittered = Math.round(full * (1 - retry.jitter + retry.jitter * seams.random()));
    const delayMs = this.#failure.retryAfterMs ?? jittered;
    const isTooLong = delayMs > Math.max(retry.maxRetryAfterMs, full);
    return isTooLong || (timeout.totalMs > 0 && elapsed + delayMs >= timeout.totalMs) ? undefined : delayMs;
  }

  async #callFor(
    mode: RecoveryMode,
    point: ResumePoint | undefined,
    isPoll: boolean,
  ): Promise<{ readonly call: Call; readonly isPrefilled: boolean }> {
    const base = this.#base();
    if (mode === 'resume' && point !== undefined) {
      const model = { ...this.#reply.model, protocol: point.token.protocol };
      const control = { ...base.control, resume: point };
      return { call: { ...base, model, stream: !isPoll, control }, isPrefilled: false };
    }
    if (mode === 'continue') {
      const model = this.#reply.model;
      const { protocol = 'unknown' } = this.#reply;
      const here = await madeFor(base, model);
      const habits = await this.#joining.seams.habits({ ...here, model: { ...model, protocol } });
      const origin = { provider: model.provider, protocol, model: model.id };
      const call = continuationOf(here, this.#delivered.folded(), habits, origin);
      return { call, isPrefilled: habits.prefill };
    }
    const wanted = this.#models[Math.min(this.#restarts, this.#models.length - 1)];
    const { lookup } = this.#joining;
    const model = wanted === undefined ? undefined : await lookup?.model(wanted);
    return { call: model === undefined ? base : await madeFor(base, model), isPrefilled: false };
  }

  /** The call again: stopped with the reader, and never repeated by the layers inside. */
  #base(): Call {
    const { call } = this.#joining;
    const { resume: _resume, ...control } = call.control;
    const left = this.#tokensLeft;
    const maxTokens = left === undefined ? undefined : Math.min(left, call.maxTokens ?? left);
    return {
      ...call,
      ...(maxTokens === undefined ? {} : { maxTokens }),
      control: { ...control, signal: this.#signal, retry: { ...control.retry, max: 0 } },
    };
  }

  #end(cause: ReqLLMError, obstacle?: string): ReqLLMError {
    const { code } = this.#failure ?? {};
    if (this.#attempts > 0) {
      const how =
        code === undefined ? 'it broke off again' : `the last request failed with the code "${code}"`;
      return cause.with({ advice: `It was tried ${this.#attempts} times to go on with it; ${how}.` });
    }
    return obstacle === undefined || !isAccident(cause)
      ? cause
      : cause.with({ advice: `It was not recovered: ${obstacle}.` });
  }
}

// The key and the headers of the call stay with its own provider; what depends on the model is made anew.
async function madeFor(call: Call, model: Model): Promise<Call> {
  const isOther = model.spec !== call.model.spec;
  const recast = isOther ? await call.control.recast?.(call, model) : undefined;
  return callForModel(recast ?? call, model).call as Call;
}

// What the provider does not know, it will not know later either.
function isGone({ status }: ReqLLMError): boolean {
  return status === 404 || status === 410;
}
