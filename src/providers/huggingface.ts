import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const huggingface: Provider = defineProvider({
  id: 'huggingface',
  name: 'Hugging Face',
  docs: 'https://huggingface.co/docs/inference-providers',
  baseUrl: 'https://router.huggingface.co/v1',
  auth: bearer('HF_TOKEN'),
  endpoints: [openaiChat({ vendor: 'huggingface', maxTokensField: 'max_tokens' })],
});
