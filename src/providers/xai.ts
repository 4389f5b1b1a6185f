import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const xai: Provider = defineProvider({
  id: 'xai',
  name: 'xAI',
  docs: 'https://docs.x.ai/docs/api-reference',
  baseUrl: 'https://api.x.ai/v1',
  auth: bearer('XAI_API_KEY'),
  endpoints: [openaiChat({ vendor: 'xai', maxTokensField: 'max_completion_tokens' })],
});
