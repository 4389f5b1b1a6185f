import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const cloudflareWorkersAi: Provider = defineProvider({
  id: 'cloudflare-workers-ai',
  name: 'Cloudflare Workers AI',
  docs: 'https://developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility',
  baseUrl: 'https://api.cloudflare.com/client/v4/accounts/{account}/ai/v1',
  baseUrlVariables: { account: { env: ['CLOUDFLARE_ACCOUNT_ID'] } },
  auth: bearer('CLOUDFLARE_API_KEY', 'CLOUDFLARE_API_TOKEN'),
  endpoints: [openaiChat({ vendor: 'cloudflare-workers-ai', maxTokensField: 'max_tokens' })],
});
