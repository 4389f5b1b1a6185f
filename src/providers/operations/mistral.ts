import { openaiEmbeddings } from '../../protocols/openai-embeddings/endpoint.ts';
import { openaiModerations } from '../../protocols/openai-moderations/endpoint.ts';
import { openaiSpeech } from '../../protocols/openai-speech/endpoint.ts';
import { openaiTranscription } from '../../protocols/openai-transcription/endpoint.ts';
import { mistralOcr } from '../../protocols/mistral-ocr/endpoint.ts';
import type { AnyEndpoint } from '../../protocols/protocol.ts';

const vendor = 'mistral';
// https://docs.mistral.ai/studio/safety-moderation
const kinds = { hate_and_discrimination: 'hate', violence_and_threats: 'violence', selfharm: 'self-harm' };
const crimes = { dangerous_and_criminal_content: 'illicit', dangerous: 'illicit', criminal: 'illicit' };

/** Mistral's endpoints for vectors, sounds, moderation and documents, beside those for text. */
export const mistralOperations: readonly AnyEndpoint[] = [
  // Quirk mistral.embed.
  openaiEmbeddings({
    vendor,
    dimensionsField: 'output_dimension',
    fixedModels: ['mistral-embed*'],
    encoding: 'plain',
    user: false,
  }),
  // The sound comes inside JSON (recorded).
  openaiSpeech({ vendor, answersJson: true, defaultVoice: undefined, speed: false, instructions: false }),
  openaiTranscription({ vendor, times: 'granularities', urlField: 'file_url', diarize: true, prompt: false }),
  openaiModerations({ vendor, images: false, isSummed: false, names: { ...kinds, ...crimes } }),
  mistralOcr(),
];
