import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const venice: Provider = defineProvider({
  id: 'venice',
  name: 'Venice AI',
  docs: 'https://docs.venice.ai/api-reference/endpoint/chat/completions',
  baseUrl: 'https://api.venice.ai/api/v1',
  auth: bearer('VENICE_API_KEY'),
  endpoints: [
    // Quirk venice.params: what only Venice knows goes into `venice_parameters` of its provider options.
    openaiChat({ vendor: 'venice', sampling: ['topK', 'minP'] }),
  ],
});
