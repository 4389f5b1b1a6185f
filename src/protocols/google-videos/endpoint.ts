import type { VideoCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { GoogleVideosDialect } from './dialect.ts';

/** Veo through `predictLongRunning`, at the Gemini API. */
export function googleVideos(dialect: Partial<GoogleVideosDialect> = {}): Endpoint<VideoCall> {
  return {
    operation: 'video',
    protocol: 'google-videos',

    load: async () => (await import('./codec.ts')).googleVideosCodec(dialect),
    loadServer: async () => (await import('./server.ts')).googleVideosServer(dialect),
  };
}
