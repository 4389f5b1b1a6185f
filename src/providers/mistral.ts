import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const mistral: Provider = defineProvider({
  id: 'mistral',
  name: 'Mistral',
  docs: 'https://docs.mistral.ai/api',
  baseUrl: 'https://api.mistral.ai/v1',
  auth: bearer('MISTRAL_API_KEY'),
  endpoints: [openaiChat({ vendor: 'mistral' })],
});
