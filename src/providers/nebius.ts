import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const nebius: Provider = defineProvider({
  id: 'nebius',
  name: 'Nebius Token Factory',
  docs: 'https://docs.tokenfactory.nebius.com',
  baseUrl: 'https://api.tokenfactory.nebius.com/v1',
  auth: bearer('NEBIUS_API_KEY'),
  endpoints: [openaiChat({ vendor: 'nebius', maxTokensField: 'max_tokens' })],
});
