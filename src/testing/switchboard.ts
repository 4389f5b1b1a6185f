import { listProviders, type ProviderInfo } from '../client/list-providers.ts';
import { loadProvider } from '../client/provider-names.ts';
import { endpointsOf } from '../providers/provider.ts';
import { anthropicMessages } from '../protocols/anthropic-messages/endpoint.ts';
import { googleGenerate } from '../protocols/google-generate/endpoint.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiResponses } from '../protocols/openai-responses/endpoint.ts';
import type { Endpoint, ServerCodec } from '../protocols/protocol.ts';
import { oneByOne } from './one-by-one.ts';

/** Which side of which protocol answers a request. */
export interface Switchboard {
  /** The address of each provider below the simulator's own: `/mistral/v1` for Mistral. */
  readonly paths: Readonly<Record<string, string>>;
  /** Undefined when nobody is at this path. */
  find(
    method: string,
    path: string,
  ): Promise<{ readonly codec: ServerCodec; readonly path: string } | undefined>;
}

/**
 * Each provider has a path of its own, where its own dialect is spoken. Any other path speaks as the vendors do, which
 * is what their SDKs ask for.
 */
export async function createSwitchboard(): Promise<Switchboard> {
  const providers = await listProviders();
  const ids = new Set(providers.map(({ id }) => id));
  const codecs = new Map<string, Promise<ServerCodec[]>>();

  const codecsOf = (id: string): Promise<ServerCodec[]> => {
    const known = codecs.get(id) ?? (ids.has(id) ? textServers(id) : defaultServers(providers));
    codecs.set(id, known);
    return known;
  };
  const find: Switchboard['find'] = async (method, path) => {
    const [, first = ''] = path.split(/[/?]/, 2);
    const isOwn = ids.has(first);
    const rest = isOwn ? path.slice(first.length + 1) : path;
    const able = await codecsOf(isOwn ? first : '');
    const codec = able.find(
      (each) =>
        each.matches(method, rest.split('?')[0] ?? rest) || each.resumed?.(method, rest) !== undefined,
    );
    return codec === undefined ? undefined : { codec, path: rest };
  };
  return {
    paths: Object.fromEntries(providers.map((each) => [each.id, `/${each.id}${pathOf(each)}`])),
    find,
  };
}

/** The formats in their owners' manners, then those that only one provider speaks. */
async function defaultServers(providers: readonly ProviderInfo[]): Promise<ServerCodec[]> {
  const endpoints = [openaiChat(), openaiResponses(), anthropicMessages(), googleGenerate()];
  for (const { id, verified } of providers) {
    if (!verified) continue;
    const own = await textEndpoints(id);
    const isNew = (endpoint: Endpoint): boolean =>
      endpoints.every(({ protocol }) => protocol !== endpoint.protocol);
    endpoints.push(...own.filter(isNew));
  }
  return loaded(endpoints);
}

/** What speaks a provider's formats for text. */
export async function textServers(id: string): Promise<ServerCodec[]> {
  return loaded(await textEndpoints(id));
}

async function textEndpoints(id: string): Promise<readonly Endpoint[]> {
  const provider = await loadProvider(id);
  return provider === undefined ? [] : endpointsOf(provider, 'text');
}

function loaded(endpoints: readonly Endpoint[]): Promise<ServerCodec[]> {
  return oneByOne(endpoints, (endpoint) => endpoint.loadServer());
}

// The path of the provider's real address; what differs by account gets a name, hosts without an address the usual path.
function pathOf({ baseUrl }: ProviderInfo): string {
  if (baseUrl === undefined) return '/v1';
  return baseUrl
    .replace(/^https?:\/\/[^/]*/, '')
    .replace(/\{\w+\}/g, 'simulated')
    .replace(/\/$/, '');
}
