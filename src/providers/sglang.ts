import { optionalBearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

// Quirk sglang.thinking.
export const sglang: Provider = defineProvider({
  id: 'sglang',
  name: 'SGLang',
  docs: 'https://docs.sglang.ai/basic_usage/openai_api_completions.html',
  baseUrl: 'http://localhost:30000/v1',
  auth: optionalBearer('SGLANG_API_KEY'),
  endpoints: [
    openaiChat({
      vendor: 'sglang',
      maxTokensField: 'max_tokens',
      sampling: ['topK', 'minP'],
      effort: 'chat_template_kwargs',
      budgetField: 'thinking_budget',
    }),
  ],
});
