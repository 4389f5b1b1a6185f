import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type Client, type ClientOptions, createClient } from '../client/client.ts';
import type { CallBody } from '../core/call.ts';
import { isReqLLMError, ReqLLMError } from '../core/error.ts';
import { type Json, parseJson } from '../core/json.ts';
import { defaultTurn } from './responder.ts';
import { type Pace, sendBody, sendError, sendStream } from './send.ts';
import { createSwitchboard, type Switchboard } from './switchboard.ts';
import { chunksOfTurn, type Turn } from './turn.ts';

export interface SimulatorOptions {
  /** What to say: a list of turns in order (the last one repeats), or a function. Default: echoes, tool calls and samples. */
  readonly turns?: readonly Turn[] | ((call: CallBody, number: number) => Turn);
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
  const { createServer } = process.getBuiltinModule('node:http');
  const server = createServer((request, response) => {
    answer({ request, response, switchboard, options, requests }).catch(() => response.destroy());
  });
  const url = await listen(server, options.port ?? 0);
  const baseUrls = Object.fromEntries(
    Object.entries(switchboard.paths).map(([id, path]) => [id, url + path]),
  );
  const keys = Object.fromEntries(Object.keys(baseUrls).map((id) => [id, options.keys?.[0] ?? simulatedKey]));
  const close = (): Promise<void> => stop(server);
  return {
    url,
    baseUrls,
    keys,
    requests,
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
  readonly switchboard: Switchboard;
  readonly options: SimulatorOptions;
  readonly requests: SimulatedRequest[];
}

async function answer({ request, response, switchboard, options, requests }: Exchange): Promise<void> {
  response.setHeader('server', 'reqllm-simulator');
  const text = await textOfRequest(request);
  const found = await switchboard.find(request.method ?? 'GET', request.url ?? '/');
  if (found === undefined) return sendPlain(response, 404, 'The simulator speaks no protocol at this path.');
  const { codec, path } = found;
  const parsed = parseJson(text);
  const body = parsed.ok ? parsed.value : null;
  const number = requests.length + 1;
  response.setHeader('x-request-id', `sim-request-${number}`);
  try {
    checkKey(request, options);
    if (!parsed.ok) throw refused('The body is not JSON.');
    const call = codec.parse({ path, headers: flatHeaders(request), body });
    requests.push({ protocol: codec.protocol, path, body, call });
    const turn = turnFor(options, call, number);
    if (turn.fault?.type === 'status') return sendError(response, codec, turn.fault);
    const chunks = chunksOfTurn(turn, call, number);
    const sending = { response, codec, call, chunks, pace: options.pace ?? {}, fault: turn.fault };
    await (call.stream ? sendStream(sending) : sendBody(sending));
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    if (requests.length < number) requests.push({ protocol: codec.protocol, path, body });
    const rendered = codec.renderError(error);
    sendJson(response, rendered.status, rendered.body);
  }
}

function turnFor({ turns }: SimulatorOptions, call: CallBody, number: number): Turn {
  if (turns === undefined) return defaultTurn(call);
  if (typeof turns === 'function') return turns(call, number);
  return turns[Math.min(number, turns.length) - 1] ?? defaultTurn(call);
}

function checkKey(request: IncomingMessage, { keys }: SimulatorOptions): void {
  const { headers } = request;
  const names = ['x-api-key', 'x-goog-api-key', 'api-key'];
  const shown =
    headers.authorization?.replace(/^Bearer\s+/i, '') ??
    names.map((name) => headers[name]).find((value) => value !== undefined);
  const isKnown = typeof shown === 'string' && shown !== '' && (keys === undefined || keys.includes(shown));
  if (!isKnown)
    throw new ReqLLMError('The simulator does not know this key.', {
      code: 'auth',
      phase: 'headers',
      status: 401,
    });
}

async function textOfRequest(request: IncomingMessage): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of request) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces).toString('utf8');
}

function flatHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function sendJson(response: ServerResponse, status: number, body: Json): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function sendPlain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}

function refused(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'invalid-request', phase: 'headers', status: 400 });
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

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
