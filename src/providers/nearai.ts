import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const nearai: Provider = defineProvider({
  id: 'nearai',
  name: 'NEAR AI Cloud',
  docs: 'https://docs.near.ai',
  baseUrl: 'https://cloud-api.near.ai/v1',
  auth: bearer('NEARAI_API_KEY'),
  endpoints: [openaiChat({ vendor: 'nearai', maxTokensField: 'max_tokens' })],
});
