import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const nvidia: Provider = defineProvider({
  id: 'nvidia',
  name: 'NVIDIA NIM',
  docs: 'https://docs.api.nvidia.com/nim/',
  baseUrl: 'https://integrate.api.nvidia.com/v1',
  auth: bearer('NVIDIA_API_KEY'),
  endpoints: [
    // Quirk nvidia.reasoning.
    openaiChat({
      vendor: 'nvidia',
      maxTokensField: 'max_tokens',
      effort: 'none',
      strictJsonSchema: false,
      emptyContent: 'empty-string',
    }),
  ],
});
