import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const zaiCodingPlan: Provider = defineProvider({
  id: 'zai-coding-plan',
  aliases: ['zai-coder'],
  name: 'Z.AI Coding Plan',
  docs: 'https://docs.z.ai/devpack/overview',
  baseUrl: 'https://api.z.ai/api/coding/paas/v4',
  auth: bearer('ZAI_API_KEY', 'ZHIPU_API_KEY'),
  endpoints: [
    // Quirks zai.max-tokens, zai.thinking and zai.toolchoice; `reasoning_content` in history is recorded with HTTP 200.
    openaiChat({
      vendor: 'zai-coding-plan',
      maxTokensField: 'max_tokens',
      effort: 'thinking',
      // Quirks zai.effort and zai.effort.53: newer models take a level beside the switch (recorded).
      modelEfforts: [{ models: ['glm-5.2*', 'glm-5.3*', 'glm-6*'], effort: 'thinking-and-effort' }],
      replayReasoning: 'reasoning_content',
      toolChoices: { tool: 'auto', required: 'auto' },
      responseFormat: 'json_object',
    }),
  ],
});
