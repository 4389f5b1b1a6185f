import { createFetchTransport, type FetchTransportOptions } from './fetch.ts';
import type { ClosableTransport, Env } from './transport.ts';
import { withSockets } from './with-sockets.ts';

/** The transport where there is no node:http: a fetch, by default the runtime's own, which also decides about proxies. */
export function createDefaultTransport(
  options: FetchTransportOptions & { readonly env?: Env },
): ClosableTransport {
  return withSockets(createFetchTransport(options), async () =>
    (await import('./global-websocket.ts')).createGlobalSocketTransport(),
  );
}
