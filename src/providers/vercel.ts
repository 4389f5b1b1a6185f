import { bearer } from '../auth/api-key.ts';
import { anthropicMessages } from '../protocols/anthropic-messages/endpoint.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiResponses, openaiResponsesSocket } from '../protocols/openai-responses/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const vercel: Provider = defineProvider({
  id: 'vercel',
  aliases: ['vercel-ai-gateway'],
  name: 'Vercel AI Gateway',
  docs: 'https://vercel.com/docs/ai-gateway/openai-compat',
  baseUrl: 'https://ai-gateway.vercel.sh/v1',
  auth: bearer('AI_GATEWAY_API_KEY', 'VERCEL_OIDC_TOKEN'),
  endpoints: [
    // https://vercel.com/docs/ai-gateway/openai-compat/advanced#reasoning
    openaiChat({ vendor: 'vercel', effort: 'reasoning', replayReasoning: 'reasoning_details' }),
    openaiResponses({ vendor: 'vercel' }),
    // https://vercel.com/docs/ai-gateway/sdks-and-apis/responses/websockets
    openaiResponsesSocket({ vendor: 'vercel' }),
    // Quirk anthropic.compat.vercel.
    anthropicMessages({ vendor: 'vercel', path: '/messages', allowUnsignedThinking: true }),
  ],
});
