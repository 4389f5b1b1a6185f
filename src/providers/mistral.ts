import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { mistralOperations } from './operations/mistral.ts';
import { defineProvider, type Provider } from './provider.ts';
const forms = { emptyContent: 'empty-string', fileParts: 'document_url', streamUsage: false } as const;
const words = { names: false, maxTokensField: 'max_tokens', renames: { seed: 'random_seed' } } as const;
export const mistral: Provider = defineProvider({
  id: 'mistral',
  name: 'Mistral',
  docs: 'https://docs.mistral.ai/api',
  baseUrl: 'https://api.mistral.ai/v1',
  files: 'openai',
  auth: bearer('MISTRAL_API_KEY'),
  endpoints: [
    // Quirks mistral.*. It refuses members that it does not know, and counts tokens in each recorded stream unasked.
    openaiChat({
      vendor: 'mistral',
      ...forms,
      ...words,
      unsupported: ['logprobs', 'user', 'serviceTier'],
      effortLevels: { minimal: 'high', low: 'high', medium: 'high', xhigh: 'high', max: 'high' },
      modelEfforts: [{ models: ['mistral-large-4*', 'zai-glm-5*', 'zai-glm-latest'], effortLevels: {} }],
      systemMessages: 'one', // "Unexpected role 'system' after role 'assistant'" (recorded, HTTP 400).
      toolCallIds: { pattern: '^[A-Za-z0-9]{9}$', length: 9 },
      replayReasoning: 'thinking-parts',
      prefill: { member: 'prefix' },
    }),
    ...mistralOperations,
  ],
});
