import { headerKey } from '../auth/api-key.ts';
import { elevenlabsSpeech } from '../protocols/elevenlabs-speech/endpoint.ts';
import { elevenlabsTranscription } from '../protocols/elevenlabs-transcription/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const elevenlabs: Provider = defineProvider({
  id: 'elevenlabs',
  name: 'ElevenLabs',
  docs: 'https://elevenlabs.io/docs/api-reference/introduction',
  baseUrl: 'https://api.elevenlabs.io',
  auth: headerKey('xi-api-key', 'ELEVENLABS_API_KEY'),
  endpoints: [elevenlabsSpeech(), elevenlabsTranscription()],
});
