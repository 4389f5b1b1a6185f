import { cohereEmbed } from '../../protocols/cohere-embed/endpoint.ts';
import { cohereRerank } from '../../protocols/cohere-rerank/endpoint.ts';
import type { AnyEndpoint } from '../../protocols/protocol.ts';
import { titanEmbed } from '../../protocols/titan-embed/endpoint.ts';
import { forModels } from '../provider.ts';

const invoke = { vendor: 'amazon-bedrock', path: '/model/{model}/invoke', modelInBody: false } as const;
// Version 3 refuses the members of version 4 (recorded, HTTP 400).
const plainModels = ['*embed-english-v3*', '*embed-multilingual-v3*'];

/** Bedrock's endpoints for vectors and reranking, beside those for text. */
export const bedrockOperations: readonly AnyEndpoint[] = [
  forModels(['*cohere.embed*'], cohereEmbed({ ...invoke, plainModels })),
  forModels(['*titan-embed*', '*nova*embed*'], titanEmbed()),
  forModels(['*rerank*'], cohereRerank({ ...invoke, always: { api_version: 2 } })),
];
