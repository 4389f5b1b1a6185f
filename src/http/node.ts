import type http from 'node:http';
import type { Agent } from 'node:http';
import { abortedError } from './connection-error.ts';
import { checkHeaders, isAscii } from './headers.ts';
import { exchange, type Route } from './node-exchange.ts';
import { agentOptions, cutIdle, limitIdleTime, type PoolOptions } from './node-pool.ts';
import { createTunnelAgent } from './node-proxy.ts';
import type { ClosableTransport, Env, HttpRequest, HttpResponse } from './transport.ts';
import { isLoopback, parseUrl } from './url.ts';

/** Settings of the transport on node:http. */
export interface NodeTransportOptions {
  /** Where the proxy settings are looked up; none are used without it. */
  readonly env?: Env;
  /** How long an idle connection is kept, in milliseconds (default 4000); never past the server's own hint. */
  readonly keepAliveMs?: number;
  /** Most connections to one host at a time; no limit by default. */
  readonly maxSockets?: number;
  /** Most bytes in a reply's headers (default 16384). */
  readonly maxHeaderSize?: number;
  /** An agent of your own, used for every request in place of the pool and of any proxy in the environment. */
  readonly agent?: Agent;
  /** Use the environment's proxy for requests to this machine too; off by default. */
  readonly proxyLoopback?: boolean;
}

/**
 * The transport on node:http and node:https, which are loaded at the first request. It follows nothing, retries nothing
 * but a request that a closed idle connection lost, and reads no faster than it is asked to.
 */
export function createNodeTransport(options: NodeTransportOptions = {}): ClosableTransport {
  const router = new Router(options);
  // Not async: a promise around the exchange's own would cost each call three turns of the queue.
  const transport = (request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> => {
    const begin = (found: Destination): Promise<HttpResponse> =>
      exchange(routeOf(request, found), request, signal);
    try {
      if (signal.aborted) throw abortedError(signal, 'connect');
      checkHeaders(request.headers);
      const found = router.find(request.url);
      return found instanceof Promise ? found.then(begin) : begin(found);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  };
  return Object.assign(transport, { close: async () => router.close() });
}

/** All of a route that follows from the address alone. */
interface Destination {
  readonly host: string;
  readonly place: Place;
  readonly headers: Readonly<Record<string, string>>;
  readonly send: Route['send'];
}

interface Place {
  readonly protocol: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly maxHeaderSize: number;
  readonly agent: Agent;
}

// Field by field: spreading the place cost as much as Node's own handling of it.
function routeOf(request: HttpRequest, { host, place, headers, send }: Destination): Route {
  const { protocol, port, path, maxHeaderSize, agent } = place;
  const options = {
    protocol,
    host: place.host,
    port,
    path,
    method: request.method,
    headers: { ...headers, ...request.headers },
    maxHeaderSize,
    agent,
  };
  return { host, options, body: bodyOf(request), send };
}

class Router {
  readonly #options: NodeTransportOptions;
  readonly #pool: PoolOptions;
  readonly #agents = new Map<string, Agent>();
  readonly #known = new Map<string, Destination>();
  #isOpen = true;

  constructor(options: NodeTransportOptions) {
    this.#options = options;
    this.#pool = { keepAliveMs: options.keepAliveMs ?? 4_000, maxSockets: options.maxSockets };
  }

  // A program calls few addresses often: parsing one and reading the environment cost a tenth of a call.
  find(address: string): Destination | Promise<Destination> {
    const known = this.#known.get(address);
    if (known !== undefined) return known;
    const url = parseUrl(address, 'The address of the request');
    const { env, agent, proxyLoopback = false } = this.#options;
    const mayBeProxied = agent === undefined && (proxyLoopback || !isLoopback(url.hostname));
    if (env !== undefined && mayBeProxied && namesProxy(env)) return this.#proxied(address, url, env);
    return this.#note(address, this.#direct(url, agent ?? this.#agent(url.protocol)));
  }

  close(): void {
    this.#isOpen = false;
    for (const agent of this.#agents.values()) cutIdle(agent);
  }

  #direct(url: URL, agent: Agent): Destination {
    const { maxHeaderSize = 16_384 } = this.#options;
    const path = url.pathname + url.search;
    return {
      host: url.host,
      place: { protocol: url.protocol, host: bareHost(url), port: portOf(url), path, maxHeaderSize, agent },
      headers: { 'accept-encoding': 'identity' },
      send: moduleOf(url.protocol).request,
    };
  }

  // Few machines have a proxy: what reads its settings is loaded where one is named.
  async #proxied(address: string, url: URL, env: Env): Promise<Destination> {
    const { proxyAuthorization, proxyFor } = await import('./proxy.ts');
    const proxy = proxyFor(url, env, { includeLoopback: true });
    if (proxy === undefined) return this.#note(address, this.#direct(url, this.#agent(url.protocol)));
    if (url.protocol === 'https:') return this.#tunnelled(address, url, proxy);
    return this.#note(address, this.#forwarded(url, proxy, proxyAuthorization(proxy)));
  }

  async #tunnelled(address: string, url: URL, proxy: URL): Promise<Destination> {
    const made = this.#agents.get(proxy.href) ?? (await createTunnelAgent(proxy, agentOptions(this.#pool)));
    // Two first requests at once both make an agent; the first one made is kept.
    const agent = this.#agents.get(proxy.href) ?? this.#keep(proxy.href, made);
    return this.#note(address, this.#direct(url, agent));
  }

  // RFC 9112 §3.2.2: a request to a proxy names the whole address.
  #forwarded(url: URL, proxy: URL, authorization: string | undefined): Destination {
    const { host, headers } = this.#direct(url, this.#agent(proxy.protocol));
    const { place, send } = this.#direct(proxy, this.#agent(proxy.protocol));
    return {
      host,
      place: { ...place, path: url.origin + url.pathname + url.search },
      headers: {
        ...headers,
        host,
        ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
      },
      send,
    };
  }

  #note(address: string, destination: Destination): Destination {
    if (this.#known.size >= 256) this.#known.clear();
    this.#known.set(address, destination);
    return destination;
  }

  #agent(protocol: string): Agent {
    const agent = this.#agents.get(protocol);
    if (agent !== undefined) return agent;
    const { Agent } = moduleOf(protocol);
    return this.#keep(protocol, new Agent(agentOptions(this.#pool)));
  }

  #keep(name: string, agent: Agent): Agent {
    const limited = limitIdleTime(agent, this.#pool, () => this.#isOpen);
    this.#agents.set(name, limited);
    return limited;
  }
}

// `import 'node:http'` would load undici too, on Node 22 and newer for 60 ms; this does not.
function moduleOf(protocol: string): Pick<typeof http, 'Agent' | 'request'> {
  return process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http');
}

function namesProxy(env: Env): boolean {
  return ['https_proxy', 'http_proxy', 'all_proxy'].some(
    (name) => env(name) !== undefined || env(name.toUpperCase()) !== undefined,
  );
}

function bareHost(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

// Node writes headers and a text body in one piece, as UTF-8, which would change header values beyond ASCII.
function bodyOf(request: HttpRequest): string | Uint8Array | undefined {
  if (typeof request.body !== 'string' || isAscii(request.headers)) return request.body;
  return new TextEncoder().encode(request.body);
}
