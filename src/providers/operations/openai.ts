import { openaiEmbeddings } from '../../protocols/openai-embeddings/endpoint.ts';
import { openaiImages } from '../../protocols/openai-images/endpoint.ts';
import { openaiModerations } from '../../protocols/openai-moderations/endpoint.ts';
import { openaiSpeech } from '../../protocols/openai-speech/endpoint.ts';
import { openaiTranscription } from '../../protocols/openai-transcription/endpoint.ts';
import type { AnyEndpoint } from '../../protocols/protocol.ts';

/** OpenAI's endpoints for vectors, images, sounds and moderation, beside those for text. */
export const openaiOperations: readonly AnyEndpoint[] = [
  openaiEmbeddings(),
  openaiImages(),
  openaiSpeech(),
  openaiTranscription(),
  openaiModerations(),
];
