import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

// Quirk zenmux.max-tokens: `max_completion_tokens`, as at OpenAI.
export const zenmux: Provider = defineProvider({
  id: 'zenmux',
  name: 'ZenMux',
  docs: 'https://docs.zenmux.ai',
  baseUrl: 'https://zenmux.ai/api/v1',
  auth: bearer('ZENMUX_API_KEY'),
  endpoints: [openaiChat({ vendor: 'zenmux' })],
});
