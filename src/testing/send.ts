import type { ServerResponse } from 'node:http';
import type { CallBody } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import { failureOf } from '../core/failure.ts';
import type { Json } from '../core/json.ts';
import { renderStream, type ServerCodec } from '../protocols/protocol.ts';
import type { WireEvent } from '../wire/event.ts';
import {
  asBytes,
  bytesOfEvents,
  contentTypeOf,
  createFrameEncoder,
  type FrameEncoder,
} from '../wire/framing.ts';
import type { Fault } from './fault.ts';

/** How a simulated reply is paced and cut. */
export interface Pace {
  /** Wait before the headers, in milliseconds. */
  readonly latencyMs: number;
  /** Wait before each frame. */
  readonly frameMs: number;
  /** Cut the bytes into pieces of this length instead of whole frames, also inside characters. */
  readonly sliceBytes: number;
}

export interface Sending {
  readonly response: ServerResponse;
  readonly codec: ServerCodec;
  readonly call: CallBody;
  readonly chunks: readonly Chunk[];
  readonly pace: Partial<Pace>;
  readonly fault: Fault | undefined;
  /** Headers of the request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Which frames to send. Default: all. */
  readonly isWanted?: (frame: WireEvent) => boolean;
}

/** The reply as one body. */
export async function sendBody(sending: Sending): Promise<void> {
  const { response, codec, call, chunks, pace, fault } = sending;
  await wait(pace.latencyMs);
  if (fault?.type === 'html') return sendHtml(response);
  if (fault?.type === 'stall') return;
  const text = JSON.stringify(codec.renderBody(chunks, call));
  if (fault?.type === 'reply') return sendRaw(sending, asBytes(text), 'application/json');
  if (fault?.type === 'reset') return void response.destroy();
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    fault?.type === 'truncate' || fault?.type === 'malformed' ? text.slice(0, text.length / 2) : text,
  );
}

/** The reply as a stream of frames, paced, and failing where it was told to. */
export async function sendStream(sending: Sending): Promise<void> {
  const { response, codec, pace, fault } = sending;
  await wait(pace.latencyMs);
  if (fault?.type === 'html') return sendHtml(response);
  const frames = framesOf(sending);
  const contentType = contentTypeOf(codec.framing);
  if (fault?.type === 'reply') return sendRaw(sending, bytesOfEvents(codec.framing, frames), contentType);
  response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-cache' });
  response.flushHeaders();
  const encoder = createFrameEncoder(codec.framing);
  const sound = fault !== undefined && 'after' in fault ? frames.slice(0, fault.after) : frames;
  for (const frame of sound) {
    await wait(pace.frameMs);
    if (!(await write(response, encoder.encode(frame), pace.sliceBytes))) return;
  }
  await goWrong(sending, encoder);
}

function framesOf({ codec, chunks, call, fault, isWanted }: Sending): readonly WireEvent[] {
  const all = renderStream(codec, chunks, call);
  const frames = isWanted === undefined ? all : all.filter(isWanted);
  return fault?.type === 'frames' ? fault.change(frames) : frames;
}

function sendRaw({ response, fault, headers }: Sending, whole: Uint8Array, contentType: string): void {
  if (fault?.type === 'reply') fault.send({ response, whole, contentType, headers });
}

async function goWrong({ response, codec, fault }: Sending, encoder: FrameEncoder): Promise<void> {
  switch (fault?.type) {
    case 'error-event': {
      const { status = 529, message = 'Simulated overload' } = fault;
      response.end(encoder.encode(codec.renderErrorEvent(failureOf({ status, message, phase: 'stream' }))));
      return;
    }
    case 'malformed':
      response.end(encoder.encode({ data: '{"simulated": malformed' }));
      return;
    case 'reset':
      // Let what was written leave first: a reset also throws away what the peer has not read yet.
      await wait(20);
      response.socket?.resetAndDestroy();
      return;
    case 'stall':
      return fault.comments === true && codec.framing === 'sse' ? keepCommenting(response) : undefined;
    case 'linger':
      response.write(encoder.end());
      return;
    case 'truncate':
      response.end();
      return;
    default:
      response.end(encoder.end());
  }
}

/** The protocol's own error body. */
export function sendError(
  response: ServerResponse,
  codec: ServerCodec,
  fault: Extract<Fault, { type: 'status' }>,
): void {
  const { status, headers, body } = failureOfStatus(codec, fault);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** What the protocol says with this status. */
export function failureOfStatus(
  codec: Pick<ServerCodec, 'renderError'>,
  fault: Extract<Fault, { type: 'status' }>,
): { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Json } {
  const { status, message = `Simulated failure ${status}`, code, retryAfterSeconds } = fault;
  const error = failureOf({ status, message, ...(code === undefined ? {} : { providerCode: code }) });
  const headers = {
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    ...fault.headers,
  };
  return { status, headers, body: codec.renderError(error).body };
}

function sendHtml(response: ServerResponse): void {
  response
    .writeHead(200, { 'content-type': 'text/html' })
    .end('<!doctype html><title>Sign in</title><p>Simulated login page</p>');
}

/** Writes and waits for the peer to take it; false when the peer is gone. */
async function write(
  response: ServerResponse,
  frame: string | Uint8Array,
  sliceBytes: number | undefined,
): Promise<boolean> {
  const bytes = asBytes(frame);
  const length = sliceBytes === undefined || sliceBytes <= 0 ? bytes.length : sliceBytes;
  for (let at = 0; at < bytes.length; at += length) {
    if (response.destroyed) return false;
    if (!response.write(bytes.subarray(at, at + length))) await drained(response);
    // Slices must leave one by one to arrive one by one.
    if (length < bytes.length) await new Promise(setImmediate);
  }
  return !response.destroyed;
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go);
      response.off('close', go);
      resolve();
    };
    response.on('drain', go);
    response.on('close', go);
  });
}

function keepCommenting(response: ServerResponse): void {
  const timer = setInterval(() => response.write(': keep-alive\n\n'), 50);
  response.on('close', () => clearInterval(timer));
}

/** Waits for a while, or not at all. */
export function wait(ms: number | undefined): Promise<void> {
  return ms === undefined || ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
