import type { ServerResponse } from 'node:http';
import { loadProvider } from '../client/provider-names.ts';
import { listProviders } from '../client/list-providers.ts';
import type { Chunk } from '../core/chunk.ts';
import { type Json, parseJson } from '../core/json.ts';
import type { AnyCall, Operation } from '../core/operation.ts';
import type { AnyEndpoint, ServerCodec } from '../protocols/protocol.ts';
import type { WireEvent } from '../wire/event.ts';
import { readForm } from '../wire/form.ts';
import { asBytes, contentTypeOf, createFrameEncoder } from '../wire/framing.ts';
import { checkKey, type Desk } from './desk.ts';
import { oneByOne } from './one-by-one.ts';
import { operationChunks } from './operation-reply.ts';
import { sendError } from './send.ts';

/** A call of another operation than text, as a server reads it. */
export type OperationBody = Omit<Exclude<AnyCall, { operation: 'text' }>, 'control'>;

/** The server's side of a protocol of another operation than text. */
export type OperationServer = ServerCodec<OperationBody>;

/** Whose request a path is of: a call, or a look at a job of one. */
export function codecFor<Codec extends Pick<ServerCodec | OperationServer, 'matches' | 'jobs'>>(
  codecs: readonly Codec[],
  method: string,
  path: string,
): { readonly codec: Codec; readonly path: string } | undefined {
  const bare = path.split('?')[0] ?? path;
  const codec = codecs.find(
    (each) => each.matches(method, bare) || each.jobs?.asked(method, bare) !== undefined,
  );
  return codec === undefined ? undefined : { codec, path };
}

/** Finds who answers a request for vectors, images, sounds and the like. */
export interface OperationSwitchboard {
  find(
    method: string,
    path: string,
  ): Promise<{ readonly codec: OperationServer; readonly path: string } | undefined>;
}

/** As for text: each provider under its own name, and the vendors' own manners everywhere else. */
export function createOperationSwitchboard(): OperationSwitchboard {
  const codecs = new Map<string, Promise<OperationServer[]>>();
  let ids: Promise<readonly string[]> | undefined;
  const codecsOf = (id: string, all: readonly string[]): Promise<OperationServer[]> => {
    const known = codecs.get(id) ?? serversOf(id === '' ? all : [id]);
    codecs.set(id, known);
    return known;
  };
  return {
    async find(method, path) {
      ids ??= listProviders().then((list) => list.filter(({ verified }) => verified).map(({ id }) => id));
      const all = await ids;
      const [, first = ''] = path.split(/[/?]/, 2);
      const isOwn = all.includes(first);
      const rest = isOwn ? path.slice(first.length + 1) : path;
      const able = await codecsOf(isOwn ? first : '', all);
      return codecFor(able, method, rest);
    },
  };
}

/** What speaks a provider's formats besides those for text. */
export function operationServers(id: string): Promise<OperationServer[]> {
  return serversOf([id]);
}

// OpenAI comes first where several hosts share a path.
async function serversOf(ids: readonly string[]): Promise<OperationServer[]> {
  const ordered = [...ids].sort((left, right) => Number(right === 'openai') - Number(left === 'openai'));
  const providers = await oneByOne(ordered, (id) => loadProvider(id));
  const endpoints = providers
    .flatMap((provider) => provider?.endpoints ?? [])
    .filter(
      (endpoint): endpoint is Exclude<AnyEndpoint, { operation: 'text' }> => !isText(endpoint.operation),
    );
  // What an endpoint's server parses it also renders; which operation that is, its calls tell.
  return oneByOne(endpoints, (endpoint) => endpoint.loadServer() as Promise<unknown>) as Promise<
    OperationServer[]
  >;
}

function isText(operation: Operation): boolean {
  return operation === 'text';
}

/** A request for another operation, as it came in. */
export interface OperationArrival {
  readonly codec: OperationServer;
  readonly method: string;
  readonly path: string;
  /** The whole address. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  readonly response: ServerResponse;
}

/** Answers a request for another operation: deterministic vectors, scores, images, sounds and texts. */
export function answerOperation(desk: Desk, arrival: OperationArrival): void {
  const { codec, method, path, url, headers, bytes, response } = arrival;
  const number = desk.requests.length + 1;
  const { protocol } = codec;
  const { body, files } = readOperation(headers, bytes);
  desk.requests.push({ protocol, path, body });
  checkKey(headers, desk.options);
  const { turns } = desk.options;
  const fault = Array.isArray(turns) ? turns[Math.min(number, turns.length) - 1]?.fault : undefined;
  if (fault?.type === 'status') return sendError(response, codec as never, fault);
  const look = desk.jobs.look(codec, method, path, url);
  if (look !== undefined) return sendJson(response, look);
  const call = codec.parse({ path, headers, body, ...(files === undefined ? {} : { files }) });
  if (codec.jobs !== undefined) return sendJson(response, desk.jobs.take(codec, call, number));
  send(response, codec, call, operationChunks(call, number));
}

function sendJson(response: ServerResponse, body: Json): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function send(response: ServerResponse, codec: OperationServer, call: OperationBody, chunks: Chunk[]): void {
  const { contentType, pieces } = renderOperation(codec, call, chunks);
  response.writeHead(200, { 'content-type': contentType });
  for (const piece of pieces) response.write(piece);
  response.end();
}

/** The body of an answer, in the pieces in which it is sent: a file, JSON, or the frames of a stream. */
export function renderOperation(
  codec: OperationServer,
  call: OperationBody,
  chunks: readonly Chunk[],
): { readonly contentType: string; readonly pieces: readonly Uint8Array[] } {
  const file = codec.renderBytes?.(chunks, call);
  if (file !== undefined) return { contentType: file.mediaType, pieces: [file.data] };
  if (!call.stream) {
    const text = JSON.stringify(codec.renderBody(chunks, call));
    return { contentType: 'application/json', pieces: [asBytes(text)] };
  }
  const encoder = createFrameEncoder(codec.framing);
  const writer = codec.openWriter(call);
  const pieces: Uint8Array[] = [];
  const write = (event: WireEvent): void => void pieces.push(asBytes(encoder.encode(event)));
  for (const chunk of chunks) writer.write(chunk, write);
  writer.end(write);
  pieces.push(asBytes(encoder.end()));
  return { contentType: contentTypeOf(codec.framing), pieces };
}

/** The body of a request, and its files where it is a form or a recording. */
export function readOperation(
  headers: Readonly<Record<string, string>>,
  bytes: Uint8Array,
): { body: Json; files?: ReturnType<typeof readForm>['files'] } {
  const type = headers['content-type'] ?? '';
  if (/^multipart\/form-data/i.test(type)) return readForm(type, bytes) as ReturnType<typeof readOperation>;
  if (/^(?:(?:audio|video)\/|application\/octet-stream)/i.test(type))
    return { body: null, files: [{ name: '', filename: '', mediaType: type, data: bytes }] };
  const parsed = parseJson(new TextDecoder().decode(bytes));
  return { body: parsed.ok ? parsed.value : null };
}
