import {
  anthropicMessages,
  defineProvider,
  googleGenerate,
  openaiChat,
  optionalBearer,
  type Provider,
} from 'reqllm';
import type { Endpoint } from 'reqllm';
import { providerRegistry } from '../../../src/providers/registry.ts';
import type { Family, Recording } from '../recordings.ts';

const protocols: Readonly<Record<Family, string>> = {
  openai_chat: 'openai-chat',
  anthropic_messages: 'anthropic-messages',
  google_generate_content: 'google-generate',
};

// Where the recordings' name of a provider is not the one of models.dev with dashes.
const ids: Readonly<Record<string, string>> = { zai_coder: 'zai-coding-plan', vercel_gateway: 'vercel' };

/** The provider that a recorded request is sent to: ours with its own dialect, else the family's plain protocol. */
export interface Host {
  readonly provider: Provider;
  readonly protocol: string;
  /** Whether it is one of this package's providers. */
  readonly isOurs: boolean;
}

/** Ours speaks its dialect to no address and with no key of its own. */
export async function hostOf(recording: Recording): Promise<Host> {
  const family = recording.family as Family;
  const protocol = protocols[family];
  const id = ids[recording.provider] ?? recording.provider.replaceAll('_', '-');
  const ours = await providerRegistry[id]?.();
  const isOurs = ours?.endpoints.some((endpoint) => endpoint.protocol === protocol) === true;
  const provider = defineProvider({
    id,
    name: recording.provider,
    baseUrl: 'https://recorded.example',
    auth: optionalBearer('RECORDED_KEY'),
    endpoints: isOurs ? (ours as Provider).endpoints : [plainEndpoint(recording)],
  });
  return { provider, protocol, isOurs };
}

// A host without a provider here yet. Where the model stands is a fact of its address.
function plainEndpoint({ family, provider, request }: Recording): Endpoint {
  const url = request.url ?? '';
  if (family === 'anthropic_messages') {
    const isVertex = url.includes(':rawPredict') || url.includes(':streamRawPredict');
    return anthropicMessages(
      isVertex ? { versionIn: 'body', version: 'vertex-2023-10-16', modelInBody: false } : {},
    );
  }
  if (family === 'google_generate_content')
    return googleGenerate(provider === 'google_vertex' ? { sendLabels: true, sendCallIds: false } : {});
  return openaiChat({
    vendor: provider.replaceAll('_', '-'),
    ...(url.includes('/deployments/') ? { path: '/deployments/{model}/chat/completions' } : {}),
  });
}
