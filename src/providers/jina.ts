import { bearer } from '../auth/api-key.ts';
import { cohereRerank } from '../protocols/cohere-rerank/endpoint.ts';
import { openaiEmbeddings } from '../protocols/openai-embeddings/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

const purposes = {
  query: 'retrieval.query',
  document: 'retrieval.passage',
  classification: 'classification',
  clustering: 'separation',
  similarity: 'text-matching',
} as const;

export const jina: Provider = defineProvider({
  id: 'jina',
  name: 'Jina AI',
  docs: 'https://api.jina.ai/redoc',
  baseUrl: 'https://api.jina.ai/v1',
  auth: bearer('JINA_API_KEY'),
  endpoints: [
    openaiEmbeddings({ vendor: 'jina', user: false, purposeField: 'task', purposes, encoding: 'plain' }),
    cohereRerank({ vendor: 'jina', path: '/rerank', objects: true }),
  ],
});
