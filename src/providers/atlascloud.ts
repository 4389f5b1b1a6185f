import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const atlascloud: Provider = defineProvider({
  id: 'atlascloud',
  name: 'Atlas Cloud',
  docs: 'https://www.atlascloud.ai',
  baseUrl: 'https://api.atlascloud.ai/v1',
  auth: bearer('ATLASCLOUD_API_KEY'),
  endpoints: [openaiChat({ vendor: 'atlascloud', maxTokensField: 'max_tokens' })],
});
