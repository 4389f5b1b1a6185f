import { optionalBearer } from '../auth/api-key.ts';
import { ollamaChat } from '../protocols/ollama-chat/endpoint.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const ollama: Provider = defineProvider({
  id: 'ollama',
  name: 'Ollama',
  docs: 'https://docs.ollama.com/api/openai-compatibility',
  baseUrl: 'http://localhost:11434/v1',
  auth: optionalBearer('OLLAMA_API_KEY'),
  endpoints: [
    // Quirk ollama.compat; `reasoning` in assistant turns is recorded with HTTP 200.
    openaiChat({
      vendor: 'ollama',
      maxTokensField: 'max_tokens',
      replayReasoning: 'reasoning',
      strictJsonSchema: false,
      fileParts: 'none',
    }),
    ollamaChat(),
  ],
  // Its own API stands beside `/v1`; an address without it means that one.
  routes: [{ models: [], protocol: 'ollama-chat', baseUrl: 'http://localhost:11434' }],
  variants: { '*:11434': [ollamaChat()], 'https://ollama.com': [ollamaChat()] },
  hosts: ['ollama.com'],
});
