import type { Agent, AgentOptions, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';

/** Settings of a pool of connections. */
export interface PoolOptions {
  /** How long an idle connection is kept, in milliseconds. A server's shorter hint wins. */
  readonly keepAliveMs: number;
  /** Most connections to one host at a time; later requests wait, and their connect limit runs. */
  readonly maxSockets?: number | undefined;
}

/** What Node's agents are made with. The newest connection is used first, so that the others can go idle and close. */
export function agentOptions(options: PoolOptions): AgentOptions {
  return {
    keepAlive: true,
    scheduling: 'lifo',
    ...(options.maxSockets === undefined ? {} : { maxSockets: options.maxSockets }),
  };
}

/** Makes an agent let go of idle connections before the server does. */
export function limitIdleTime(agent: Agent, options: PoolOptions, isOpen: () => boolean): Agent {
  const reuse = agent.reuseSocket.bind(agent);
  agent.keepSocketAlive = (stream: Duplex): boolean => {
    const socket = stream as Socket;
    const idleMs = Math.min(options.keepAliveMs, hints.get(socket) ?? Infinity);
    // Node also offers the connection of a request that was aborted before it was made; nothing was ever read from it.
    if (idleMs <= 0 || socket.bytesRead === 0 || !isOpen()) return false;
    socket.unref();
    // The agent itself cuts an idle socket that times out.
    socket.setTimeout(idleMs);
    return true;
  };
  agent.reuseSocket = (stream, request): void => {
    (stream as Socket).setTimeout(0);
    reuse(stream, request);
  };
  return agent;
}

/** Remembers how long the server says it keeps this connection: its hint less one second, for what is on its way. */
export function noteKeepAlive(response: IncomingMessage): void {
  const hint = response.headers['keep-alive'];
  if (typeof hint !== 'string') return;
  const seconds = /(?:^|[\s,;])timeout=(\d{1,9})/i.exec(hint)?.[1];
  if (seconds !== undefined) hints.set(response.socket, Number(seconds) * 1_000 - 1_000);
}

/** Cuts the idle connections to one host, or all. A request made in the same tick gets a fresh one. */
export function cutIdle(agent: Agent, host?: { readonly name: string; readonly port: number }): void {
  for (const [name, sockets] of Object.entries(agent.freeSockets)) {
    if (host !== undefined && !name.startsWith(`${host.name}:${host.port}:`)) continue;
    for (const socket of sockets ?? []) socket.destroy();
  }
}

const hints = new WeakMap<Socket, number>();
