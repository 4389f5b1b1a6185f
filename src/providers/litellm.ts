import { optionalBearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiEmbeddings } from '../protocols/openai-embeddings/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const litellm: Provider = defineProvider({
  id: 'litellm',
  name: 'LiteLLM proxy',
  docs: 'https://docs.litellm.ai/docs/proxy/user_keys',
  baseUrl: 'http://localhost:4000/v1',
  auth: optionalBearer('LITELLM_API_KEY'),
  endpoints: [
    openaiChat({ vendor: 'litellm', maxTokensField: 'max_tokens' }),
    openaiEmbeddings({ vendor: 'litellm', encoding: 'plain' }),
  ],
});
