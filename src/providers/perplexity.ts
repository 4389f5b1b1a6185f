import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiEmbeddings } from '../protocols/openai-embeddings/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const perplexity: Provider = defineProvider({
  id: 'perplexity',
  name: 'Perplexity',
  docs: 'https://docs.perplexity.ai/api-reference/chat-completions-post',
  baseUrl: 'https://api.perplexity.ai',
  auth: bearer('PERPLEXITY_API_KEY'),
  endpoints: [
    // Quirk perplexity.unsupported; that roles must alternate, and documents by address or bare base64, are recorded.
    openaiChat({
      vendor: 'perplexity',
      maxTokensField: 'max_tokens',
      unsupported: ['stop', 'seed', 'tools', 'toolChoice', 'parallelToolCalls'],
      effort: 'none',
      alternateRoles: true,
      fileParts: 'file_url',
      audioParts: 'none',
    }),
    openaiEmbeddings({ vendor: 'perplexity', path: '/v1/embeddings', encoding: 'int8' }),
  ],
});
