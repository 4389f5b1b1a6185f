import { createFetchTransport } from './fetch.ts';
import type { ClosableTransport, Env } from './transport.ts';
import { withSockets } from './with-sockets.ts';

/** The transport where there is no node:http: the runtime's own fetch, which also decides about proxies. */
export function createDefaultTransport(_options: { readonly env: Env }): ClosableTransport {
  return withSockets(createFetchTransport(), async () =>
    (await import('./global-websocket.ts')).createGlobalSocketTransport(),
  );
}
