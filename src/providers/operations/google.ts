import { googleEmbed } from '../../protocols/google-embed/endpoint.ts';
import { googleImagen } from '../../protocols/google-imagen/endpoint.ts';
import { googleVideos } from '../../protocols/google-videos/endpoint.ts';
import { mistralOcr } from '../../protocols/mistral-ocr/endpoint.ts';
import type { AnyEndpoint } from '../../protocols/protocol.ts';
import { forModels } from '../provider.ts';

const mistralPath = '/publishers/mistralai/models/{model}:rawPredict';
const vertex = { vendor: 'google-vertex', modelPath: '/publishers/google/models' } as const;
const one = { ...vertex, form: 'content' } as const;
const older = { ...vertex, form: 'predict' } as const;

/** The Gemini API's endpoints for vectors, images and videos, beside those for text. */
export const googleOperations: readonly AnyEndpoint[] = [
  googleEmbed(),
  forModels(['imagen*'], googleImagen()),
  googleVideos(),
];

/** Those of Vertex AI. Embedding 1 takes one text a request, the older ones 250. */
export const vertexOperations: readonly AnyEndpoint[] = [
  forModels(['gemini-embedding-2*'], googleEmbed(one, 1)),
  forModels(['gemini-embedding*'], googleEmbed(older, 1)),
  googleEmbed(older, 250),
  forModels(['imagen*'], googleImagen({ ...vertex, seeds: true })),
  forModels(['mistral-ocr*'], mistralOcr({ vendor: 'google-vertex', path: mistralPath })),
];
