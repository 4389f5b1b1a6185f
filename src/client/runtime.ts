import { createDefaultTransport } from '#transport';
import { type CredentialSource, type Credentials, rememberCredentials } from '../auth/credentials.ts';
import { type KnowledgeDesk, openKnowledge, type QuirkEngine } from '../catalog/door.ts';
import type { ModelKnowledge } from '../catalog/knowledge.ts';
import type { ModelsInput } from '../catalog/layers/own-models.ts';
import { ReqLLMError } from '../core/error.ts';
import type { Model } from '../core/model.ts';
import type { Secret } from '../core/secret.ts';
import type { Warning } from '../core/warning.ts';
import type { ClosableTransport, Env, Transport } from '../http/transport.ts';
import type { AnyCall, Operation } from '../core/operation.ts';
import type { AnyEndpoint, Codec, WireRequest } from '../protocols/protocol.ts';
import { endpointFor, filled, isOwnHost, ownBaseUrl, type Provider, rooted } from '../providers/provider.ts';
import { type Address, type Addresses, createAddresses } from './addresses.ts';
import { overFetch } from './doors.ts';
import { envOf } from './env.ts';
import { findKey, secretOf } from './keys.ts';
import type { Learning } from './learning.ts';
import { knowledgeMemory, rulesMemory } from './model-desks.ts';
import { loadProvider } from './provider-names.ts';
import { createReach, type Reach } from './reach.ts';

/** What a call needs from the client that makes it. */
export interface Runtime {
  readonly transport: Transport;
  readonly addresses: Addresses;
  /** At once when it was loaded before, as is the codec: each wait is a good part of what a call costs here. */
  provider(id: string): Provider | Promise<Provider>;
  codec<C extends AnyCall>(provider: Provider, call: C): Codec<C> | Promise<Codec<C>>;
  /** The endpoint that calls to this model go to, text calls unless another operation is named. Throws `unsupported`. */
  endpoint(provider: Provider, model: Model, operation?: Operation): AnyEndpoint;
  /** Where calls to a provider go. Throws `config` when nobody said. */
  address(provider: Provider, call: AnyCall): Address;
  /** A request's query, the provider's variables filled in. */
  query(provider: Provider, query: Query): Query;
  /** What the client was given to show to a provider; asked for anew when it is about to end. Throws `auth`. */
  credentials(provider: Provider, call: AnyCall): Promise<Credentials> | undefined;
  /** The key for a request to this address. Throws `auth` when one is needed and missing. */
  key(provider: Provider, address: Address, call: AnyCall): Secret | undefined;
  /** The environment as a provider's authentication may see it at this address. */
  env(provider: Provider, address: Address): Env;
  /**
   * What the catalogue knows of a model. A catalogue that cannot be read never fails a call; one that denies the model
   * does. Throws `config`.
   */
  knowledge(model: Model): ModelKnowledge | undefined | Promise<ModelKnowledge | undefined>;
  /** What can be called, and under which names. */
  readonly reach: Reach;
  /** Why nothing is known of models, told once; undefined when the catalogue could be read, or it was told. */
  trouble(): Warning | undefined;
  /** The rules for a provider's models, with those that this client has learned. */
  quirks(provider: string): QuirkEngine | Promise<QuirkEngine>;
  /** Name of the header that carries one name for all tries of a call, in lower case. */
  readonly idempotencyHeader?: string;
  /** Whether keys may travel over plain http to other machines. */
  readonly isInsecureAllowed: boolean;
  now(): number;
  close(): Promise<void>;
}

type Query = WireRequest['query'] | undefined;

const nothing: Env = () => undefined;

export interface RuntimeOptions {
  readonly keys?: Readonly<Record<string, string>>;
  readonly credentials?: Readonly<Record<string, CredentialSource>>;
  readonly env?: Env | Readonly<Record<string, string | undefined>>;
  readonly baseUrls?: Readonly<Record<string, string>>;
  readonly transport?: Transport;
  readonly fetch?: typeof globalThis.fetch;
  readonly models?: ModelsInput;
  readonly learning?: Learning | undefined;
  readonly allowInsecure?: boolean;
  readonly idempotencyHeader?: string;
  readonly ownProviders: ReadonlyMap<string, Provider>;
  readonly memoryKeys: ReadonlyMap<string, Secret>;
}

