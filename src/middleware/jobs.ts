import { createAbort, onAbort } from '../core/abort.ts';
import type { CallControl, Middleware, Next, Reply } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import { type ChunkSource, ChunkStream } from '../core/chunk-stream.ts';
import { isReqLLMError, ReqLLMError } from '../core/error.ts';
import type { Json } from '../core/json.ts';
import type { VideoCall } from '../core/operation.ts';
import type { ResumeToken } from '../core/recovery.ts';
import { pause } from './pause.ts';

/** What the layer gets from outside, so that tests need not wait. */
export interface JobSeams {
  readonly now: () => number;
  /** Resolves after the time, or sooner when the signal fires. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

const defaultSeams: JobSeams = { now: Date.now, sleep: pause };
const defaultPoll = { everyMs: 2_000, maxMs: 10_000 };
const growth = 1.5;
const mostLookMs = 60_000;

/**
 * Follows the jobs that videos are made by: once a job is taken on, the reply is there, and reading it asks how the job
 * stands until it is done. The request itself is never made twice from then on. Each look goes through the layers inside,
 * so that it is repeated and limited as calls are; what fails in spite of that holds the job's token.
 */
export function jobs(seams: JobSeams = defaultSeams): Middleware {
  return async (call, next) => {
    if (call.operation !== 'video') return next(call);
    const token = call.control.resume?.token;
    try {
      const reply = await next(call);
      const source = new JobSource({ call, next, reply, seams });
      return {
        ...reply,
        chunks: new ChunkStream(source),
        resumePoint: () => source.resumePoint(),
        ...(reply.raw === undefined ? {} : { raw: source.raw }),
      };
    } catch (error) {
      throw token === undefined ? error : kept(error, token);
    }
  };
}

interface Following {
  readonly call: VideoCall;
  readonly next: Next;
  readonly reply: Reply;
  readonly seams: JobSeams;
}

class JobSource implements ChunkSource {
  readonly raw: Json[] = [];
  readonly #following: Following;
  readonly #abort = createAbort();
  readonly #leave: (() => void) | undefined;
  #current: Reply | undefined;
  #token: ResumeToken | undefined;
  #delayMs: number;
  #isFinished = false;
  #videos = 0;
  #stalled = 0;

  constructor(following: Following) {
    const { call, reply } = following;
    const { signal, resume, poll } = call.control;
    this.#following = following;
    this.#current = reply;
    this.#token = resume?.token;
    this.#delayMs = poll?.everyMs ?? defaultPoll.everyMs;
    if (signal?.aborted === true) this.#abort.abort(signal.reason);
    else this.#leave = signal && onAbort(signal, () => this.#abort.abort(signal.reason));
  }

  resumePoint(): { token: ResumeToken } | undefined {
    return this.#token === undefined ? undefined : { token: this.#token };
  }

