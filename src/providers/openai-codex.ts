import { chatgptToken } from '../auth/chatgpt-token.ts';
import { openaiResponses } from '../protocols/openai-responses/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

// The key is the access token of a ChatGPT sign-in; signing in and renewing the token are left to the caller.
// Recorded: openai_codex, HTTP 200 with `store: false`, `stream: true` and no instructions.
export const openaiCodex: Provider = defineProvider({
  id: 'openai-codex',
  name: 'OpenAI Codex (ChatGPT sign-in)',
  docs: 'https://developers.openai.com/codex/auth',
  baseUrl: 'https://chatgpt.com/backend-api',
  auth: chatgptToken(),
  endpoints: [
    openaiResponses({
      path: '/codex/responses',
      headers: { originator: 'reqllm' },
      store: false,
      cache: { key: 'prompt_cache_key' },
      alwaysStream: true,
      systemPlacement: 'instructions',
      // Quirk openai.max-tokens.chatgpt-signin, and what the Responses API lacks everywhere.
      unsupported: [
        ...(['maxTokens', 'temperature', 'topK', 'minP', 'seed', 'stop'] as const),
        ...(['frequencyPenalty', 'presencePenalty'] as const),
      ],
    }),
  ],
});
