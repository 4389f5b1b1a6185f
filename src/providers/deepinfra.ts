import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiEmbeddings } from '../protocols/openai-embeddings/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const deepinfra: Provider = defineProvider({
  id: 'deepinfra',
  name: 'Deep Infra',
  docs: 'https://deepinfra.com/docs/openai_api',
  baseUrl: 'https://api.deepinfra.com/v1/openai',
  auth: bearer('DEEPINFRA_API_KEY', 'DEEPINFRA_TOKEN'),
  endpoints: [
    openaiChat({ vendor: 'deepinfra', maxTokensField: 'max_tokens', sampling: ['topK', 'minP'] }),
    openaiEmbeddings({ vendor: 'deepinfra', encoding: 'plain' }),
  ],
});
