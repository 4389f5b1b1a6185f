import { bearer } from '../auth/api-key.ts';
import { cohereChat } from '../protocols/cohere-chat/endpoint.ts';
import { cohereEmbed } from '../protocols/cohere-embed/endpoint.ts';
import { cohereRerank } from '../protocols/cohere-rerank/endpoint.ts';
import { openaiTranscription } from '../protocols/openai-transcription/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const cohere: Provider = defineProvider({
  id: 'cohere',
  name: 'Cohere',
  docs: 'https://docs.cohere.com/reference/chat',
  baseUrl: 'https://api.cohere.com',
  auth: bearer('CO_API_KEY', 'COHERE_API_KEY'),
  endpoints: [
    cohereChat(),
    cohereEmbed(),
    cohereRerank(),
    openaiTranscription({
      vendor: 'cohere',
      path: '/v2/audio/transcriptions',
      times: 'never',
      prompt: false,
      defaultLanguage: 'en',
    }),
  ],
});
