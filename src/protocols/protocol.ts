import type { Call, CallBody } from '../core/call.ts';
import type { ContinuationHabits, ResumeToken } from '../core/recovery.ts';
import type { Chunk, Emit } from '../core/chunk.ts';
import type { ReqLLMError } from '../core/error.ts';
import type { AnyCall, Operation } from '../core/operation.ts';
import type { Json } from '../core/json.ts';
import type { Warning } from '../core/warning.ts';
import type { Model } from '../core/model.ts';
import type { FramingName, WireEvent } from '../wire/event.ts';
import type { FormFile } from '../wire/form.ts';
import type { SocketTerms } from '../wire/socket.ts';
import type { ObjectAbilities } from './object-abilities.ts';

/** A request in a provider's format, before authentication. */
export interface WireRequest {
  readonly method: 'POST' | 'GET';
  /** Appended to the base URL; starts with a slash, already percent-encoded. */
  readonly path: string;
  /** A list is said as one member after the other, all of the same name. */
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Json;
  /** Files that go with the body: both are sent as a form then, each member of the body as a field. One without a name goes alone. */
  readonly files?: readonly FormFile[];
  /** Over a WebSocket: the body is a message, and these are the terms of the answer. */
  readonly socket?: SocketTerms;
  /** Everything about the call that the body does not say as it was asked. */
  readonly changes: readonly Warning[];
}

/** `open`: nothing final seen. `finished`: the model is done, but a last count may follow. `done`: nothing more will come. */
export type StreamState = 'open' | 'finished' | 'done';

/** Reads a reply that is neither JSON nor frames: a sound, an image, a plain text. */
export interface BytesReader {
  read(bytes: Uint8Array, emit: Emit): void;
  /** The bytes are over: emits the finish. Throws `truncated` when nothing came. */
  end(emit: Emit): void;
}

/** The memory of one stream. */
export interface StreamReader {
  /** Reads one frame. Throws a ReqLLMError for an error event or a malformed frame. */
  read(event: WireEvent, emit: Emit): StreamState;
  /** The stream is over: emits what was held back and the finish. Throws `truncated` if it was cut short. */
  end(emit: Emit): void;
  /** Which answer this is and how far it was read, where it can be picked up again; a reader of it goes on reading after `end`. */
  place?(): { readonly id: string; readonly cursor?: string } | undefined;
}

/** The client's side of a wire protocol: pure functions, no I/O, no clock, no environment. */
export interface Codec<C extends AnyCall = Call> {
  readonly protocol: string;
  /** How streams are cut. Replies with another content type are recognised by the caller. */
  readonly framing: FramingName;
  encode(call: C): WireRequest;
  /** A whole body as chunks, the finish last; a `job` and no finish where the work goes on. Throws a ReqLLMError for an error inside a 200. */
  decode(body: unknown, emit: Emit): void;
  open(): StreamReader;
  /** How a reply of this content type is read, for types that are neither JSON nor a framing. Absent: such a reply is an error. */
  openBytes?(mediaType: string): BytesReader | undefined;
  /** What an HTTP error means. `body` is parsed JSON, or the text when it is no JSON. */
  fail(status: number, body: unknown, headers: Readonly<Record<string, string>>): ReqLLMError;
  /** How to ask how many tokens a call comes to, where the host tells. */
  readonly counter?: TokenCounter;
  /** How a model can be brought to answer with an object. Absent: by words alone. */
  objects?(model: Model): ObjectAbilities;
  /** Asks for the rest of an answer, as a stream or as it stands, or how a job stands; all of it where the token has no cursor. */
  resume?(token: ResumeToken, options: { readonly stream: boolean }): WireRequest;
  /** Stops an answer that is made in the background; the reply is the answer as a body, as far as it came. */
  cancel?(token: ResumeToken): WireRequest;
  /** How long the host keeps an answer that is made in the background, in milliseconds. */
  readonly keepsMs?: number;
  /** How the model of a call takes an answer that it is to go on with. Absent: as a turn of its own, asked to go on. */
  continuation?(call: C): ContinuationHabits;
}

