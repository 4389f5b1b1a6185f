import type { Endpoint } from '../protocol.ts';
import { type BedrockInvokeOptions, bedrockInvokeDialect } from './dialect.ts';
import type { MetaLlamaDialect } from './llama-dialect.ts';

/** Amazon Bedrock's `InvokeModel`: another protocol's bodies in Bedrock's paths and frames. */
export function bedrockInvoke(inner: Endpoint, options: BedrockInvokeOptions): Endpoint {
  const dialect = bedrockInvokeDialect(options);
  return {
    operation: 'text',
    protocol: dialect.protocol,
    load: async () => (await import('./codec.ts')).bedrockInvokeCodec(await inner.load(), dialect),
    loadServer: async () =>
      (await import('./server.ts')).bedrockInvokeServer(await inner.loadServer(), dialect),
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
