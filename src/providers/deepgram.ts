import { tokenKey } from '../auth/api-key.ts';
import { deepgramSpeech } from '../protocols/deepgram-speech/endpoint.ts';
import { deepgramTranscription } from '../protocols/deepgram-transcription/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const deepgram: Provider = defineProvider({
  id: 'deepgram',
  name: 'Deepgram',
  docs: 'https://developers.deepgram.com/reference/deepgram-api-overview',
  baseUrl: 'https://api.deepgram.com',
  auth: tokenKey('DEEPGRAM_API_KEY'),
  endpoints: [deepgramTranscription(), deepgramSpeech()],
});
