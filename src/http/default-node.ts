import { createNodeTransport } from './node.ts';
import type { ClosableTransport, Env } from './transport.ts';
import { withSockets } from './with-sockets.ts';

/** The transport on Node: node:http with its own pool of connections, behind the proxy that the environment names. */
export function createDefaultTransport(options: { readonly env: Env }): ClosableTransport {
  const { env } = options;
  return withSockets(createNodeTransport({ env }), async () =>
    (await import('./node-websocket.ts')).createNodeSocketTransport({ env }),
  );
}
