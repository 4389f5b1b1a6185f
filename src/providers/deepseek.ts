import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const deepseek: Provider = defineProvider({
  id: 'deepseek',
  name: 'DeepSeek',
  docs: 'https://api-docs.deepseek.com',
  baseUrl: 'https://api.deepseek.com',
  auth: bearer('DEEPSEEK_API_KEY'),
  endpoints: [openaiChat({ vendor: 'deepseek' })],
});
