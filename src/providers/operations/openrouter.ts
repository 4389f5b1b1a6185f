import { cohereRerank } from '../../protocols/cohere-rerank/endpoint.ts';
import { openaiEmbeddings } from '../../protocols/openai-embeddings/endpoint.ts';
import { openaiImages } from '../../protocols/openai-images/endpoint.ts';
import { openaiSpeech } from '../../protocols/openai-speech/endpoint.ts';
import { openaiTranscription } from '../../protocols/openai-transcription/endpoint.ts';
import { xaiVideos } from '../../protocols/xai-videos/endpoint.ts';
import type { AnyEndpoint } from '../../protocols/protocol.ts';

const vendor = 'openrouter';
const fields = { count: 'n', aspectRatio: 'aspect_ratio', size: 'size', quality: 'quality' } as const;
// https://openrouter.ai/docs/api/api-reference/video-generation/create-videos
const videos = { path: '/videos', frames: 'frame_images', answer: 'urls', user: false } as const;
const images = { path: '/images', editPath: '/images', inputs: 'references', urlModels: [], fields } as const;

/** OpenRouter's endpoints for vectors, reranking, images, videos and sounds, beside those for text. All are recorded. */
export const openrouterOperations: readonly AnyEndpoint[] = [
  openaiEmbeddings({ vendor, encoding: 'plain' }),
  cohereRerank({ vendor, path: '/rerank' }),
  openaiImages({ vendor, ...images }),
  xaiVideos({ vendor, ...videos, sizes: true, seeds: true, audio: true }),
  openaiSpeech({ vendor, instructions: false }),
  openaiTranscription({ vendor, times: 'never' }),
];
