import {
  anthropicMessages,
  defineProvider,
  googleGenerate,
  openaiChat,
  optionalBearer,
  type Endpoint,
  type Provider,
} from 'reqllm';
import { amazonBedrock } from '../../src/providers/amazon-bedrock.ts';
import type { Family, Recording } from './recordings.ts';

// Recorded under another name than our provider's, or at our provider in another protocol.
const own: Readonly<Record<Family, readonly string[]>> = {
  openai_chat: ['cerebras', 'deepseek', 'groq', 'mistral', 'ollama', 'openai', 'openrouter', 'xai'],
  anthropic_messages: ['anthropic'],
  google_generate_content: ['google'],
  bedrock_converse: [],
  bedrock_invoke_anthropic: [],
  bedrock_invoke_openai_chat: [],
  bedrock_invoke_other: [],
};

/** The id of the provider that a recording is replayed with: ours where we have one, else one of the hosts below. */
export function providerIdOf({ family, provider }: Pick<Recording, 'family' | 'provider'>): string {
  if (own[family as Family].includes(provider)) return provider;
  return `recorded-${provider}-${family}`.replaceAll('_', '-');
}

/** A host that this package has no provider for, spoken to in the family's own dialect. */
export function hostFor({ family, provider }: Pick<Recording, 'family' | 'provider'>): Provider | undefined {
  const id = providerIdOf({ family, provider });
  if (id === provider) return undefined;
  return defineProvider({
    id,
    name: `${provider} (recorded)`,
    baseUrl: 'https://recorded.example/v1',
    auth: optionalBearer('RECORDED_KEY'),
    endpoints: [endpointOf(family as Family, provider)],
  });
}

/** The protocol of a family, with the name of the host on what only it understands. */
export function endpointOf(family: Family, vendor: string): Endpoint {
  switch (family) {
    case 'openai_chat':
      return openaiChat({ vendor });
    case 'anthropic_messages':
      return anthropicMessages({ vendor });
    case 'google_generate_content':
      return googleGenerate({ vendor });
    case 'bedrock_converse':
      return onBedrock('bedrock-converse');
    case 'bedrock_invoke_anthropic':
      return onBedrock('bedrock-invoke-anthropic');
    case 'bedrock_invoke_openai_chat':
      return onBedrock('bedrock-invoke-openai');
    // But for errors, which are alike for all vendors, these are Meta's.
    case 'bedrock_invoke_other':
      return onBedrock('bedrock-invoke-meta');
  }
}

function onBedrock(protocol: string): Endpoint {
  const endpoint = amazonBedrock.endpoints.find((each) => each.protocol === protocol);
  if (endpoint === undefined) throw new TypeError(`Bedrock speaks no ${protocol}.`);
  return endpoint;
}
