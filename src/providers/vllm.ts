import { optionalBearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { cohereRerank } from '../protocols/cohere-rerank/endpoint.ts';
import { openaiEmbeddings } from '../protocols/openai-embeddings/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

// Quirk vllm.thinking.
export const vllm: Provider = defineProvider({
  id: 'vllm',
  name: 'vLLM',
  docs: 'https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html',
  baseUrl: 'http://localhost:8000/v1',
  auth: optionalBearer('VLLM_API_KEY'),
  endpoints: [
    openaiChat({
      vendor: 'vllm',
      maxTokensField: 'max_tokens',
      sampling: ['topK', 'minP'],
      effort: 'chat_template_kwargs',
      budgetField: 'thinking_token_budget',
      videoParts: true,
    }),
    openaiEmbeddings({ vendor: 'vllm' }),
    cohereRerank({ vendor: 'vllm', path: '/rerank' }),
  ],
});
