// The names of OpenTelemetry's GenAI conventions (see `conventions.ts` for their sources).
import type { Operation } from '../core/operation.ts';

/**
 * What the conventions call an operation. Images, videos and speech are `generate_content`, which `gen_ai.output.type` tells
 * apart; ranks, transcripts, moderation and documents have no name there, and keep ours.
 */
export const operationNames: Readonly<Record<Operation, string>> = {
  text: 'chat',
  embed: 'embeddings',
  rerank: 'rerank',
  image: 'generate_content',
  video: 'generate_content',
  speech: 'generate_content',
  transcription: 'transcription',
  moderation: 'moderation',
  ocr: 'ocr',
};

/** Values of `gen_ai.provider.name`; other providers go by their id. */
export const providerNames: Readonly<Record<string, string>> = {
  'amazon-bedrock': 'aws.bedrock',
  azure: 'azure.ai.openai',
  'azure-cognitive-services': 'azure.ai.inference',
  google: 'gcp.gemini',
  'google-vertex': 'gcp.vertex_ai',
  moonshotai: 'moonshot_ai',
  mistral: 'mistral_ai',
  xai: 'x_ai',
};

/** Values of `gen_ai.system`, where they are others. */
export const systemNames: Readonly<Record<string, string>> = {
  ...providerNames,
  azure: 'az.ai.openai',
  'azure-cognitive-services': 'az.ai.inference',
  xai: 'xai',
};

/** What `gen_ai.output.type` is for an operation. */
export const outputTypes: Readonly<Partial<Record<Operation, string>>> = {
  image: 'image',
  speech: 'speech',
  transcription: 'text',
};

/** Attributes of the request by option of the call. */
export const requestAttributes: Readonly<Record<string, string>> = {
  temperature: 'gen_ai.request.temperature',
  topP: 'gen_ai.request.top_p',
  topK: 'gen_ai.request.top_k',
  maxTokens: 'gen_ai.request.max_tokens',
  frequencyPenalty: 'gen_ai.request.frequency_penalty',
  presencePenalty: 'gen_ai.request.presence_penalty',
  seed: 'gen_ai.request.seed',
  stop: 'gen_ai.request.stop_sequences',
  dimensions: 'gen_ai.embeddings.dimension.count',
};

/** Buckets that the conventions advise for seconds. */
export const secondsBuckets: number[] = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];

/** Buckets that the conventions advise for the time to the first chunk and between chunks, in seconds. */
export const chunkBuckets: number[] = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** Buckets that the conventions advise for runs of an agent, in seconds. */
export const runBuckets: number[] = Array.from({ length: 13 }, (_, power) => 2 ** power / 10);

/** Buckets that the conventions advise for tokens. */
export const tokenBuckets: number[] = Array.from({ length: 14 }, (_, power) => 4 ** power);
