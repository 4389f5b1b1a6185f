import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const baseten: Provider = defineProvider({
  id: 'baseten',
  name: 'Baseten',
  docs: 'https://docs.baseten.co/inference/model-apis/overview',
  baseUrl: 'https://inference.baseten.co/v1',
  auth: bearer('BASETEN_API_KEY'),
  endpoints: [
    openaiChat({
      vendor: 'baseten',
      maxTokensField: 'max_tokens',
      // Quirk baseten.thinking.
      modelEfforts: [{ models: ['deepseek-ai/*', 'nvidia/*'], effort: 'chat_template_args' }],
    }),
  ],
});
