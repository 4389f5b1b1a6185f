import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type Client, type ClientOptions, createClient } from '../client/client.ts';
import type { CallBody } from '../core/call.ts';
import { isReqLLMError } from '../core/error.ts';
import type { Json } from '../core/json.ts';
import { type BatchReply, createBatchApis } from './batch-apis.ts';
import { answerCount } from './count-apis.ts';
import { checkKey, type Desk, flatHeaders, receive } from './desk.ts';
import { createFileApis, type FileReply } from './file-apis.ts';
import { createJobs } from './jobs.ts';
import { keep, resumeAnswer, type ResumeQuestion, type ResumeTurn } from './resume.ts';
import { answerOperation, createOperationSwitchboard } from './operations.ts';
import { type Pace, sendBody, sendError, sendStream } from './send.ts';
import { takeSockets } from './socket.ts';
import type { ServerCodec } from '../protocols/protocol.ts';
import { createSwitchboard } from './switchboard.ts';
import { chunksOfTurn, type Turn } from './turn.ts';

export interface SimulatorOptions {
  /** What to say: a list of turns in order (the last one repeats), or a function. Default: echoes, tool calls and samples. */
  readonly turns?: readonly Turn[] | ((call: CallBody, number: number) => Turn);
  /** How a question for an answer that is made in the background is answered. Default: with the rest of it. */
  readonly resume?: (ask: ResumeQuestion, number: number) => ResumeTurn;
  /** How fast, and how the bytes are cut. Default: at once, one frame a write. */
  readonly pace?: Partial<Pace>;
  /** Keys that are let in. Default: any key. Without a key every call gets the protocol's 401. */
  readonly keys?: readonly string[];
  /** 0 picks a free port. */
  readonly port?: number;
}

/** A request that the simulator got. */
export interface SimulatedRequest {
  readonly protocol: string;
  readonly path: string;
  readonly body: Json;
  readonly call?: CallBody;
  /** It asked only for the tokens of a call. */
  readonly isCount?: true;
}

export interface Simulator extends AsyncDisposable {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** The address to give each built-in provider. */
  readonly baseUrls: Readonly<Record<string, string>>;
  /** A key that is let in, for each built-in provider. */
  readonly keys: Readonly<Record<string, string>>;
  /** All requests so far. */
  readonly requests: readonly SimulatedRequest[];
  /** How many connections are open. */
  connections(): Promise<number>;
  /** How many replies are on their way: begun, and neither ended nor given up by the other side. */
  readonly answering: number;
  /** A client whose built-in providers all lead here. */
  client(options?: ClientOptions): Client;
  close(): Promise<void>;
}

const simulatedKey = 'simulated-key';

/**
 * Starts a real HTTP server on loopback that speaks the wire protocols of the providers, through the same codecs that the
 * client uses. It is no model: it says what it was told to say.
 */
export async function simulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const switchboard = await createSwitchboard();
  const requests: SimulatedRequest[] = [];
  const operations = createOperationSwitchboard();
  const files = createFileApis();
  const desk: Desk = {
    switchboard,
    operations,
    options,
    requests,
    answers: new Map(),
    batches: createBatchApis(files),
    files,
    jobs: createJobs(),
  };
  const { createServer } = process.getBuiltinModule('node:http');
  let answering = 0;
  const server = createServer((request, response) => {
    answering += 1;
    response.on('close', () => (answering -= 1));
    answer({ request, response, desk }).catch(() => response.destroy());
  });
  const endSockets = takeSockets(server, desk);
  const url = await listen(server, options.port ?? 0);
  const baseUrls = Object.fromEntries(
    Object.entries(switchboard.paths).map(([id, path]) => [id, url + path]),
  );
  const keys = Object.fromEntries(Object.keys(baseUrls).map((id) => [id, options.keys?.[0] ?? simulatedKey]));
  const close = (): Promise<void> => stop(server, endSockets);
  return {
    url,
    baseUrls,
    keys,
    requests,
    get answering() {
      return answering;
    },
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
      ),
    client: (more = {}) =>
      createClient({ ...more, baseUrls: { ...baseUrls, ...more.baseUrls }, keys: { ...keys, ...more.keys } }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly desk: Desk;
}

