import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { cohereRerank } from '../protocols/cohere-rerank/endpoint.ts';
import { openaiEmbeddings } from '../protocols/openai-embeddings/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const togetherai: Provider = defineProvider({
  id: 'togetherai',
  aliases: ['together'],
  name: 'Together AI',
  docs: 'https://docs.together.ai/reference/chat-completions-1',
  baseUrl: 'https://api.together.ai/v1',
  auth: bearer('TOGETHER_API_KEY'),
  endpoints: [
    // Quirk together.reasoning.
    openaiChat({
      vendor: 'togetherai',
      maxTokensField: 'max_tokens',
      sampling: ['topK', 'minP'],
      effort: 'reasoning-enabled',
      strictJsonSchema: false,
    }),
    openaiEmbeddings({ vendor: 'togetherai', dimensionsField: undefined, encoding: 'plain' }),
    cohereRerank({ vendor: 'togetherai', path: '/rerank', objects: true }),
  ],
});
