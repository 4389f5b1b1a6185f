import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiResponses } from '../protocols/openai-responses/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const deepseek: Provider = defineProvider({
  id: 'deepseek',
  name: 'DeepSeek',
  docs: 'https://api-docs.deepseek.com',
  baseUrl: 'https://api.deepseek.com',
  auth: bearer('DEEPSEEK_API_KEY'),
  endpoints: [
    // Quirks deepseek.max-tokens, .replay, .unsupported, .output, .strict (that one is for its /beta address alone).
    openaiChat({
      vendor: 'deepseek',
      maxTokensField: 'max_tokens',
      unsupported: ['seed', 'frequencyPenalty', 'presencePenalty'],
      effort: 'thinking-and-effort',
      // https://api-docs.deepseek.com/guides/thinking_mode
      effortLevels: { minimal: 'low', medium: 'high', xhigh: 'high' },
      replayReasoning: 'reasoning_content-always',
      responseFormat: 'json_object',
      strictJsonSchema: false,
      fileParts: 'none',
      prefill: { member: 'prefix', path: '/beta/chat/completions', models: ['deepseek-chat*'] },
      audioParts: 'none',
    }),
    openaiResponses({ vendor: 'deepseek', encryptedReasoning: 'never' }),
  ],
});
