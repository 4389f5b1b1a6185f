import { createNodeTransport } from './node.ts';
import type { ClosableTransport, Env } from './transport.ts';

/** The transport on Node: node:http with its own pool of connections, behind the proxy that the environment names. */
export function createDefaultTransport(options: { readonly env: Env }): ClosableTransport {
  return createNodeTransport({ env: options.env });
}
