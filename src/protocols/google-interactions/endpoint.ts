import type { Endpoint } from '../protocol.ts';
import type { GoogleInteractionsDialect } from './dialect.ts';

/**
 * Google's Interactions API, for models that ask for the protocol `google-interactions`: the successor of
 * `generateContent`, with answers that can be made in the background and agents.
 */
export function googleInteractions(dialect: Partial<GoogleInteractionsDialect> = {}): Endpoint {
  return {
    operation: 'text',
    protocol: 'google-interactions',
    load: async () => (await import('./codec.ts')).googleInteractionsCodec(dialect),
    loadServer: async () => (await import('./server.ts')).googleInteractionsServer(dialect),
  };
}
