import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';
import { isReqLLMError } from '../core/error.ts';
import { failureOf } from '../core/failure.ts';
import { renderStream, type ServerCodec } from '../protocols/protocol.ts';
import type { WireEvent } from '../wire/event.ts';
import { type Arrival, checkKey, type Desk, flatHeaders, receive } from './desk.ts';
import type { Fault } from './fault.ts';
import { type Pace, wait } from './send.ts';
import { chunksOfTurn } from './turn.ts';

/**
 * Lets a simulator's server take WebSockets, where a protocol is spoken over them; the package ws does it. Returns what
 * ends those that are open.
 */
export function takeSockets(server: Server, desk: Desk): () => void {
  let upgrades: Promise<WebSocketServer> | undefined;
  const open = new Set<WebSocket>();
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const upgrade = async (): Promise<void> => {
      const found = await admit(request, stream, desk);
      if (found === undefined) return;
      upgrades ??= import('ws').then((ws) => new ws.WebSocketServer({ noServer: true }));
      (await upgrades).handleUpgrade(request, stream, head, (socket) => {
        open.add(socket);
        socket.on('close', () => open.delete(socket));
        serve(socket, { ...found, headers: flatHeaders(request) }, desk);
      });
    };
    upgrade().catch(() => stream.destroy());
  });
  return () => {
    for (const socket of open) socket.terminate();
  };
}

type Found = Pick<Arrival, 'codec' | 'path'>;

async function admit(request: IncomingMessage, stream: Duplex, desk: Desk): Promise<Found | undefined> {
  const found = await desk.switchboard.find('GET', request.url ?? '/');
  if (found === undefined) {
    refuse(stream, 404, 'text/plain', 'The simulator speaks no protocol over WebSockets at this path.');
    return undefined;
  }
  try {
    checkKey(flatHeaders(request), desk.options);
    return found;
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    const { status, body } = found.codec.renderError(error);
    refuse(stream, status, 'application/json', JSON.stringify(body));
    return undefined;
  }
}

function refuse(stream: Duplex, status: number, type: string, text: string): void {
  const { STATUS_CODES } = process.getBuiltinModule('node:http');
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`,
    `content-type: ${type}`,
    `content-length: ${Buffer.byteLength(text)}`,
    'connection: close',
  ];
  stream.end(`${lines.join('\r\n')}\r\n\r\n${text}`);
}

// One turn after the other, however fast the messages come.
function serve(socket: WebSocket, arrival: Omit<Arrival, 'text'>, desk: Desk): void {
  let turns: Promise<void> = Promise.resolve();
  socket.on('error', () => {});
  socket.on('message', (data: Buffer) => {
    turns = turns
      .then(() => answer(socket, { ...arrival, text: data.toString('utf8') }, desk))
      .catch(() => socket.terminate());
  });
}

async function answer(socket: WebSocket, arrival: Arrival, desk: Desk): Promise<void> {
  const { codec } = arrival;
  const pace = desk.options.pace ?? {};
  try {
    const { call, turn } = receive(desk, arrival);
    const { fault } = turn;
    await wait(pace.latencyMs);
    if (fault?.type === 'status') return say(socket, codec.renderErrorEvent(failureOf(said(fault))), pace);
    const rendered = renderStream(codec, chunksOfTurn(turn, call, desk.requests.length), call);
    const frames = fault?.type === 'frames' ? fault.change(rendered) : rendered;
    const sound = fault === undefined ? frames : frames.slice(0, 'after' in fault ? fault.after : undefined);
    for (const frame of fault?.type === 'html' ? [] : sound) {
      await wait(pace.frameMs);
      if (socket.readyState !== socket.OPEN) return;
      say(socket, frame, pace);
    }
    if (fault !== undefined) await goWrong(socket, codec, fault);
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    say(socket, codec.renderErrorEvent(error), pace);
  }
}

function said(fault: Extract<Fault, { type: 'status' }>): Parameters<typeof failureOf>[0] {
  const { status, message = `Simulated failure ${status}`, code } = fault;
  return { status, message, ...(code === undefined ? {} : { providerCode: code }) };
}

/** A message, whole or in fragments, which may cut characters. */
function say(socket: WebSocket, { data }: Pick<WireEvent, 'data'>, { sliceBytes = 0 }: Partial<Pace>): void {
  const bytes = Buffer.from(data);
  const length = sliceBytes > 0 ? sliceBytes : bytes.length;
  for (let at = 0; at < bytes.length; at += length)
    socket.send(bytes.subarray(at, at + length), { binary: false, fin: at + length >= bytes.length });
}

async function goWrong(socket: WebSocket, codec: ServerCodec, fault: Fault): Promise<void> {
  switch (fault.type) {
    case 'error-event': {
      const { status = 529, message = 'Simulated overload' } = fault;
      return say(socket, codec.renderErrorEvent(failureOf({ status, message, phase: 'stream' })), {});
    }
    case 'malformed':
      return say(socket, { data: '{"simulated": malformed' }, {});
    case 'html':
      return say(socket, { data: '<!doctype html><title>Sign in</title>' }, {});
    case 'truncate':
      return socket.close(1000);
    case 'reset':
      await wait(20);
      return socket.terminate();
    // What a whole HTTP reply would be has no counterpart here.
    case 'reply':
      return socket.terminate();
    case 'status':
    case 'stall':
    case 'linger':
    case 'frames':
      return;
    default:
      fault satisfies never;
  }
}
