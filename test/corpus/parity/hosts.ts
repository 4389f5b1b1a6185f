import {
  anthropicMessages,
  defineProvider,
  type Endpoint,
  googleGenerate,
  openaiChat,
  openaiResponses,
  optionalBearer,
  type Provider,
} from 'reqllm';
import { loadProvider } from '../../../src/client/provider-names.ts';
import { endpointsOf } from '../../../src/providers/provider.ts';
import { recordedId } from '../../support/recorded-providers.ts';
import type { Recording } from '../recordings.ts';
import type { ParityFamily } from './compare.ts';

const protocols: Readonly<Record<ParityFamily, string>> = {
  bedrock_converse: 'bedrock-converse',
  bedrock_invoke_anthropic: 'bedrock-invoke-anthropic',
  bedrock_invoke_openai_chat: 'bedrock-invoke-openai',
  cohere_chat: 'cohere-chat',
  ollama_chat: 'ollama-chat',
  openai_chat: 'openai-chat',
  openai_responses: 'openai-responses',
  anthropic_messages: 'anthropic-messages',
  google_generate_content: 'google-generate',
};

/** The provider that a recorded request is sent to: ours with its own dialect, else the family's plain protocol. */
export interface Host {
  readonly provider: Provider;
  readonly protocol: string;
  /** Whether it is one of this package's providers. */
  readonly isOurs: boolean;
  /** The address that a caller would pass, for providers whose own is not the same for everybody. */
  readonly baseUrl?: string;
}

/** The host of a recording. What proves the caller is no part of the body, so any key will do. */
export async function hostOf(recording: Recording): Promise<Host> {
  const protocol = protocols[recording.family as ParityFamily];
  const id = recordedId(recording.provider);
  const auth = optionalBearer('RECORDED_KEY');
  const ours = await loadProvider(id);
  if (ours?.endpoints.some((endpoint) => endpoint.protocol === protocol) === true) {
    const isFixed = ours.baseUrl?.includes('{') === false;
    const provider = defineProvider({ ...ours, auth });
    return { provider, protocol, isOurs: true, ...(isFixed ? {} : baseOf(recording.request.url)) };
  }
  const endpoints = [await plainEndpoint(recording)];
  const baseUrl = 'https://recorded.example';
  const provider = defineProvider({ id, name: recording.provider, baseUrl, auth, endpoints });
  return { provider, protocol, isOurs: false };
}

const callPaths =
  /\/(?:deployments\/[^/]+\/chat\/completions|chat\/completions|responses|v1\/messages|model\/.*|publishers\/.*)$/;

function baseOf(url: string | null): { readonly baseUrl?: string } {
  if (url === null) return {};
  const { origin, pathname } = new URL(url);
  return { baseUrl: origin + pathname.replace(callPaths, '') };
}

async function plainEndpoint({ family }: Recording): Promise<Endpoint> {
  if (family === 'anthropic_messages') return anthropicMessages();
  if (family === 'google_generate_content') return googleGenerate();
  if (family === 'openai_responses') return openaiResponses();
  if (family === 'openai_chat') return openaiChat();
  const protocol = protocols[family as ParityFamily];
  const owner = await loadProvider('amazon-bedrock');
  const endpoint = owner && endpointsOf(owner, 'text').find((each) => each.protocol === protocol);
  if (endpoint === undefined) throw new TypeError(`Nobody speaks ${protocol}.`);
  return endpoint;
}
