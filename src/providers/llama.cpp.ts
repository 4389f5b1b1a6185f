import { optionalBearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiEmbeddings } from '../protocols/openai-embeddings/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

// Quirk llamacpp.thinking.
export const llamaCpp: Provider = defineProvider({
  id: 'llama.cpp',
  aliases: ['llama-cpp', 'llamacpp'],
  name: 'llama.cpp',
  docs: 'https://github.com/ggml-org/llama.cpp/tree/master/tools/server',
  baseUrl: 'http://localhost:8080/v1',
  auth: optionalBearer('LLAMA_CPP_API_KEY'),
  endpoints: [
    openaiChat({
      vendor: 'llama.cpp',
      maxTokensField: 'max_tokens',
      sampling: ['topK', 'minP'],
      effort: 'chat_template_kwargs',
      budgetField: 'thinking_budget_tokens',
    }),
    openaiEmbeddings({ vendor: 'llama.cpp', encoding: 'plain' }),
  ],
});
