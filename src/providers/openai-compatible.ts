import { optionalBearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiEmbeddings } from '../protocols/openai-embeddings/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const openaiCompatible: Provider = defineProvider({
  id: 'openai-compatible',
  name: 'The OpenAI-compatible host',
  docs: 'https://platform.openai.com/docs/api-reference/chat',
  auth: optionalBearer(),
  endpoints: [
    openaiChat({ vendor: 'openai-compatible', maxTokensField: 'max_tokens' }),
    openaiEmbeddings({ vendor: 'openai-compatible', encoding: 'plain' }),
  ],
});
