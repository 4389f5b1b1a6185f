import { bearer } from '../auth/api-key.ts';
import { cohereRerank } from '../protocols/cohere-rerank/endpoint.ts';
import { openaiEmbeddings } from '../protocols/openai-embeddings/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

const purpose = { purposeField: 'input_type', purposes: { query: 'query', document: 'document' } } as const;

export const voyage: Provider = defineProvider({
  id: 'voyage',
  aliases: ['voyageai'],
  name: 'Voyage AI',
  docs: 'https://docs.voyageai.com/reference/embeddings-api',
  baseUrl: 'https://api.voyageai.com/v1',
  auth: bearer('VOYAGE_API_KEY'),
  endpoints: [
    openaiEmbeddings(
      { vendor: 'voyage', user: false, ...purpose, dimensionsField: 'output_dimension' },
      1_000,
    ),
    cohereRerank({ vendor: 'voyage', path: '/rerank', topField: 'top_k', listField: 'data' }),
  ],
});
