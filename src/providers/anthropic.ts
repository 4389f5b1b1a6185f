import { headerKey } from '../auth/api-key.ts';
import { anthropicMessages } from '../protocols/anthropic-messages/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const anthropic: Provider = defineProvider({
  id: 'anthropic',
  name: 'Anthropic',
  docs: 'https://docs.anthropic.com/en/api/messages',
  baseUrl: 'https://api.anthropic.com',
  files: 'anthropic',
  auth: headerKey('x-api-key', 'ANTHROPIC_API_KEY'),
  endpoints: [anthropicMessages({ countPath: '/v1/messages/count_tokens' })],
});
