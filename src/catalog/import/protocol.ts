import type { Kind, Operation, WireApi } from '../schema.ts';

/** The SDK package that the source names for a provider or model, and the protocol that it speaks. */
const packages: Readonly<Record<string, WireApi>> = {
  '@ai-sdk/openai-compatible': 'openai-chat',
  '@ai-sdk/openai': 'openai-responses',
  '@ai-sdk/azure': 'openai-responses',
  '@ai-sdk/anthropic': 'anthropic-messages',
  '@ai-sdk/google': 'google-generate',
  '@ai-sdk/google-vertex': 'google-generate',
  '@ai-sdk/google-vertex/anthropic': 'anthropic-messages',
  '@ai-sdk/amazon-bedrock': 'bedrock-converse',
  '@ai-sdk/amazon-bedrock/mantle': 'openai-responses',
  '@ai-sdk/cohere': 'cohere-chat',
  '@ai-sdk/mistral': 'openai-chat',
  '@ai-sdk/groq': 'openai-chat',
  '@ai-sdk/xai': 'openai-chat',
  '@ai-sdk/cerebras': 'openai-chat',
  '@ai-sdk/deepinfra': 'openai-chat',
  '@ai-sdk/togetherai': 'openai-chat',
  '@ai-sdk/perplexity': 'openai-chat',
  '@ai-sdk/vercel': 'openai-chat',
  '@ai-sdk/gateway': 'openai-chat',
  '@ai-sdk/deepseek': 'openai-chat',
  '@ai-sdk/fireworks': 'openai-chat',
  '@openrouter/ai-sdk-provider': 'openai-chat',
  'venice-ai-sdk-provider': 'openai-chat',
};

/** The protocol behind a package; undefined for a provider's own SDK, which nothing here can stand in for. */
export function protocolOf(npm: string): WireApi | undefined {
  return Object.hasOwn(packages, npm) ? packages[npm] : undefined;
}

/** The protocol of a model of a mixed gateway: its own package, then the shape that it names. */
export function modelProtocol(npm: string | undefined, shape: string | undefined): WireApi | undefined {
  if (shape === 'responses') return 'openai-responses';
  if (shape === 'completions') return 'openai-chat';
  return npm === undefined ? undefined : protocolOf(npm);
}

/** What each kind of model is asked to do. */
export const operations: Readonly<Record<Kind, readonly Operation[]>> = {
  chat: ['text', 'object'],
  embedding: ['embed'],
  rerank: ['rerank'],
  image: ['image'],
  speech: ['speech'],
  transcription: ['transcription'],
  video: ['video'],
  realtime: ['realtime'],
  moderation: ['moderation'],
  other: [],
};

const siblings: Readonly<Record<string, Readonly<Partial<Record<Operation, WireApi>>>>> = {
  openai: {
    embed: 'openai-embeddings',
    image: 'openai-images',
    speech: 'openai-speech',
    transcription: 'openai-transcription',
    moderation: 'openai-moderations',
    rerank: 'cohere-rerank',
  },
  google: { embed: 'google-embed', image: 'google-predict' },
  cohere: { embed: 'cohere-embed', rerank: 'cohere-rerank' },
  bedrock: { embed: 'bedrock-invoke', rerank: 'bedrock-invoke', image: 'bedrock-invoke' },
};

// Formats that a host has of its own, whatever it speaks for text. Videos have one at each host.
const own: Readonly<Record<string, Readonly<Partial<Record<Operation, WireApi>>>>> = {
  google: { video: 'google-videos' },
  xai: { video: 'xai-videos' },
  openrouter: { video: 'xai-videos' },
  elevenlabs: { speech: 'elevenlabs-speech', transcription: 'elevenlabs-transcription' },
  deepgram: { speech: 'deepgram-speech', transcription: 'deepgram-transcription' },
};

/** The protocol for an operation at a provider that speaks `api` for text; undefined where none is known. */
export function protocolFor(operation: Operation, api: WireApi, provider: string): WireApi | undefined {
  if (operation === 'text' || operation === 'object') return api;
  const ownFormat = Object.hasOwn(own, provider) ? own[provider]?.[operation] : undefined;
  if (ownFormat !== undefined || operation === 'video') return ownFormat;
  return siblings[api.split('-')[0] ?? '']?.[operation];
}
