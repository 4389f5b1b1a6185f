import type { Endpoint } from '../protocol.ts';
import type { CohereCommandDialect } from './command-wire.ts';
import type { BedrockInvokeDialect, BedrockInvokeOptions } from './dialect.ts';
import type { MetaLlamaDialect } from './llama-dialect.ts';

/** Amazon Bedrock's `InvokeModel`: another protocol's bodies in Bedrock's paths and frames. */
export function bedrockInvoke(inner: Endpoint, options: BedrockInvokeOptions): Endpoint {
  const dialect = async (): Promise<BedrockInvokeDialect> =>
    (await import('./dialect.ts')).bedrockInvokeDialect(options);
  return {
    operation: 'text',
    protocol: options.protocol,
    load: async () => (await import('./codec.ts')).bedrockInvokeCodec(await inner.load(), await dialect()),
    loadServer: async () =>
      (await import('./server.ts')).bedrockInvokeServer(await inner.loadServer(), await dialect()),
  };
}

/** Llama's own prompt format, as Bedrock takes it. Text only; use it inside {@link bedrockInvoke}. */
export function metaLlama(dialect: Partial<MetaLlamaDialect> = {}): Endpoint {
  return {
    operation: 'text',
    protocol: 'meta-llama',
    load: async () => (await import('./llama-codec.ts')).metaLlamaCodec(dialect),
    loadServer: async () => (await import('./llama-server.ts')).metaLlamaServer(dialect),
  };
}

/** Cohere's own format of Command R, version 1, as Bedrock takes it. Use it inside {@link bedrockInvoke}. */
export function cohereCommand(dialect: Partial<CohereCommandDialect> = {}): Endpoint {
  return {
    operation: 'text',
    protocol: 'cohere-command',
    load: async () => (await import('./command-codec.ts')).cohereCommandCodec(dialect),
    loadServer: async () => (await import('./command-server.ts')).cohereCommandServer(dialect),
  };
}
