import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiResponses } from '../protocols/openai-responses/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

// Models of pi-ai 1.5.2: all by the Responses API. The older Llama API has an id of its own, `llama`.
export const meta: Provider = defineProvider({
  id: 'meta',
  name: 'Meta Model API',
  docs: 'https://dev.meta.ai',
  baseUrl: 'https://api.meta.ai/v1',
  auth: bearer('META_API_KEY', 'MODEL_API_KEY'),
  endpoints: [openaiResponses({ vendor: 'meta' }), openaiChat({ vendor: 'meta' })],
});
