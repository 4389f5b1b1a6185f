import { optionalBearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const openaiCompatible: Provider = defineProvider({
  id: 'openai-compatible',
  name: 'The OpenAI-compatible host',
  auth: optionalBearer(),
  endpoints: [openaiChat({ vendor: 'openai-compatible' })],
});
