import type { Auth } from '../auth/auth.ts';
import { ReqLLMError } from '../core/error.ts';
import { fitsGlobs } from '../core/glob.ts';
import type { Model } from '../core/model.ts';
import type { AnyCall, Operation } from '../core/operation.ts';
import type { AnyEndpoint, Endpoint } from '../protocols/protocol.ts';

export interface ProviderDefinition {
  /** As in model specs; equal to the provider's id at models.dev. */
  readonly id: string;
  /** Other spellings of the id that model specs may use; underscores for dashes need no mention. */
  readonly aliases?: readonly string[];
  /** As in messages to people. */
  readonly name: string;
  /** Page of the provider's API reference. */
  readonly docs?: string;
  /** Where the API is. Absent for providers that have no address of their own: callers must say it. */
  readonly baseUrl?: string;
  /** What stands for `{name}` in `baseUrl`: the first environment variable that is set, else the default. */
  readonly baseUrlVariables?: Readonly<Record<string, BaseUrlVariable>>;
  readonly auth: Auth;
  /** Which protocols it speaks; the first that fits an operation is used, unless a route says otherwise. */
  readonly endpoints: readonly AnyEndpoint[];
  /** Models that want another protocol than the first; the first route whose globs fit the id counts. */
  readonly routes?: readonly Route[];
  /** More hosts of the provider's own than those in its addresses; see {@link Provider.hosts}. */
  readonly hosts?: readonly string[];
  /** Headers for each request, lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** In whose form this host keeps files. Absent: it keeps none that we know how to give it. */
  readonly files?: FileForm;
  /** Whether somebody looked at how this host differs; false for those that a list of addresses is all we know of. Default true. */
  readonly verified?: boolean;
}

/** Forms in which hosts keep files. */
export type FileForm = 'openai' | 'anthropic' | 'google';

/** Where models go that do not go the first way. */
export interface Route {
  /** Globs of model ids. */
  readonly models: readonly string[];
  readonly protocol: string;
  /** Where this protocol is spoken, if not at the provider's `baseUrl`. */
  readonly baseUrl?: string;
}

/** A part of an address that differs from account to account, such as a region. */
export interface BaseUrlVariable {
  /** What may hold the name; an address on one of the provider's hosts tells it too. */
  readonly env?: readonly string[];
  /** What it is otherwise; may name other variables. */
  readonly default?: string;
  /** What it is instead for some values of another variable. */
  readonly by?: { readonly variable: string; readonly values: Readonly<Record<string, string>> };
}

/** Who serves models, and where: data only. */
export interface Provider extends ProviderDefinition {
  /** Hosts that keys from the environment may be sent to; `{name}` in one stands for letters, digits and dashes. */
  readonly hosts: readonly string[];
  readonly verified: boolean;
}

/** Checks a provider's data. Throws `config` for an id or address that cannot work. */
export function defineProvider(definition: ProviderDefinition): Provider {
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(definition.id)) {
    throw refusal(`"${definition.id}" is no provider id; use lower-case letters, digits and dashes.`);
  }
  for (const alias of definition.aliases ?? [])
    if (!/^[a-z0-9][\w.-]*$/.test(alias)) throw refusal(`"${alias}" cannot stand for ${definition.id}.`);
  if (definition.endpoints.length === 0)
    throw refusal(`The provider ${definition.id} needs at least one endpoint.`);
  return {
    ...definition,
    verified: definition.verified ?? true,
    hosts: hostsOf(definition),
  };
}

type Environment = (name: string) => string | undefined;

/**
 * An endpoint of a host that has several APIs. A caller's base URL that ends in the root (`*` in it stands for any text)
 * means the endpoints of that root; to any other the root of the endpoint is added. The longest root counts, so an empty
 * one is for base URLs that end in no other.
 */
export function under<E extends AnyEndpoint>(root: string, endpoint: E): E {
  return { ...endpoint, root };
}

/** An endpoint for the models whose ids fit one of the globs (`!` before one excludes). */
export function forModels<E extends AnyEndpoint>(models: readonly string[], endpoint: E): E {
  return { ...endpoint, models };
}

/** A base URL with the root of an endpoint at its end. */
export function rooted(baseUrl: string, { root }: { readonly root?: string }): string {
  const plain = baseUrl.replace(/\/+$/, '');
  return root === undefined || isUnder(plain, root) ? plain : plain + root;
}

/** The provider's own address for a model, its variables filled in. Throws `config` for one that is missing or no plain name. */
export function ownBaseUrl(provider: Provider, env: Environment, model: Model): string | undefined {
  const hasOthers = provider.routes?.some((route) => route.baseUrl !== undefined) === true;
  const address = (hasOthers ? routeFor(provider, model)?.baseUrl : undefined) ?? provider.baseUrl;
  return address?.includes('{') === true ? filled(provider, address, env) : address;
}

/** A text with the provider's variables in it, filled in. */
export function filled(provider: Provider, text: string, env: Environment): string {
  return text.replace(variables, (_match, name: string) => valueOf(provider, name, env));
}

