import type { ServerResponse } from 'node:http';
import type { CallBody } from '../core/call.ts';
import type { Chunk, FinishReason } from '../core/chunk.ts';
import { ReqLLMError } from '../core/error.ts';
import type { ResumeAsk, ServerCodec } from '../protocols/protocol.ts';
import { checkKey, type Desk } from './desk.ts';
import type { Fault } from './fault.ts';
import { sendBody, sendError, sendStream } from './send.ts';

/** An answer that is made in the background. */
export interface KeptAnswer {
  readonly codec: ServerCodec;
  readonly call: CallBody;
  readonly chunks: readonly Chunk[];
}

/** What somebody asks about an answer that is made in the background. */
export interface ResumeQuestion {
  readonly id: string;
  /** Whether it is asked for as a stream. */
  readonly stream: boolean;
  /** The last event that the asker has. */
  readonly cursor?: string;
}

/** How such a question is answered. */
export interface ResumeTurn {
  /** The provider has forgotten the answer: 404. */
  readonly isExpired?: boolean;
  /** Tells the stream from its beginning, whatever the asker has. */
  readonly replaysAll?: boolean;
  /** The answer is not whole yet; for questions that ask for no stream. */
  readonly isPending?: boolean;
  /** What goes wrong on the way. */
  readonly fault?: Fault;
}

/** Keeps an answer when the call asked for that. */
export function keep({ answers }: Desk, answer: KeptAnswer): void {
  const start = answer.chunks.find((chunk) => chunk.type === 'start');
  if (start?.id !== undefined && answer.codec.isBackground?.(answer.call) === true)
    answers.set(start.id, answer);
}

interface Asking {
  readonly response: ServerResponse;
  readonly desk: Desk;
  readonly codec: ServerCodec;
  readonly ask: ResumeAsk;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers a question for an answer that was made before. Throws the protocol's own refusal. */
export async function resumeAnswer(asking: Asking): Promise<void> {
  const { response, desk, codec, ask, path, headers } = asking;
  const { requests, options, answers } = desk;
  requests.push({ protocol: codec.protocol, path, body: null });
  checkKey(headers, options);
  const { id, stream, cursor } = ask;
  const question = { id, stream, ...(cursor === undefined ? {} : { cursor }) };
  const turn = options.resume?.(question, requests.length) ?? {};
  const kept = answers.get(id);
  if (kept === undefined || turn.isExpired === true) throw gone(id);
  if (ask.cancels === true) answers.set(id, { ...kept, chunks: cut(kept.chunks, 'cancelled') });
  const { fault } = turn;
  if (fault?.type === 'status') return sendError(response, codec, fault);
  const made = answers.get(id)?.chunks ?? kept.chunks;
  const chunks = turn.isPending === true ? cut(made, 'other', 'in_progress') : made;
  const isWanted = turn.replaysAll === true ? (): boolean => true : ask.isAfter;
  const { pace = {} } = options;
  const sending = { response, codec, call: kept.call, chunks, pace, fault, headers, isWanted };
  await (stream ? sendStream(sending) : sendBody(sending));
}

// An answer that goes on has no finish; it is rendered with its state.
function cut(chunks: readonly Chunk[], reason: FinishReason, raw: string = reason): Chunk[] {
  const said = chunks.filter(({ type }) => type !== 'finish' && type !== 'usage');
  const some = said.slice(0, Math.ceil(said.length / 2));
  return [...some, { type: 'finish', reason, raw }];
}

function gone(id: string): ReqLLMError {
  const message = `Response with id '${id}' not found.`;
  return new ReqLLMError(message, { code: 'invalid-request', phase: 'headers', status: 404 });
}
