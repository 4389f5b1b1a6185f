import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const llama: Provider = defineProvider({
  id: 'llama',
  name: 'Llama API (Meta)',
  docs: 'https://llama.developer.meta.com/docs/api',
  baseUrl: 'https://api.llama.com/compat/v1',
  auth: bearer('LLAMA_API_KEY'),
  endpoints: [openaiChat({ vendor: 'llama' })],
});
