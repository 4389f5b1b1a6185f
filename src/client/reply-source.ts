import type { Chunk } from '../core/chunk.ts';
import type { ChunkSource } from '../core/chunk-stream.ts';
import { isReqLLMError, ReqLLMError } from '../core/error.ts';
import { type Json, parseJson } from '../core/json.ts';
import { decodeText } from '../http/decode-text.ts';
import { drain, maxBodyBytes, readAll } from '../http/limits.ts';
import type { ByteStream, HttpResponse } from '../http/transport.ts';
import type { BytesReader, Codec, StreamReader, StreamState } from '../protocols/protocol.ts';
import { framingOf } from '../wire/content-type.ts';
import { defaultLimits, type Framer, type FramingName, type WireEvent } from '../wire/event.ts';
import { createJsonLinesFramer } from '../wire/json-lines.ts';
import { createSseFramer } from '../wire/sse.ts';
import { BeforeEvents } from './before-events.ts';
import { loadFramer } from './doors.ts';
import { cutOff, unreadable } from './unreadable.ts';

export interface ReplySourceOptions {
  readonly response: HttpResponse;
  readonly codec: Codec<never>;
  /** Opens what reads a stream; a body needs none. */
  readonly reader: () => StreamReader;
  /** Whether a stream was asked for. */
  readonly stream: boolean;
  /** Chunks to hand over before anything is read. */
  readonly opening: readonly Chunk[];
  /** Where to put what the provider sent, when it was asked for. */
  readonly raw?: Json[] | undefined;
  /** Longest silence that the caller bears, in milliseconds; 0 is no limit. */
  readonly idleMs?: number;
}

// After the model's finish a last usage count may follow; a server that then keeps the socket open is not waited for.
const mostGraceMs = 2_000;

// What an answer says is kept until its end, and a text of more characters than this cannot be held by V8.
const mostStreamed = 500 * 1024 * 1024;

/** Chunks from an HTTP reply, a stream or a body, whichever the provider chose to send. */
export function createReplySource(options: ReplySourceOptions): ChunkSource {
  const { response, codec, stream, opening } = options;
  const bytes = bytesReaderFor(response, codec);
  const framing = framingFor(response, codec, stream);
  const parsed = (): ChunkSource =>
    framing === undefined ? jsonSource(options) : streamSource(options, framing);
  const source = bytes === undefined ? parsed() : bytesSource(options, bytes);
  if (opening.length === 0) return source;
  let isOpened = false;
  const pull: ChunkSource['pull'] = (push) => {
    if (!isOpened) for (const chunk of opening) push(chunk);
    isOpened = true;
    return source.pull(push);
  };
  return { pull, close: source.close };
}

function bytesReaderFor({ headers }: HttpResponse, codec: Codec<never>): BytesReader | undefined {
  const type = headers['content-type'];
  const isOther = type !== undefined && framingOf(type) === undefined && !/html|xml/i.test(type);
  return isOther ? codec.openBytes?.((type.split(';')[0] ?? '').trim().toLowerCase()) : undefined;
}

/** A reply of bytes, handed over as they come. */
function bytesSource({ response: { body } }: ReplySourceOptions, reader: BytesReader): ChunkSource {
  let length = 0;
  const pull: ChunkSource['pull'] = async (push) => {
    const bytes = await body.read();
    length += bytes?.length ?? 0;
    if (length > maxBodyBytes) {
      const message = `The reply is longer than ${maxBodyBytes} bytes. Ask for less.`;
      throw new ReqLLMError(message, { code: 'bad-response', phase: 'stream' });
    }
    if (bytes === undefined) reader.end(push);
    else reader.read(bytes, push);
    return bytes !== undefined;
  };
  return { pull, close: async () => body.close() };
}

/** How the reply is cut, or undefined when it is one JSON body. */
function framingFor(response: HttpResponse, codec: Codec<never>, stream: boolean): FramingName | undefined {
  const type = response.headers['content-type'];
  const said = type === undefined ? undefined : framingOf(type);
  if (said === 'json') return undefined;
  if (said !== undefined) return said;
  if (type !== undefined && /html|xml/i.test(type)) return undefined;
  return stream ? codec.framing : undefined;
}

/** One JSON body; or a streamed array, which Gemini sends with the same content type: its first character tells. */
function jsonSource(options: ReplySourceOptions): ChunkSource {
  if (!options.stream) return bodySource(options);
  const { body } = options.response;
  let chosen: ChunkSource | undefined;
  const choose = async (): Promise<ChunkSource> => {
    const first = await firstText(body);
    const again = { ...options, response: { ...options.response, body: startingWith(first, body) } };
    return first !== undefined && opensArray(first) ? streamSource(again, 'json-array') : bodySource(again);
  };
  return {
    pull: async (push) => (chosen ??= await choose()).pull(push),
    close: async () => (chosen === undefined ? body.close() : chosen.close()),
  };
}

const blanks: ReadonlySet<number> = new Set([9, 10, 13, 32]);

/** The first read that holds more than white space. */
async function firstText(body: ByteStream): Promise<Uint8Array | undefined> {
  for (;;) {
    const bytes = await body.read();
    if (bytes === undefined || bytes.some((byte) => !blanks.has(byte))) return bytes;
  }
}

