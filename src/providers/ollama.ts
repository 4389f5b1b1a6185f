import { optionalBearer } from '../auth/api-key.ts';
import { ollamaChat } from '../protocols/ollama-chat/endpoint.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { ollamaEmbed } from '../protocols/ollama-embed/endpoint.ts';
import { openaiEmbeddings } from '../protocols/openai-embeddings/endpoint.ts';
import { defineProvider, type Provider, under } from './provider.ts';

const compatible = {
  maxTokensField: 'max_tokens',
  strictJsonSchema: false,
  fileParts: 'none',
  toolResultImages: 'parts',
} as const;

export const ollama: Provider = defineProvider({
  id: 'ollama',
  name: 'Ollama',
  docs: 'https://docs.ollama.com/api/openai-compatibility',
  baseUrl: 'http://localhost:11434',
  auth: optionalBearer('OLLAMA_API_KEY'),
  endpoints: [
    // Quirk ollama.compat; `reasoning` in assistant turns is recorded with HTTP 200.
    under('/v1', openaiChat({ ...compatible, vendor: 'ollama', replayReasoning: 'reasoning' })),
    // Its own API stands beside `/v1`; an address without it means that one.
    under('', ollamaChat()),
    under('/v1', openaiEmbeddings({ vendor: 'ollama', encoding: 'plain' })),
    under('', ollamaEmbed()),
  ],
  hosts: ['ollama.com'],
});
