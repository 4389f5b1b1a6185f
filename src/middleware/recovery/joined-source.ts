import { onAbort } from '../../core/abort.ts';
import { type Attempt, attemptOf } from '../../core/attempt.ts';
import type { Call, Next, Reply } from '../../core/call.ts';
import type { Chunk } from '../../core/chunk.ts';
import { ChunkStream, type ChunkSource } from '../../core/chunk-stream.ts';
import { isReqLLMError, type ReqLLMError } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import type { ModelLookup, ModelPrice } from '../../core/lookup.ts';
import type { Model } from '../../core/model.ts';
import {
  pendingStates,
  type RecoveryEvent,
  type RecoveryPolicy,
  type ResumePoint,
} from '../../core/recovery.ts';
import { unknownUsage, type Usage, zeroUsage } from '../../core/usage.ts';
import { Delivered } from './delivered.ts';
import { HalfCharacter } from './half-character.ts';
import { Plans, type Plan } from './plan.ts';
import type { RecoverySeams } from './recovery.ts';
import { Reread } from './reread.ts';
import { Splice } from './splice.ts';

/** A reply that has begun, and what is needed to go on when it breaks off. */
export interface Joining {
  readonly call: Call;
  readonly policy: RecoveryPolicy;
  readonly next: Next;
  readonly lookup: ModelLookup | undefined;
  readonly seams: RecoverySeams;
  readonly reply: Reply;
}

type Push = (chunk: Chunk) => void;

/** The chunks of one answer, though more than one request may be needed to get them. */
export class JoinedSource implements ChunkSource {
  /** What the providers sent, when it was asked for. */
  readonly raw: Json[] = [];
  readonly #joining: Joining;
  readonly #delivered = new Delivered();
  readonly #plans: Plans;
  readonly #ledger: Ledger;
  readonly #abort = new AbortController();
  readonly #leave: () => void;
  #reply: Reply;
  #rawAt = 0;
  #reread = new Reread();
  #splice: Splice | undefined;
  #price: ModelPrice | undefined;
  #plan: Plan | undefined;
  #isClosed = false;
  readonly #warned = new Set<string>();
  readonly #half: HalfCharacter | undefined;

