import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const minimax: Provider = defineProvider({
  id: 'minimax',
  name: 'MiniMax',
  docs: 'https://platform.minimax.io/docs/guides/quickstart',
  baseUrl: 'https://api.minimax.io/v1',
  auth: bearer('MINIMAX_API_KEY'),
  endpoints: [
    // Quirks minimax.unsupported and minimax.reasoning-split: thoughts come in `reasoning_details` and go back there.
    openaiChat({
      vendor: 'minimax',
      unsupported: ['frequencyPenalty', 'presencePenalty', 'seed'],
      effort: 'none',
      replayReasoning: 'reasoning_details',
      rewriteBody: (body) => ({ reasoning_split: true, ...body }),
    }),
  ],
});
