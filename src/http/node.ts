import type { Agent } from 'node:http';
import { abortedError } from './connection-error.ts';
import { checkHeaders, isAscii } from './headers.ts';
import { exchange, type Route } from './node-exchange.ts';
import { agentOptions, cutIdle, limitIdleTime, type PoolOptions } from './node-pool.ts';
import { createTunnelAgent } from './node-proxy.ts';
import { proxyAuthorization, proxyFor } from './proxy.ts';
import type { ClosableTransport, Env, HttpRequest, HttpResponse } from './transport.ts';
import { parseUrl } from './url.ts';

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
  const transport = async (request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> => {
    if (signal.aborted) throw abortedError(signal, 'connect');
    checkHeaders(request.headers);
    const found = router.route(request);
    return exchange(found instanceof Promise ? await found : found, request, signal);
  };
  return Object.assign(transport, { close: async () => router.close() });
}

class Router {
  readonly #options: NodeTransportOptions;
  readonly #pool: PoolOptions;
  readonly #agents = new Map<string, Agent>();
  readonly #proxies = new Map<string, URL | undefined>();
  #isOpen = true;

  constructor(options: NodeTransportOptions) {
    this.#options = options;
    this.#pool = { keepAliveMs: options.keepAliveMs ?? 4_000, maxSockets: options.maxSockets };
  }

  route(request: HttpRequest): Route | Promise<Route> {
    const url = parseUrl(request.url, 'The address of the request');
    const proxy = this.#proxyOf(url);
    if (proxy === undefined)
      return this.#direct(request, url, this.#options.agent ?? this.#agent(url.protocol));
    return url.protocol === 'https:'
      ? this.#tunnelled(request, url, proxy)
      : this.#forwarded(request, url, proxy);
  }

  close(): void {
    this.#isOpen = false;
    for (const agent of this.#agents.values()) cutIdle(agent);
  }

  #direct(request: HttpRequest, url: URL, agent: Agent): Route {
    const options = {
      method: request.method,
      protocol: url.protocol,
      host: bareHost(url),
      port: portOf(url),
      path: url.pathname + url.search,
      headers: { 'accept-encoding': 'identity', ...request.headers },
      maxHeaderSize: this.#options.maxHeaderSize ?? 16_384,
      agent,
    };
    return { host: url.host, options, body: bodyOf(request), send: senderOf(url.protocol) };
  }

  async #tunnelled(request: HttpRequest, url: URL, proxy: URL): Promise<Route> {
    const made = this.#agents.get(proxy.href) ?? (await createTunnelAgent(proxy, agentOptions(this.#pool)));
    // Two first requests at once both make an agent; the first one made is kept.
    const agent = this.#agents.get(proxy.href) ?? this.#keep(proxy.href, made);
    return this.#direct(request, url, agent);
  }

  // RFC 9112 §3.2.2: a request to a proxy names the whole address.
  #forwarded(request: HttpRequest, url: URL, proxy: URL): Route {
    const direct = this.#direct(request, url, this.#agent(proxy.protocol));
    const authorization = proxyAuthorization(proxy);
    const headers = {
      host: url.host,
      ...direct.options.headers,
      ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
    };
    const place = {
      protocol: proxy.protocol,
      host: bareHost(proxy),
      port: portOf(proxy),
      path: url.origin + url.pathname + url.search,
    };
    return { ...direct, options: { ...direct.options, ...place, headers }, send: senderOf(proxy.protocol) };
  }

  // The environment is read once for each origin, not for each call.
  #proxyOf(url: URL): URL | undefined {
    const { env, agent, proxyLoopback = false } = this.#options;
    if (env === undefined || agent !== undefined) return undefined;
    if (this.#proxies.has(url.origin)) return this.#proxies.get(url.origin);
    const proxy = proxyFor(url, env, { includeLoopback: proxyLoopback });
    this.#proxies.set(url.origin, proxy);
    return proxy;
  }

  #agent(protocol: string): Agent {
    const agent = this.#agents.get(protocol);
    if (agent !== undefined) return agent;
    const { Agent } =
      protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http');
    return this.#keep(protocol, new Agent(agentOptions(this.#pool)));
  }

  #keep(name: string, agent: Agent): Agent {
    this.#agents.set(
      name,
      limitIdleTime(agent, this.#pool, () => this.#isOpen),
    );
    return agent;
  }
}

function senderOf(protocol: string): Route['send'] {
  // `import 'node:http'` would load undici too, on Node 22 and newer for 60 ms; this does not.
  return protocol === 'https:'
    ? process.getBuiltinModule('node:https').request
    : process.getBuiltinModule('node:http').request;
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