/** The question how many tokens a call comes to. */
export interface TokenCounter {
  /** The request that asks, from the one that the call would send. */
  encode(request: WireRequest, model: Model): WireRequest;
  /** The count in the answer; undefined when it has none. */
  decode(body: unknown): number | undefined;
}

/** A request as a server gets it. */
export interface ServerRequest {
  /** With its query string, without the host. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of a form: its fields. */
  readonly body: Json;
  /** The files of a form; one without a name where the file is the whole body. */
  readonly files?: readonly FormFile[];
}

/** A question for an answer that was made before. */
export interface ResumeAsk {
  readonly id: string;
  readonly stream: boolean;
  /** The last event that the asker has. */
  readonly cursor?: string;
  /** Whether the answer is to be stopped. */
  readonly cancels?: true;
  /** Whether a frame comes after that event. */
  isAfter(event: WireEvent): boolean;
}

/** The provider's side of work that goes on after the request was answered; `renderBody` tells of it when it is done. */
export interface JobServer<Body> {
  /** The answer that a job was taken on, and how it stands while it is worked on. */
  working(id: string, call: Body, isNew: boolean): Json;
  /** Which job a request asks about, and the part of the path that says so; undefined when it does not. */
  asked(method: string, path: string): { readonly id: string; readonly place: string } | undefined;
  /** The path of a file that a job made, counted from 0. */
  filePath(id: string, file: number): string;
}

/** Writes the frames of one reply. */
export interface StreamWriter {
  write(chunk: Chunk, send: (event: WireEvent) => void): void;
  /** Sends what was held back and the terminal frame. */
  end(send: (event: WireEvent) => void): void;
}

/** The provider's side of a wire protocol, for simulators and gateways. */
export interface ServerCodec<Body = CallBody> {
  readonly protocol: string;
  readonly framing: FramingName;
  /** Whether a request to this method and path is for this protocol. */
  matches(method: string, path: string): boolean;
  /** Reads a request; throws an `invalid-request` ReqLLMError when the real provider would refuse it. */
  parse(request: ServerRequest): Body;
  openWriter(call: Body): StreamWriter;
  renderBody(chunks: Iterable<Chunk>, call: Body): Json;
  /** The reply as bytes, where the provider answers this call with bytes in place of JSON. */
  renderBytes?(
    chunks: Iterable<Chunk>,
    call: Body,
  ): { readonly mediaType: string; readonly data: Uint8Array } | undefined;
  renderError(error: ReqLLMError): { readonly status: number; readonly body: Json };
  /** What a request asks about an answer that was made before; undefined when it does not. */
  resumed?(method: string, path: string): ResumeAsk | undefined;
  /** Whether a call's answer is made in the background, so that it can be asked for again. */
  isBackground?(call: Body): boolean;
  /** Where answers are made by jobs: how those are told of. */
  readonly jobs?: JobServer<Body>;
  /** The frame that reports a failure in the middle of a stream. */
  renderErrorEvent(error: ReqLLMError): WireEvent;
}

/** A lazy door to a protocol: importing it loads no codec. */
export interface Endpoint<C extends AnyCall = Call> {
  readonly operation: C['operation'];
  readonly protocol: string;
  /** Where it is on a host with several APIs, such as `/openai/v1`: added to base URLs that do not end in it. */
  readonly root?: string;
  /** Globs of the models that it serves; absent: all. The first endpoint that fits the operation and the model counts. */
  readonly models?: readonly string[];
  /** Most values or documents in one request; more are sent in several. */
  readonly maxValues?: number;
  load(): Promise<Codec<C>>;
  loadServer(): Promise<ServerCodec<C extends Call ? CallBody : Omit<C, 'control'>>>;
}

/** The door to any protocol; `operation` tells what it is for. */
export type AnyEndpoint = { [O in Operation]: Endpoint<Extract<AnyCall, { operation: O }>> }[Operation];

/** All frames of a reply. */
export function renderStream(server: ServerCodec, chunks: Iterable<Chunk>, call: CallBody): WireEvent[] {
  const events: WireEvent[] = [];
  const writer = server.openWriter(call);
  const send = (event: WireEvent): void => void events.push(event);
  for (const chunk of chunks) writer.write(chunk, send);
  writer.end(send);
  return events;
}
