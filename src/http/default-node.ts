import { createNodeTransport, type NodeTransportOptions } from './node.ts';
import type { ClosableTransport } from './transport.ts';
import { withSockets } from './with-sockets.ts';

/** The transport on Node: node:http with its own pool of connections, behind the proxy that the environment names. */
export function createDefaultTransport(options: NodeTransportOptions): ClosableTransport {
  const { env, agent } = options;
  return withSockets(createNodeTransport(options), async () =>
    (await import('./node-websocket.ts')).createNodeSocketTransport({ env, agent }),
  );
}
