import type { Call, CallBody } from '../core/call.ts';
import type { Chunk, Emit } from '../core/chunk.ts';
import type { ReqLLMError } from '../core/error.ts';
import type { AnyCall, Operation } from '../core/operation.ts';
import type { Json } from '../core/json.ts';
import type { Warning } from '../core/warning.ts';
import type { Model } from '../core/model.ts';
import type { FramingName, WireEvent } from '../wire/event.ts';
import type { SocketTerms } from '../wire/socket.ts';
import type { ObjectAbilities } from './object-abilities.ts';

/** A request in a provider's format, before authentication. */
export interface WireRequest {
  readonly method: 'POST' | 'GET';
  /** Appended to the base URL; starts with a slash, already percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Json;
  /** Over a WebSocket: the body is a message, and these are the terms of the answer. */
  readonly socket?: SocketTerms;
  /** Everything about the call that the body does not say as it was asked. */
  readonly changes: readonly Warning[];
}

/** `open`: nothing final seen. `finished`: the model is done, but a last count may follow. `done`: nothing more will come. */
export type StreamState = 'open' | 'finished' | 'done';

/** The memory of one stream. */
export interface StreamReader {
  /** Reads one frame. Throws a ReqLLMError for an error event or a malformed frame. */
  read(event: WireEvent, emit: Emit): StreamState;
  /** The stream is over: emits what was held back and the finish. Throws `truncated` if it was cut short. */
  end(emit: Emit): void;
}

/** The client's side of a wire protocol: pure functions, no I/O, no clock, no environment. */
export interface Codec<C extends AnyCall = Call> {
  readonly protocol: string;
  /** How streams are cut. Replies with another content type are recognised by the caller. */
  readonly framing: FramingName;
  encode(call: C): WireRequest;
  /** A whole body as chunks, the finish last. Throws a ReqLLMError for an error inside a 200. */
  decode(body: unknown, emit: Emit): void;
  open(): StreamReader;
  /** What an HTTP error means. `body` is parsed JSON, or the text when it is no JSON. */
  fail(status: number, body: unknown, headers: Readonly<Record<string, string>>): ReqLLMError;
  /** How a model can be brought to answer with an object. Absent: by words alone. */
  objects?(model: Model): ObjectAbilities;
}

/** A request as a server gets it. */
export interface ServerRequest {
  /** With its query string, without the host. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
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
  renderError(error: ReqLLMError): { readonly status: number; readonly body: Json };
  /** The frame that reports a failure in the middle of a stream. */
  renderErrorEvent(error: ReqLLMError): WireEvent;
}

/** A lazy door to a protocol: importing it loads no codec. */
export interface Endpoint<C extends AnyCall = Call> {
  readonly operation: C['operation'];
  readonly protocol: string;
  /** Where it is on a host with several APIs, such as `/openai/v1`: added to base URLs that do not end in it. */
  readonly root?: string;
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
