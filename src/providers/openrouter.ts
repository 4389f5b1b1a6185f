import { bearer } from '../auth/api-key.ts';
import { anthropicMessages } from '../protocols/anthropic-messages/endpoint.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiResponses } from '../protocols/openai-responses/endpoint.ts';
import { openrouterOperations } from './operations/openrouter.ts';
import { defineProvider, type Provider } from './provider.ts';
export const openrouter: Provider = defineProvider({
  id: 'openrouter',
  name: 'OpenRouter',
  docs: 'https://openrouter.ai/docs/api-reference/overview',
  baseUrl: 'https://openrouter.ai/api/v1',
  auth: bearer('OPENROUTER_API_KEY'),
  endpoints: [
    // Quirks openrouter.reasoning, .max-tokens and .details; files by address and videos are recorded with HTTP 200.
    openaiChat({
      vendor: 'openrouter',
      maxTokensField: 'max_tokens',
      sampling: ['topK', 'minP'],
      effort: 'reasoning',
      replayReasoning: 'reasoning_details',
      fileParts: 'file-or-url',
      videoParts: true,
      strictTools: 'open',
      cacheMarks: ['anthropic/*', '~anthropic/*'], // https://openrouter.ai/docs/guides/best-practices/prompt-caching
    }),
    openaiResponses({ vendor: 'openrouter' }),
    anthropicMessages({ vendor: 'openrouter', path: '/messages' }),
    ...openrouterOperations,
  ],
});
