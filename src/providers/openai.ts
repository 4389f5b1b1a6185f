import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const openai: Provider = defineProvider({
  id: 'openai',
  name: 'OpenAI',
  docs: 'https://platform.openai.com/docs/api-reference/chat',
  baseUrl: 'https://api.openai.com/v1',
  auth: bearer('OPENAI_API_KEY'),
  endpoints: [openaiChat({ maxTokensField: 'max_completion_tokens' })],
});
