import { openaiEmbeddings } from '../../protocols/openai-embeddings/endpoint.ts';
import { openaiSpeech } from '../../protocols/openai-speech/endpoint.ts';
import { openaiTranscription } from '../../protocols/openai-transcription/endpoint.ts';
import type { AnyEndpoint } from '../../protocols/protocol.ts';

const vendor = 'mistral';

/** Mistral's endpoints for vectors and sounds, beside those for text. */
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
];