function valueOf(provider: Provider, variable: string, env: Environment): string {
  const { env: names = [], default: preset, by } = provider.baseUrlVariables?.[variable] ?? {};
  const other = by === undefined ? '' : valueOf(provider, by.variable, env);
  if (by !== undefined && Object.hasOwn(by.values, other)) return by.values[other] ?? '';
  const set = names.find((each) => (env(each) ?? '').trim() !== '');
  if (set === undefined && preset !== undefined) return filled(provider, preset, env);
  const said = set === undefined ? undefined : env(set)?.trim();
  if (said === undefined) {
    const message = `${provider.name} needs to know the ${variable}: set ${names.join(' or ')}, or pass \`baseUrl\`.`;
    throw refusal(message);
  }
  const value = nameInAddress(provider, said) ?? said;
  // Anything else, a dot or a slash, could lead the key to another host.
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(value))
    throw refusal(
      `The ${variable} in ${set ?? 'the provider'} is no plain name of letters, digits and dashes.`,
    );
  return value;
}

/** The name in an address like `https://{name}.openai.azure.com/`. */
function nameInAddress({ hosts }: Provider, text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { host } = new URL(text);
  const names = hosts.filter((each) => each.includes('{')).map((each) => patternOf(each).exec(host)?.[1]);
  return names.find((name) => name !== undefined);
}

/** Whether a host is the provider's own, so that keys from the environment may go there. */
export function isOwnHost({ hosts }: Provider, host: string): boolean {
  return hosts.some((each) => each === host || (each.includes('{') && patternOf(each).test(host)));
}

const variables = /\{(\w+)\}/g;

function patternOf(host: string): RegExp {
  const parts = host.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('([A-Za-z0-9][A-Za-z0-9_-]*)')}$`);
}

/**
 * The protocol to speak for a model: as the model says, else by the provider's routes, else the first; among those that
 * the caller's base URL means, if it means some. Throws `unsupported`.
 */
export function endpointFor<O extends Operation>(
  provider: Provider,
  operation: O,
  model: Model,
  baseUrl?: string,
): Endpoint<Extract<AnyCall, { operation: O }>> {
  const known = endpointsOf(provider, operation).filter(
    ({ models }) => models === undefined || fitsGlobs(model.id, models),
  );
  const meant = baseUrl === undefined ? [] : meantBy(baseUrl, known);
  const able = meant.length === 0 ? known : meant;
  // Routes and the protocols of models are about text, unless they name one of this operation.
  const named = model.protocol ?? routeFor(provider, model)?.protocol;
  const isMeant = operation === 'text' || able.some((each) => each.protocol === named);
  const wanted = isMeant ? named : undefined;
  const endpoint = wanted === undefined ? able[0] : able.find((each) => each.protocol === wanted);
  if (endpoint !== undefined) return endpoint;
  // The base URL is the caller's word, the route only ours.
  if (meant[0] !== undefined && model.protocol === undefined) return meant[0];
  const spoken = able.map((each) => each.protocol).join(', ');
  const message =
    wanted === undefined || spoken === ''
      ? `${provider.name} has no endpoint for ${operation}.`
      : `${provider.name} does not speak ${wanted} for ${operation}; it speaks ${spoken}.`;
  throw new ReqLLMError(message, { code: 'unsupported', phase: 'config' });
}

/** The endpoints of a provider for one operation, the preferred one first. */
export function endpointsOf<O extends Operation>(
  { endpoints }: Pick<Provider, 'endpoints'>,
  operation: O,
): readonly Endpoint<Extract<AnyCall, { operation: O }>>[] {
  // An endpoint's operation tells the calls that its codec takes.
  return endpoints.filter((endpoint) => endpoint.operation === operation) as never;
}

function meantBy<E extends { readonly root?: string }>(
  baseUrl: string,
  endpoints: readonly E[],
): readonly E[] {
  const plain = baseUrl.replace(/\/+$/, '');
  const fitting = endpoints.filter(({ root }) => root !== undefined && isUnder(plain, root));
  const longest = Math.max(...fitting.map(({ root = '' }) => root.length));
  return fitting.filter(({ root = '' }) => root.length === longest);
}

function isUnder(baseUrl: string, root: string): boolean {
  return fitsGlobs(baseUrl, [`*${root}`]);
}

function routeFor({ routes }: Provider, { id, protocol }: Model): Route | undefined {
  return routes?.find((route) =>
    protocol === undefined ? fitsGlobs(id, route.models) : route.protocol === protocol,
  );
}

function hostsOf(definition: ProviderDefinition): string[] {
  const { id, baseUrl, routes = [], baseUrlVariables = {}, hosts = [] } = definition;
  const own = [baseUrl, ...routes.map((route) => route.baseUrl)]
    .filter((each) => each !== undefined)
    .flatMap((each) => spelledOut(each, baseUrlVariables))
    .map((each) => hostOf(id, each));
  return [...new Set([...own, ...hosts])];
}

/** An address with everything in it that follows from other variables, in all ways. */
function spelledOut(address: string, variables: Readonly<Record<string, BaseUrlVariable>>): string[] {
  const derived = Object.entries(variables).find(([name, { by }]) => by && address.includes(`{${name}}`));
  if (derived === undefined) return [address];
  const [name, { by, default: preset }] = derived;
  return [...Object.values(by?.values ?? {}), preset]
    .filter((value) => value !== undefined)
    .flatMap((value) => spelledOut(address.replaceAll(`{${name}}`, value), variables));
}

function hostOf(id: string, baseUrl: string): string {
  const sample = baseUrl.replace(variables, 'x');
  if (!URL.canParse(sample)) throw refusal(`The baseUrl of the provider ${id} is not a URL.`);
  if (sample === baseUrl) return new URL(baseUrl).host;
  return /^\w+:\/\/([^/]+)/.exec(baseUrl)?.[1]?.toLowerCase() ?? '';
}

function refusal(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
