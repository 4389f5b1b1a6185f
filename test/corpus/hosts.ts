import {
  anthropicMessages,
  defineProvider,
  googleGenerate,
  openaiChat,
  openaiResponses,
  openaiResponsesSocket,
  optionalBearer,
  type Endpoint,
  type Provider,
} from 'reqllm';
import { loadProvider } from '../../src/client/provider-names.ts';
import { endpointsOf } from '../../src/providers/provider.ts';
import { recordedId } from '../support/recorded-providers.ts';
import type { Family, Recording } from './recordings.ts';

const protocols: Readonly<Record<Family, string>> = {
  openai_chat: 'openai-chat',
  anthropic_messages: 'anthropic-messages',
  google_generate_content: 'google-generate',
  google_interactions: 'google-interactions',
  bedrock_converse: 'bedrock-converse',
  bedrock_invoke_anthropic: 'bedrock-invoke-anthropic',
  bedrock_invoke_openai_chat: 'bedrock-invoke-openai',
  bedrock_invoke_other: 'bedrock-invoke-meta',
  cohere_chat: 'cohere-chat',
  ollama_chat: 'ollama-chat',
  openai_responses: 'openai-responses',
  openai_responses_ws: 'openai-responses-socket',
};

const owners: Readonly<Partial<Record<Family, string>>> = {
  cohere_chat: 'cohere',
  google_interactions: 'google',
  ollama_chat: 'ollama',
};

/** The protocol that the recordings of a family speak. */
export function protocolOf(family: Family): string {
  return protocols[family];
}

/** The id of the provider that a recording is replayed with. */
export function providerIdOf({ family, provider }: Pick<Recording, 'family' | 'provider'>): string {
  return `${recordedId(provider)}.${family.replaceAll('_', '-')}`;
}

/** The host of a recording: with our provider's dialect where we have one that speaks the format, else with the plain one. */
export async function hostFor(recording: Pick<Recording, 'family' | 'provider'>): Promise<Provider> {
  return defineProvider({
    id: providerIdOf(recording),
    name: `${recording.provider} (recorded)`,
    baseUrl: 'https://recorded.example/v1',
    auth: optionalBearer('RECORDED_KEY'),
    endpoints: [await endpointOf(recording.family as Family, recording.provider)],
  });
}

/** The protocol of a family, as the provider speaks it; other hosts speak it as its owner does. */
export async function endpointOf(family: Family, provider: string): Promise<Endpoint> {
  return (await knownEndpoint(family, recordedId(provider))) ?? plainEndpoint(family, recordedId(provider));
}

async function plainEndpoint(family: Family, vendor: string): Promise<Endpoint> {
  if (family === 'openai_chat') return openaiChat({ vendor });
  if (family === 'anthropic_messages') return anthropicMessages({ vendor });
  if (family === 'google_generate_content') return googleGenerate({ vendor });
  if (family === 'openai_responses') return openaiResponses({ vendor });
  if (family === 'openai_responses_ws') return openaiResponsesSocket({ vendor });
  const owner = owners[family] ?? 'amazon-bedrock';
  const endpoint = await knownEndpoint(family, owner);
  if (endpoint === undefined) throw new TypeError(`Nobody speaks ${family}.`);
  return endpoint;
}

async function knownEndpoint(family: Family, id: string): Promise<Endpoint | undefined> {
  const provider = await loadProvider(id);
  return provider && endpointsOf(provider, 'text').find(({ protocol }) => protocol === protocols[family]);
}
