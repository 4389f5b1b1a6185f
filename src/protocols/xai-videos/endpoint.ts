import type { VideoCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { XaiVideosDialect } from './dialect.ts';

/** Videos by jobs, as xAI and OpenRouter make them. */
export function xaiVideos(dialect: Partial<XaiVideosDialect> = {}): Endpoint<VideoCall> {
  return {
    operation: 'video',
    protocol: 'xai-videos',

    load: async () => (await import('./codec.ts')).xaiVideosCodec(dialect),
    loadServer: async () => (await import('./server.ts')).xaiVideosServer(dialect),
  };
}
