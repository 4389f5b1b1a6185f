import type { ModerationCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { OpenaiModerationsDialect } from './dialect.ts';

/** OpenAI's moderations, or those of a host with the differences that its dialect names. */
export function openaiModerations(dialect: Partial<OpenaiModerationsDialect> = {}): Endpoint<ModerationCall> {
  return {
    operation: 'moderation',
    protocol: 'openai-moderations',
    load: async () => (await import('./codec.ts')).openaiModerationsCodec(dialect),
    loadServer: async () => (await import('./server.ts')).openaiModerationsServer(dialect),
  };
}
