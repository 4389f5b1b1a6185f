import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiResponses, openaiResponsesSocket } from '../protocols/openai-responses/endpoint.ts';
import { openaiOperations } from './operations/openai.ts';
import { defineProvider, type Provider } from './provider.ts';

const responses = openaiResponses({ countPath: '/responses/input_tokens' });

export const openai: Provider = defineProvider({
  id: 'openai',
  name: 'OpenAI',
  docs: 'https://platform.openai.com/docs/api-reference',
  baseUrl: 'https://api.openai.com/v1',
  files: 'openai',
  auth: bearer('OPENAI_API_KEY'),
  endpoints: [openaiChat(), responses, openaiResponsesSocket(), ...openaiOperations],
  routes: [
    {
      // Quirk openai.route.responses-only; codex-mini-latest answers 404 in chat (recorded).
      models: ['gpt-5-pro*', 'gpt-5*-codex*', 'o1-pro*', 'o3-pro*', '*deep-research*', 'codex-mini*'],
      protocol: 'openai-responses',
    },
  ],
});
