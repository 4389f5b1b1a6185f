import { openaiImages } from '../../protocols/openai-images/endpoint.ts';
import { openaiTranscription } from '../../protocols/openai-transcription/endpoint.ts';
import { xaiVideos } from '../../protocols/xai-videos/endpoint.ts';
import type { AnyEndpoint } from '../../protocols/protocol.ts';

const vendor = 'xai';
const fields = { count: 'n', aspectRatio: 'aspect_ratio', size: 'resolution' } as const;

/** xAI's endpoints for images, videos and recordings, beside those for text. */
export const xaiMedia: readonly AnyEndpoint[] = [
  openaiImages({ vendor, inputs: 'images', fields, urlModels: ['*'] }),
  xaiVideos(),
  // No model, and times unasked (recorded).
  openaiTranscription({
    vendor,
    path: '/stt',
    modelInBody: false,
    times: 'always',
    diarize: true,
    prompt: false,
    temperature: false,
  }),
];
