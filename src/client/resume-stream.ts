import type { Call } from '../core/call.ts';
import { ReqLLMError } from '../core/error.ts';
import { isRecord } from '../core/json.ts';
import type { ModelInput } from '../core/model.ts';
import type { ResumePoint, ResumeToken } from '../core/recovery.ts';
import type { ModelResponse } from '../core/response.ts';
import type { Begun } from './assemble.ts';
import { beyondPartial, type HeldAnswer } from './beyond-partial.ts';
import { type Input, messagesOf } from './input.ts';
import type { TextOptions } from './options.ts';
import { checkedToken } from './resume-token.ts';
import { createStreamResponse, type StreamResponse } from './text-stream.ts';

/** Settings of a stream that is picked up again: what the answer is like was settled when it was asked for. */
export interface ResumeOptions extends Pick<
  TextOptions,
  'signal' | 'timeout' | 'retry' | 'recovery' | 'headers' | 'apiKey' | 'baseUrl' | 'include'
> {
  /** The conversation that the answer belongs to, for `context` in the response. Default: none. */
  readonly input?: Input;
  /**
   * What there is of the answer already: `error.partial`, or the response of a stream that was left. The stream then gives
   * only what comes after it; `response()` is of the whole answer.
   */
  readonly partial?: HeldAnswer;
}

/** Settings of the request that stops an answer. */
export type CancelOptions = Omit<ResumeOptions, 'partial' | 'recovery'>;

/** Reading on in another place. */
export interface ResumeFunctions {
  /**
   * Picks up an answer that the provider makes in the background, from its beginning or behind `partial`, so that the whole
   * of it is in the response; also in another process than the one that asked for it. Throws `invalid-request` when the
   * provider has forgotten it or `partial` is of another, `unsupported` where nothing can be picked up, `config` for what
   * is no token or no partial answer.
   */
  resumeStream(token: ResumeToken, options?: ResumeOptions): Promise<StreamResponse>;
  /**
   * Stops an answer that the provider makes in the background, so that no more of it is paid for; gives what there is of
   * it. Leaving a stream does not stop such an answer. Throws as `resumeStream` does.
   */
  cancelAnswer(token: ResumeToken, options?: CancelOptions): Promise<ModelResponse>;
}

/** A call that is made ready to be sent. */
export interface Ready {
  readonly call: Call;
}

/** The client's way to an answer. */
export interface ResumeDesk<R extends Ready> {
  readonly ready: (model: ModelInput, input: Input, options: TextOptions, stream: boolean) => Promise<R>;
  readonly sent: (ready: R) => Promise<Begun>;
}

/** See {@link ResumeFunctions}. */
export async function resumeStream<R extends Ready>(
  desk: ResumeDesk<R>,
  given: ResumeToken,
  { partial, ...options }: ResumeOptions = {},
): Promise<StreamResponse> {
  // The cursor may be ahead of what its reader was shown, so it is not relied upon.
  const { cursor: _cursor, ...token } = checkedToken(given);
  if (partial !== undefined && !isAnswer(partial)) throw noPartial();
  const begun = await ask(desk, { token }, options);
  if (partial === undefined) return createStreamResponse(begun);
  const { chunks, held } = beyondPartial(begun.reply.chunks, partial);
  return createStreamResponse({ ...begun, held, reply: { ...begun.reply, chunks } });
}

/** See {@link ResumeFunctions}. */
export async function cancelAnswer<R extends Ready>(
  desk: ResumeDesk<R>,
  token: ResumeToken,
  options: CancelOptions = {},
): Promise<ModelResponse> {
  const begun = await ask(desk, { token: checkedToken(token), isCancelled: true }, options);
  return createStreamResponse(begun).response();
}

async function ask<R extends Ready>(
  { ready, sent }: ResumeDesk<R>,
  resume: ResumePoint,
  { input, ...options }: CancelOptions,
): Promise<Begun> {
  const { provider, model: id, protocol } = resume.token;
  const prepared = await ready({ provider, id, protocol }, 'What?', options, resume.isCancelled !== true);
  const messages = input === undefined ? [] : messagesOf(input, undefined);
  const control = { ...prepared.call.control, resume };
  return sent({ ...prepared, call: Object.freeze({ ...prepared.call, messages, control }) });
}

function isAnswer(value: unknown): boolean {
  return isRecord(value) && isRecord(value['message']) && Array.isArray(value['message']['content']);
}

function noPartial(): ReqLLMError {
  const message =
    '`partial` is no answer; give it `error.partial`, or the response of the stream that was left.';
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