async function answer({ request, response, desk }: Exchange): Promise<void> {
  response.setHeader('server', 'reqllm-simulator');
  const bytes = await bytesOfRequest(request);
  const text = bytes.toString('utf8');
  const { method = 'GET', url = '/' } = request;
  const count = await answerCount({ method, url, headers: flatHeaders(request), text }, desk);
  if (count !== undefined) return sendJson(response, count.status, count.body);
  const made = desk.jobs.file(addressOf(request));
  if (made !== undefined) return sendMade({ request, response, desk }, made);
  const found = await desk.switchboard.find(method, url);
  const batch = found === undefined ? await desk.batches.answer(request, text, desk) : undefined;
  if (batch !== undefined) return sendBatch(response, batch);
  const file = found === undefined ? desk.files.answer(request, bytes, desk) : undefined;
  if (file !== undefined) return sendFile(response, file);
  if (found === undefined) return answerOther({ request, response, desk }, bytes);
  return answerText({ request, response, desk }, found, text);
}

/** A file that a job made, for who has the key. */
function sendMade(
  { request, response, desk }: Exchange,
  { mediaType, data }: { readonly mediaType: string; readonly data: Uint8Array },
): void {
  try {
    checkKey(flatHeaders(request), desk.options);
    response.writeHead(200, { 'content-type': mediaType }).end(data);
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    sendJson(response, error.status ?? 400, { error: { message: error.message } });
  }
}

function addressOf({ headers, url = '/' }: IncomingMessage): string {
  return `http://${headers.host ?? ''}${url}`;
}

/** Calls for something else than words. */
async function answerOther({ request, response, desk }: Exchange, bytes: Uint8Array): Promise<void> {
  const found = await desk.operations.find(request.method ?? 'GET', request.url ?? '/');
  if (found === undefined) return sendPlain(response, 404, 'The simulator speaks no protocol at this path.');
  response.setHeader('x-request-id', `sim-request-${desk.requests.length + 1}`);
  try {
    const about = { method: request.method ?? 'GET', url: addressOf(request).split('?')[0] ?? '' };
    answerOperation(desk, { ...found, ...about, headers: flatHeaders(request), bytes, response });
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    const rendered = found.codec.renderError(error);
    sendJson(response, rendered.status, rendered.body);
  }
}

async function answerText(
  { request, response, desk }: Exchange,
  found: { readonly codec: ServerCodec; readonly path: string },
  text: string,
): Promise<void> {
  const { codec } = found;
  const number = desk.requests.length + 1;
  response.setHeader('x-request-id', `sim-request-${number}`);
  try {
    const headers = flatHeaders(request);
    const { path } = found;
    const ask = codec.resumed?.(request.method ?? 'GET', path);
    if (ask !== undefined) return await resumeAnswer({ response, desk, codec, ask, path, headers });
    const { call, turn } = receive(desk, { ...found, headers, text });
    if (turn.fault?.type === 'status') return sendError(response, codec, turn.fault);
    const chunks = chunksOfTurn(turn, call, number);
    keep(desk, { codec, call, chunks });
    const pace = desk.options.pace ?? {};
    const sending = { response, codec, call, chunks, pace, fault: turn.fault, headers };
    await (call.stream ? sendStream(sending) : sendBody(sending));
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    const rendered = codec.renderError(error);
    sendJson(response, rendered.status, rendered.body);
  }
}

async function bytesOfRequest(request: IncomingMessage): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of request) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces);
}

function sendJson(response: ServerResponse, status: number, body: Json): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function sendBatch(response: ServerResponse, { status, body }: BatchReply): void {
  if (typeof body !== 'string') return sendJson(response, status, body);
  response.writeHead(status, { 'content-type': 'application/x-jsonl' }).end(body);
}

function sendFile(response: ServerResponse, { status, headers, body }: FileReply): void {
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  if (body instanceof Uint8Array) response.writeHead(status).end(body);
  else sendJson(response, status, body);
}

function sendPlain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`);
    });
  });
}

function stop(server: Server, endSockets: () => void): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
    endSockets();
  });
}