/** The memory of one client: its keys and addresses, and what it has loaded. */
export function createRuntime(options: RuntimeOptions): Runtime {
  const { baseUrls = {}, memoryKeys } = options;
  const env = envOf(options.env);
  const addresses = createAddresses();
  const clientKeys = keysOf(options.keys ?? {});
  const providers = new Map(options.ownProviders);
  const codecs = new Map<AnyEndpoint, unknown>();
  const sources = sourcesOf(options.credentials ?? {});
  const said = (provider: Provider, { baseUrl }: Model): string | undefined =>
    baseUrl ?? baseUrls[provider.id];
  const chosen = endpointMemory(said);
  let desk: Promise<KnowledgeDesk> | undefined;
  let ownTransport: ClosableTransport | undefined;
  // Made at the first call: a client that is only created holds nothing.
  const { fetch, transport } = options;
  const open = () => (fetch === undefined ? createDefaultTransport({ env }) : overFetch(fetch));
  const send: Transport = transport ?? ((...asked) => (ownTransport ??= open())(...asked));
  const openDesk = (): Promise<KnowledgeDesk> =>
    (desk ??= openKnowledge(options.models, { env, send, now: Date.now }));
  const reach = createReach({
    openDesk,
    env,
    said,
    own: options.ownProviders,
    hasSecret: (id) => clientKeys.has(id) || memoryKeys.has(id) || sources.has(id),
  });
  return {
    addresses,
    transport: send,
    reach,
    provider: (id) => providers.get(id) ?? loadInto(providers, id),
    // Kept, as an `import()` costs a good part of a call even when the file is loaded already. The endpoint is chosen by
    // the call's operation, so its codec is for such calls.
    codec<C extends AnyCall>(provider: Provider, call: C) {
      const endpoint = chosen(provider, call.model, call.operation);
      const known = codecs.get(endpoint) as Codec<C> | undefined;
      if (known !== undefined) return known;
      return endpoint.load().then((loaded) => {
        codecs.set(endpoint, loaded);
        return loaded as Codec<C>;
      });
    },
    endpoint: chosen,
    address(provider, call) {
      const baseUrl = said(provider, call.model) ?? ownBaseUrl(provider, env, call.model);
      if (baseUrl === undefined)
        throw refusal(`${provider.name} has no address of its own; pass \`baseUrl\`.`);
      const hasRoots = provider.endpoints.some(({ root }) => root !== undefined);
      return addresses.base(
        hasRoots ? rooted(baseUrl, chosen(provider, call.model, call.operation)) : baseUrl,
      );
    },
    query: (provider, query) => (query === undefined ? undefined : filledQuery(provider, query, env)),
    credentials: (provider, call) =>
      call.control.apiKey === undefined ? sources.get(provider.id)?.() : undefined,
    key: (provider, address, call) =>
      findKey({ provider, address, callKey: call.control.apiKey, clientKeys, memoryKeys, env }),
    env: (provider, address) => (isOwnHost(provider, address.host) ? env : nothing),
    ...knowledgeMemory(openDesk),
    quirks: rulesMemory(options.learning),
    ...saidOfRequests(options),
    now: Date.now,
    close: async () => ownTransport?.close(),
  };
}

// The patterns of routes take longer to try than what is found takes to remember.
const mostChosen = 1_024;

/** Endpoints as they were chosen before, for the models that a program calls often. */
function endpointMemory(said: (provider: Provider, model: Model) => string | undefined): Runtime['endpoint'] {
  const known = new WeakMap<Provider, Map<string, AnyEndpoint>>();
  return (provider, model, operation = 'text') => {
    const baseUrl = said(provider, model);
    let endpoints = known.get(provider);
    if (endpoints === undefined) known.set(provider, (endpoints = new Map()));
    // No id holds a space.
    const key = `${operation} ${model.id} ${model.protocol ?? ''} ${baseUrl ?? ''}`;
    let endpoint = endpoints.get(key);
    if (endpoint !== undefined) return endpoint;
    endpoint = endpointFor(provider, operation, model, baseUrl) as AnyEndpoint;
    if (endpoints.size >= mostChosen) endpoints.clear();
    endpoints.set(key, endpoint);
    return endpoint;
  };
}

async function loadInto(providers: Map<string, Provider>, id: string): Promise<Provider> {
  const loaded = await loadProvider(id);
  if (loaded === undefined) throw refusal(`Unknown provider "${id}".`);
  providers.set(id, loaded);
  return loaded;
}

function keysOf(keys: Readonly<Record<string, string>>): ReadonlyMap<string, Secret> {
  return new Map(Object.entries(keys).map(([id, key]) => [id, secretOf(key, `The key for ${id}`)]));
}

function filledQuery(provider: Provider, query: NonNullable<Query>, env: Env): Query {
  // Elsewhere braces are a caller's own words.
  if (provider.baseUrlVariables === undefined) return query;
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      [value].flat().map((one) => filled(provider, one, env)),
    ]),
  );
}

function sourcesOf(
  given: Readonly<Record<string, CredentialSource>>,
): ReadonlyMap<string, () => Promise<Credentials>> {
  return new Map(
    Object.entries(given).map(([id, source]) => [id, rememberCredentials(id, source, Date.now)]),
  );
}

function saidOfRequests({
  allowInsecure,
  idempotencyHeader: name,
}: RuntimeOptions): Pick<Runtime, 'isInsecureAllowed' | 'idempotencyHeader'> {
  const isInsecureAllowed = allowInsecure === true;
  if (name === undefined) return { isInsecureAllowed };
  const isName = typeof name === 'string' && /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
  if (!isName) throw refusal('The client option `idempotencyHeader` must be the name of an HTTP header.');
  return { isInsecureAllowed, idempotencyHeader: name.toLowerCase() };
}

function refusal(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