function opensArray(bytes: Uint8Array): boolean {
  return bytes.find((byte) => !blanks.has(byte)) === '['.charCodeAt(0);
}

function startingWith(first: Uint8Array | undefined, body: ByteStream): ByteStream {
  let isGiven = false;
  const read = (): Promise<Uint8Array | undefined> => {
    if (isGiven) return body.read();
    isGiven = true;
    return Promise.resolve(first);
  };
  return { read, close: () => body.close() };
}

function bodySource({ response, codec, raw }: ReplySourceOptions): ChunkSource {
  const pull: ChunkSource['pull'] = async (push) => {
    const text = decodeText(await readAll(response.body));
    const parsed = parseJson(text);
    if (!parsed.ok) throw unreadable(response, text, parsed.problem);
    raw?.push(parsed.value);
    codec.decode(parsed.value, push);
    return false;
  };
  return { pull, close: async () => response.body.close() };
}

function streamSource(options: ReplySourceOptions, framing: FramingName): ChunkSource {
  if (framing === 'sse')
    return framedSource(options, createSseFramer(defaultLimits), new BeforeEvents(options.response));
  if (framing === 'json-lines') return framedSource(options, createJsonLinesFramer(defaultLimits));
  // What one vendor each sends is loaded when it comes.
  let source: ChunkSource | undefined;
  return {
    pull: async (push) => (source ??= framedSource(options, await loadFramer(framing))).pull(push),
    close: async () => (source ?? options.response.body).close(),
  };
}

function framedSource(options: ReplySourceOptions, framer: Framer, before?: BeforeEvents): ChunkSource {
  const { codec, raw, idleMs = 0 } = options;
  const reader = options.reader();
  const { body } = options.response;
  // Well before the caller's own limit ends a stream whose answer is complete.
  const graceMs = idleMs > 0 ? Math.min(mostGraceMs, idleMs / 2) : mostGraceMs;
  let graceLeftMs = graceMs;
  let state: StreamState = 'open';
  let isRead = false;
  let emit: (chunk: Chunk) => void = () => {};
  let length = 0;
  const onEvent: Parameters<typeof framer.push>[1] = (event) => {
    length += event.data.length;
    if (length > mostStreamed) throw tooMuch();
    if (raw !== undefined) raw.push(rawOf(event));
    if (before?.isOver === false) before.end();
    if (state !== 'done') state = reader.read(event, emit);
  };

  const take = (bytes: Uint8Array | 'late' | undefined): boolean => {
    if (bytes !== undefined && bytes !== 'late') {
      before?.take(bytes);
      framer.push(bytes, onEvent);
    } else {
      isRead = bytes === undefined;
      if (isRead) readTail(() => framer.end(onEvent), state);
      const instead = isRead ? before?.body() : undefined;
      if (instead !== undefined) codec.decode(instead, emit);
      else if (state !== 'done') reader.end(emit);
      state = 'done';
    }
    return state !== 'done';
  };
  // One promise a network read: at small reads they cost as much as the parsing.
  const pull: ChunkSource['pull'] = (push) => {
    emit = push;
    return state === 'finished' ? pullSoon(push) : body.read().then(take);
  };
  // Comments and what the model's finish makes void give no more time; what is still said does (Gemini's early STOP).
  const pullSoon: ChunkSource['pull'] = async (push) => {
    let isNews = false;
    emit = (chunk) => {
      isNews = true;
      push(chunk);
    };
    const startedAt = performance.now();
    const goesOn = take(graceLeftMs > 0 ? await readSoon(body, graceLeftMs) : 'late');
    graceLeftMs = isNews ? graceMs : graceLeftMs - (performance.now() - startedAt);
    return goesOn;
  };

  const close = async (): Promise<void> => {
    if (state === 'done' && !isRead) void drain(body);
    else await body.close();
  };
  return { pull, close };
}

function tooMuch(): ReqLLMError {
  const message = `The stream held more than ${mostStreamed} characters; it was given up. Ask for less output.`;
  return new ReqLLMError(message, { code: 'bad-response', phase: 'stream' });
}

function rawOf({ event, data }: WireEvent): Json {
  const parsed = parseJson(data);
  const value = parsed.ok ? parsed.value : data;
  return event === undefined ? value : { event, data: value };
}

/** Reads a last frame without its end mark. One that cannot be read was cut off, not sent wrong. */
function readTail(read: () => void, state: StreamState): void {
  try {
    read();
  } catch (error) {
    if (!isReqLLMError(error) || error.code !== 'bad-response') throw error;
    // What follows the model's finish is a count at most.
    if (state === 'finished') return;
    throw cutOff('stream ended in the middle of an event');
  }
}

/** The next bytes, or `late` when the server lingers after the model's finish. */
async function readSoon(
  body: HttpResponse['body'],
  graceMs: number,
): Promise<Uint8Array | undefined | 'late'> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, graceMs, 'late');
  });
  const read = body.read();
  // When the read loses the race its failure belongs to nobody: the answer is complete.
  read.catch(() => {});
  try {
    return await Promise.race([read, late]);
  } catch (error) {
    if (isReqLLMError(error) && error.code === 'network') return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
