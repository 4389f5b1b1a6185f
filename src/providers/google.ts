import { headerKey } from '../auth/api-key.ts';
import { googleGenerate } from '../protocols/google-generate/endpoint.ts';
import { googleInteractions } from '../protocols/google-interactions/endpoint.ts';
import { googleOperations } from './operations/google.ts';
import { defineProvider, type Provider } from './provider.ts';

export const google: Provider = defineProvider({
  id: 'google',
  aliases: ['gemini'],
  name: 'Google',
  docs: 'https://ai.google.dev/api/generate-content',
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
  files: 'google',
  auth: headerKey('x-goog-api-key', 'GOOGLE_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'),
  endpoints: [googleGenerate({ countForm: 'wrapped' }), googleInteractions(), ...googleOperations],
});
