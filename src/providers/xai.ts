import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiResponses, openaiResponsesSocket } from '../protocols/openai-responses/endpoint.ts';
import { xaiMedia } from './operations/xai.ts';
import { defineProvider, type Provider } from './provider.ts';
// Recorded: `store: false` with encrypted thoughts; its own searches come as calls of custom tools.
const responses: Parameters<typeof openaiResponses>[0] = {
  vendor: 'xai',
  unsupported: ['topK', 'minP', 'seed', 'stop', 'frequencyPenalty', 'presencePenalty', 'serviceTier'],
  minOutputTokens: 1,
  customToolCalls: 'extra',
  strictSchema: 'xai',
  cache: { key: 'prompt_cache_key' }, // https://docs.x.ai/developers/advanced-api-usage/prompt-caching
};
// Quirks xai.unsupported and xai.names; `strict` tools, named tool choices and images in tool results: recorded, HTTP 200.
const forms = { strictOutput: 'xai', strictTools: 'xai', toolResultImages: 'parts' } as const;
const kept = { cache: { keyHeader: 'x-grok-conv-id' } } as const;
const chat = { vendor: 'xai', unsupported: ['serviceTier'], names: false, ...forms, ...kept } as const;

export const xai: Provider = defineProvider({
  id: 'xai',
  aliases: ['grok'],
  name: 'xAI',
  docs: 'https://docs.x.ai/docs/api-reference',
  baseUrl: 'https://api.x.ai/v1',
  files: 'openai',
  auth: bearer('XAI_API_KEY'),
  // Sockets: https://docs.x.ai/developers/advanced-api-usage/websocket-mode
  endpoints: [openaiChat(chat), openaiResponses(responses), openaiResponsesSocket(responses), ...xaiMedia],
});
