import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const openrouter: Provider = defineProvider({
  id: 'openrouter',
  name: 'OpenRouter',
  docs: 'https://openrouter.ai/docs/api-reference',
  baseUrl: 'https://openrouter.ai/api/v1',
  auth: bearer('OPENROUTER_API_KEY'),
  endpoints: [openaiChat({ vendor: 'openrouter' })],
});
