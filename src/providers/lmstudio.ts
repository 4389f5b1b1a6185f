import { optionalBearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiResponses } from '../protocols/openai-responses/endpoint.ts';
import { openaiEmbeddings } from '../protocols/openai-embeddings/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const lmstudio: Provider = defineProvider({
  id: 'lmstudio',
  name: 'LM Studio',
  docs: 'https://lmstudio.ai/docs/developer/openai-compat',
  baseUrl: 'http://127.0.0.1:1234/v1',
  auth: optionalBearer('LMSTUDIO_API_KEY'),
  endpoints: [
    openaiChat({ vendor: 'lmstudio', maxTokensField: 'max_tokens', sampling: ['topK'] }),
    // Recorded: lmstudio, openai_responses.
    openaiResponses({ vendor: 'lmstudio', encryptedReasoning: 'never', minOutputTokens: 1 }),
    openaiEmbeddings({ vendor: 'lmstudio', encoding: 'plain' }),
  ],
});
