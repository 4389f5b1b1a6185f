import type { Endpoint } from '../protocol.ts';
import type { BedrockConverseDialect } from './dialect.ts';

/** Amazon Bedrock's `Converse` and `ConverseStream`: one form for the models of all vendors there. */
export function bedrockConverse(dialect: Partial<BedrockConverseDialect> = {}): Endpoint {
  return {
    operation: 'text',
    protocol: 'bedrock-converse',
    load: async () => (await import('./codec.ts')).bedrockConverseCodec(dialect),
    loadServer: async () => (await import('./server.ts')).bedrockConverseServer(dialect),
  };
}