  async pull(push: (chunk: Chunk) => void): Promise<boolean> {
    try {
      this.#current ??= await this.#look();
      const batch = await this.#current.chunks.batch();
      if (batch !== undefined) {
        for (const chunk of batch) push(this.#seen(chunk));
        return true;
      }
      this.raw.push(...(this.#current.raw ?? []));
      this.#current = undefined;
      return !this.#isFinished;
    } catch (error) {
      throw this.#token === undefined ? error : kept(error, this.#token);
    }
  }

  async close(): Promise<void> {
    this.#leave?.();
    this.#abort.abort();
    await this.#current?.chunks.return();
  }

  async #look(): Promise<Reply> {
    const { call, next } = this.#following;
    if (this.#token === undefined) throw nameless(call);
    await this.#wait();
    const resume = { token: this.#token };
    const control = { ...this.#patience(), signal: this.#abort.signal, resume };
    try {
      const reply = await next({ ...call, control });
      this.#stalled = 0;
      return reply;
    } catch (error) {
      if (!isReqLLMError(error) || error.timeout !== 'total') throw error;
      if (this.#leftMs() <= 0) throw late(call);
      this.#stalled += 1;
      if (this.#stalled > control.retry.max) throw error;
      return this.#look();
    }
  }

  // A look makes nothing, so one that stands still is given up soon and made again.
  #patience(): CallControl {
    const { control } = this.#following.call;
    const { timeout, retry } = control;
    const totalMs = Math.max(1, Math.min(mostLookMs, this.#leftMs()));
    const headersMs = timeout.headersMs > 0 ? timeout.headersMs : mostLookMs / 2;
    return {
      ...control,
      startedAt: this.#following.seams.now(),
      timeout: { ...timeout, headersMs, totalMs },
      retry: { ...retry, afterTimeout: true },
    };
  }

  #leftMs(): number {
    const { call, seams } = this.#following;
    const { timeout, startedAt } = call.control;
    return timeout.totalMs > 0 ? startedAt + timeout.totalMs - seams.now() : Infinity;
  }

  async #wait(): Promise<void> {
    const { call, seams } = this.#following;
    const { poll } = call.control;
    const leftMs = this.#leftMs();
    const { signal } = this.#abort;
    await seams.sleep(Math.max(0, Math.min(this.#delayMs, leftMs)), signal);
    if (signal.aborted) throw aborted(signal);
    if (this.#delayMs >= leftMs) throw late(call);
    const most = Math.max(poll?.maxMs ?? defaultPoll.maxMs, poll?.everyMs ?? 0);
    this.#delayMs = Math.min(this.#delayMs * growth, most);
  }

  #seen(chunk: Chunk): Chunk {
    if (chunk.type === 'job' && chunk.id !== undefined) this.#token = this.#tokenOf(chunk.id);
    if (chunk.type === 'media' || chunk.type === 'media-url') this.#videos += 1;
    if (chunk.type === 'finish') this.#isFinished = true;
    return chunk.type === 'usage' ? this.#counted(chunk) : chunk;
  }

  #tokenOf(id: string): ResumeToken {
    const { call, reply } = this.#following;
    const { provider, id: model } = reply.model;
    const known = this.#token ?? call;
    const { durationSeconds } = known;
    const said = durationSeconds === undefined ? {} : { durationSeconds };
    return { version: 1, provider, protocol: reply.protocol ?? '', model, id, ...said };
  }

  // Google counts nothing: its videos are as long as they were asked to be.
  #counted(chunk: Extract<Chunk, { type: 'usage' }>): Chunk {
    const { usage } = chunk;
    const seconds = this.#token?.durationSeconds ?? this.#following.call.durationSeconds;
    if (usage.units?.videoSeconds !== undefined || seconds === undefined) return chunk;
    const units = { ...usage.units, videoSeconds: seconds * this.#videos };
    return { type: 'usage', usage: { ...usage, units, status: 'final' } };
  }
}

// Another call would be another job, and paid for.
function kept(error: unknown, resume: ResumeToken): unknown {
  if (!isReqLLMError(error) || error.resume !== undefined) return error;
  const advice = 'The job goes on with the provider: pick it up with `resumeVideo(error.resume)`.';
  return error.with({ resume, retryable: false, ...(isOver(error) ? {} : { advice }) });
}

// The provider ended the job, or knows of none.
function isOver({ phase, status, code }: ReqLLMError): boolean {
  return phase === 'decode' || status === 404 || code === 'content-filter';
}

function nameless({ model }: VideoCall): ReqLLMError {
  const message = `${model.spec} took on a job without telling its name, so that nobody can ask for the video.`;
  return new ReqLLMError(message, { code: 'bad-response', phase: 'decode', model: model.spec });
}

function aborted(signal: AbortSignal): ReqLLMError {
  const message = 'The call was aborted while the video was being made.';
  return new ReqLLMError(message, { code: 'aborted', phase: 'stream', cause: signal.reason });
}

function late({ model, control }: VideoCall): ReqLLMError {
  const message = `The video of ${model.spec} was not ready within ${control.timeout.totalMs} ms in all; raise timeout.totalMs.`;
  return new ReqLLMError(message, {
    code: 'timeout',
    phase: 'stream',
    timeout: 'total',
    model: model.spec,
    provider: model.provider,
  });
}
