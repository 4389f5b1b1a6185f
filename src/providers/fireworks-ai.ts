import { bearer } from '../auth/api-key.ts';
import { anthropicMessages } from '../protocols/anthropic-messages/endpoint.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiEmbeddings } from '../protocols/openai-embeddings/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const fireworksAi: Provider = defineProvider({
  id: 'fireworks-ai',
  aliases: ['fireworks'],
  name: 'Fireworks AI',
  docs: 'https://docs.fireworks.ai/api-reference/post-chatcompletions',
  baseUrl: 'https://api.fireworks.ai/inference/v1',
  auth: bearer('FIREWORKS_API_KEY'),
  endpoints: [
    // Quirk fireworks.effort; `reasoning_content` in history is recorded with HTTP 200.
    openaiChat({
      vendor: 'fireworks-ai',
      maxTokensField: 'max_tokens',
      sampling: ['topK', 'minP'],
      effortLevels: { minimal: 'low', xhigh: 'high' },
      replayReasoning: 'reasoning_content',
      strictOutput: 'fireworks',
    }),
    // Quirk anthropic.compat.fireworks.
    anthropicMessages({ vendor: 'fireworks-ai', path: '/messages', allowUnsignedThinking: true }),
    openaiEmbeddings({ vendor: 'fireworks-ai', encoding: 'plain' }),
  ],
});
