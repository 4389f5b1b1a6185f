import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const cerebras: Provider = defineProvider({
  id: 'cerebras',
  name: 'Cerebras',
  docs: 'https://inference-docs.cerebras.ai/api-reference',
  baseUrl: 'https://api.cerebras.ai/v1',
  auth: bearer('CEREBRAS_API_KEY'),
  endpoints: [
    // Quirk cerebras.assistant-content; `reasoning` in an assistant turn is recorded with HTTP 200, as are penalties.
    // Strict tools were taken open too (recorded).
    openaiChat({
      vendor: 'cerebras',
      emptyContent: 'empty-string',
      replayReasoning: 'reasoning',
      strictOutput: 'cerebras-strict',
      strictTools: 'open',
    }),
  ],
});
