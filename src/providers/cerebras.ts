import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const cerebras: Provider = defineProvider({
  id: 'cerebras',
  name: 'Cerebras',
  docs: 'https://inference-docs.cerebras.ai/api-reference',
  baseUrl: 'https://api.cerebras.ai/v1',
  auth: bearer('CEREBRAS_API_KEY'),
  endpoints: [openaiChat({ vendor: 'cerebras', maxTokensField: 'max_completion_tokens' })],
});
