import { base64OfPieces, fromBase64 } from '../../core/base64.ts';
import type { CallBody } from '../../core/call.ts';
import type { Chunk } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';
import type { WireEvent } from '../../wire/event.ts';
import type { StreamWriter } from '../protocol.ts';
import type { OpenaiChatDialect } from './dialect.ts';
import { Draft, type Members } from './server-draft.ts';
import { withoutUsage } from './server-parse.ts';
import { renderUsage } from './server-usage.ts';

type Send = (event: WireEvent) => void;

/** Writes a reply frame by frame, as OpenAI streams it. */
export class ChatStreamWriter implements StreamWriter {
  readonly #draft: Draft;
  readonly #hasUsage: boolean;
  #hasBegun = false;

  constructor(dialect: OpenaiChatDialect, call: CallBody) {
    this.#draft = new Draft(dialect, call);
    this.#hasUsage = !(withoutUsage in call);
  }

  write(chunk: Chunk, send: Send): void {
    const members = this.#draft.add(chunk);
    if (chunk.type === 'start') this.#begin(send);
    if (members === undefined) return;
    this.#begin(send);
    const { logprobs, ...delta } = members;
    this.#frame(send, { index: 0, delta, logprobs: logprobs ?? null, finish_reason: null });
  }

  end(send: Send): void {
    this.#begin(send);
    const draft = this.#draft;
    const late = draft.late();
    if (Object.keys(late).length > 0)
      this.#frame(send, { index: 0, delta: late, logprobs: null, finish_reason: null });
    this.#frame(
      send,
      { index: 0, delta: {}, logprobs: null, finish_reason: draft.finishReason() },
      draft.facts(),
    );
    const usage = renderUsage(draft.usage);
    if (usage !== null && this.#hasUsage)
      send({ data: JSON.stringify({ ...this.#head(), choices: [], usage }) });
    send({ data: '[DONE]' });
  }

  #begin(send: Send): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#frame(send, {
      index: 0,
      delta: { role: 'assistant', content: '' },
      logprobs: null,
      finish_reason: null,
    });
  }

  #frame(send: Send, choice: JsonObject, facts: JsonObject = {}): void {
    send({ data: JSON.stringify({ ...this.#head(), choices: [choice], ...facts }) });
  }

  #head(): JsonObject {
    return this.#draft.head('chat.completion.chunk');
  }
}

/** A whole reply as OpenAI sends it. */
export function renderBody(dialect: OpenaiChatDialect, chunks: Iterable<Chunk>, call: CallBody): JsonObject {
  const draft = new Draft(dialect, call);
  const message: Members = {};
  let logprobs: Json = null;
  for (const chunk of chunks) {
    const { logprobs: tokens, ...delta } = draft.add(chunk) ?? {};
    grow(message, delta);
    if (isRecord(tokens))
      logprobs = {
        content: [
          ...(isRecord(logprobs) ? (logprobs['content'] as Json[]) : []),
          ...(tokens['content'] as Json[]),
        ],
      };
  }
  grow(message, draft.late());
  const choice = { index: 0, message: wholeMessage(message), logprobs, finish_reason: draft.finishReason() };
  const usage = renderUsage(draft.usage);
  return {
    ...draft.head('chat.completion'),
    choices: [choice],
    ...(usage === null ? {} : { usage }),
    ...draft.facts(),
  };
}

// Texts and lists grow, calls grow by their index.
function grow(message: Members, delta: Members): void {
  for (const [name, value] of Object.entries(delta)) {
    const before = message[name];
    if (name === 'tool_calls') growCalls((message[name] ??= []) as JsonObject[], value as JsonObject[]);
    else if (typeof before === 'string' && typeof value === 'string') message[name] = before + value;
    else if (Array.isArray(before) && Array.isArray(value)) message[name] = [...before, ...value] as Json;
    else if (name === 'audio')
      message[name] = { ...(before as JsonObject), ...(value as JsonObject), ...samples(before, value) };
    else if (isRecord(before) && isRecord(value)) message[name] = { ...before, ...value } as Json;
    else setOwn(message, name, value);
  }
}

// Each piece is base64 of its own.
function samples(before: Json | undefined, value: Json): { data?: string } {
  const pieces = [before, value].map((audio) =>
    isRecord(audio) && typeof audio['data'] === 'string' ? fromBase64(audio['data']) : undefined,
  );
  const known = pieces.filter((piece) => piece !== undefined);
  return known.length === 0 ? {} : { data: base64OfPieces(known) };
}

function growCalls(calls: JsonObject[], deltas: readonly JsonObject[]): void {
  for (const { index, ...delta } of deltas) {
    const before = calls[index as number];
    const said = delta['function'] as { name?: string; arguments: string };
    if (before === undefined) calls[index as number] = delta;
    else {
      const old = before['function'] as { name: string; arguments: string };
      calls[index as number] = { ...before, function: { ...old, arguments: old.arguments + said.arguments } };
    }
  }
}

function wholeMessage({ content, refusal = null, ...others }: Members): JsonObject {
  const isSilent = content === undefined && ('tool_calls' in others || refusal !== null);
  return { role: 'assistant', content: isSilent ? null : (content ?? ''), refusal, ...others };
}