  constructor(joining: Joining) {
    const { call, reply } = joining;
    this.#joining = joining;
    this.#reply = reply;
    this.#ledger = new Ledger(reply.attempts);
    this.#plans = new Plans(joining, this.#delivered, this.#abort.signal);
    if (joining.policy.modes.includes('continue')) this.#half = new HalfCharacter();
    this.#leave = follow(call.control.signal, this.#abort);
    forgotten.register(this, new WeakRef(this.#leave));
    this.#copyRaw();
  }

  /** Where the answer could be read on from now. */
  resumePoint(): ResumePoint | undefined {
    return this.#reply.resumePoint?.();
  }

  async pull(push: Push): Promise<boolean> {
    if (this.#isClosed) return false;
    if (this.#plan !== undefined) return this.#attempt(this.#plan, push);
    try {
      const batch = await this.#reply.chunks.batch();
      for (const chunk of batch ?? []) this.#take(chunk, push);
      if (batch === undefined) this.#release(push);
      return batch !== undefined;
    } catch (error) {
      this.#splice?.breakOff((chunk) => this.#give(chunk, push));
      // What fails after the finish takes nothing away from the answer.
      if (this.#delivered.hasFinish) return false;
      return await this.#broke(error, push);
    } finally {
      this.#copyRaw();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#leave();
    try {
      await this.#reply.chunks.return();
    } finally {
      this.#abort.abort();
    }
  }

  async #broke(error: unknown, push: Push): Promise<boolean> {
    if (!isReqLLMError(error) || this.#isClosed) throw error;
    const { seams } = this.#joining;
    const { model, startedAt } = this.#reply;
    const cut = attemptOf(model.spec, startedAt, seams.now() - startedAt, error);
    const usage = await this.#priced(partial(this.#delivered.usage), model, startedAt);
    this.#ledger.cut({ ...cut, usage });
    this.#plans.begin(error, this.#reply);
    return this.#choose(push);
  }

  /** Says what is done next, or gives up. What is said is read before it is done. */
  async #choose(push: Push): Promise<boolean> {
    const plan = await this.#plans.next();
    if (isReqLLMError(plan)) throw plan;
    this.#plan = plan;
    const { mode, attempt, model, cause } = plan;
    const { size: delivered } = this.#delivered;
    tell(push, { phase: 'start', mode, attempt, model: model.spec, cause: causeOf(cause), delivered });
    return true;
  }

  async #attempt(plan: Plan, push: Push): Promise<boolean> {
    this.#plan = undefined;
    const { signal } = this.#abort;
    const { seams, next } = this.#joining;
    if (plan.delayMs > 0) await seams.sleep(plan.delayMs, signal);
    const startedAt = seams.now();
    try {
      const reply = plan.isPoll ? await this.#poll(plan) : await next(plan.call);
      if (this.#isClosed) {
        await reply.chunks.return();
        return false;
      }
      await this.#join(plan, reply, push);
      return true;
    } catch (error) {
      if (this.#isClosed) return false;
      if (!isReqLLMError(error)) throw error;
      return this.#failed(plan, startedAt, error, push);
    }
  }

  async #failed(plan: Plan, startedAt: number, error: ReqLLMError, push: Push): Promise<boolean> {
    const { mode, attempt, model } = plan;
    const made = error.attempts;
    const ms = this.#joining.seams.now() - startedAt;
    this.#ledger.failed(made.length > 0 ? made : [attemptOf(model.spec, startedAt, ms, error)]);
    const { tries } = this.#ledger;
    tell(push, { phase: 'failed', mode, attempt, model: model.spec, cause: causeOf(error), tries });
    if (error.code === 'aborted' || error.timeout === 'total') throw error;
    this.#plans.failed(plan, error);
    return this.#choose(push);
  }

  async #join(plan: Plan, reply: Reply, push: Push): Promise<void> {
    const { mode, attempt, model, call } = plan;
    this.#copyRaw();
    this.#reply = reply;
    this.#rawAt = 0;
    this.#plans.worked(plan);
    this.#ledger.answered(mode === 'resume');
    if (mode !== 'resume') {
      this.#reread = new Reread();
      // The same answer goes on with the other half; another one does not know of the first.
      this.#half?.drop();
    }
    if (mode === 'restart') {
      const { lookup } = this.#joining;
      const isOther = model.spec !== this.#joining.reply.model.spec;
      this.#price = isOther ? await lookup?.price(model) : undefined;
      this.#delivered.retract();
      this.#splice = undefined;
      const { provider, id } = model;
      const origin = { provider, protocol: reply.protocol ?? 'unknown', model: id };
      tell(push, { phase: 'retract', attempt, model: model.spec, origin });
    }
    this.#delivered.usage = unknownUsage;
    const { startedAt, requestId } = reply;
    const told = requestId === undefined ? {} : { requestId };
    const { tries } = this.#ledger;
    tell(push, { phase: 'ok', mode, attempt, model: call.model.spec, startedAt, ...told, tries });
    if (mode === 'continue') this.#splice = new Splice(this.#delivered, attempt, plan.isPrefilled);
  }

  /** The rest of an answer that is made in the background, once it is whole. */
  async #poll(plan: Plan): Promise<Reply> {
    const { seams, next } = this.#joining;
    const expiresAt = plan.call.control.resume?.token.expiresAt ?? Number.POSITIVE_INFINITY;
    for (;;) {
      const reply = await next(plan.call);
      const chunks: Chunk[] = [];
      for await (const chunk of reply.chunks) chunks.push(chunk);
      const finish = chunks.find((chunk) => chunk.type === 'finish');
      if (!pendingStates.has(finish?.raw ?? ''))
        return { ...reply, chunks: ChunkStream.of(this.#reread.rest(chunks)) };
      if (seams.now() > expiresAt) throw plan.cause.with({ retryable: false });
      await seams.sleep(seams.pollMs ?? 2_000, this.#abort.signal);
    }
  }

  #take(chunk: Chunk, push: Push): void {
    this.#reread.note(chunk);
    if (this.#half === undefined) return this.#place(chunk, push);
    for (const whole of this.#half.take(chunk)) this.#place(whole, push);
  }

  #place(chunk: Chunk, push: Push): void {
    if (chunk.type === 'warning') {
      // A further request is encoded as the first was, and has the same to say about it.
      if (this.#warned.has(chunk.warning.message)) return;
      this.#warned.add(chunk.warning.message);
    }
    const give = (placed: Chunk): void => this.#give(placed, push);
    if (this.#splice === undefined) give(chunk);
    else this.#splice.take(chunk, give);
  }

  #give(chunk: Chunk, push: Push): void {
    const at = this.#reply.startedAt;
    const { serviceTier } = this.#joining.call;
    const tier = serviceTier === undefined ? {} : { serviceTier };
    const shown =
      chunk.type === 'usage' && this.#price !== undefined
        ? { ...chunk, usage: this.#price(chunk.usage, { at, ...tier }) }
        : chunk;
    this.#delivered.add(shown);
    push(shown);
  }

  #release(push: Push): void {
    this.#splice?.release((chunk) => this.#give(chunk, push));
  }

  async #priced(usage: Usage, model: Model, at: number): Promise<Usage> {
    const price = await this.#joining.lookup?.price(model);
    const { serviceTier } = this.#joining.call;
    return price?.(usage, { at, ...(serviceTier === undefined ? {} : { serviceTier }) }) ?? usage;
  }

  #copyRaw(): void {
    const { raw = [] } = this.#reply;
    this.raw.push(...raw.slice(this.#rawAt));
    this.#rawAt = raw.length;
  }
}

/** The requests of one answer, in the order in which they were made. */
class Ledger {
  #over: readonly Attempt[];
  #cut: readonly Attempt[] = [];
  #failed: readonly Attempt[] = [];

  constructor(before: readonly Attempt[]) {
    this.#over = before;
  }

  get tries(): readonly Attempt[] {
    return [...this.#over, ...this.#cut, ...this.#failed];
  }

  cut(attempt: Attempt): void {
    this.#cut = [attempt];
  }

  failed(attempts: readonly Attempt[]): void {
    this.#failed = [...this.#failed, ...attempts];
  }

  // An answer that was picked up again is counted once, at its end.
  answered(isSame: boolean): void {
    if (isSame) this.#cut = this.#cut.map((attempt) => ({ ...attempt, usage: zeroUsage }));
    this.#over = this.tries;
    this.#cut = [];
    this.#failed = [];
  }
}

// What waits at the caller's signal must hold nothing of the stream, or one that its reader forgot would stay.
function follow(signal: AbortSignal | undefined, controller: AbortController): () => void {
  if (signal === undefined) return () => {};
  // Holds `leave` for as long as the signal may fire.
  const forward = (): void => {
    leave();
    controller.abort(signal.reason);
  };
  const leave = onAbort(signal, forward);
  if (signal.aborted) forward();
  return leave;
}

// Weakly held, as the stack of an abort's reason leads back to the source that closed.
const forgotten = new FinalizationRegistry<WeakRef<() => void>>((leave) => leave.deref()?.());

function tell(push: Push, event: RecoveryEvent): void {
  push({ type: 'recovery', event });
}

function partial(usage: Usage): Usage {
  return usage.status === 'final' ? { ...usage, status: 'partial' } : usage;
}

function causeOf({ code, status }: ReqLLMError): { code: ReqLLMError['code']; status?: number } {
  return { code, ...(status === undefined ? {} : { status }) };
}
