import { optionalBearer } from '../auth/api-key.ts';
import { ollamaChat } from '../protocols/ollama-chat/endpoint.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider, under } from './provider.ts';

const compatible = { maxTokensField: 'max_tokens', strictJsonSchema: false, fileParts: 'none' } as const;

export const ollama: Provider = defineProvider({
  id: 'ollama',
  name: 'Ollama',
  docs: 'https://docs.ollama.com/api/openai-compatibility',
  baseUrl: 'http://localhost:11434',
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
  // Its own API stands beside `/v1`.
  routes: [{ models: [], protocol: 'ollama-chat', baseUrl: 'http://localhost:11434' }],
  hosts: ['ollama.com'],
});
