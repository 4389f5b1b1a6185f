import type { Endpoint } from 'reqllm/protocol';

/** The door of a made-up protocol: one line of JSON a word. Importing it loads no codec. */
export function telegram(): Endpoint {
  return {
    operation: 'text',
    protocol: 'telegram',
    load: async () => (await import('./codec.ts')).telegramCodec,
    loadServer: async () => (await import('./server.ts')).telegramServer,
  };
}
