import type { Auth } from '../auth/auth.ts';
import { ReqLLMError } from '../core/error.ts';
import { fitsGlobs } from '../core/glob.ts';
import type { Model } from '../core/model.ts';
import type { Endpoint } from '../protocols/protocol.ts';

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
  readonly endpoints: readonly Endpoint[];
  /** Models that want another protocol than the first; the first route whose globs fit the id counts. */
  readonly routes?: readonly { readonly models: readonly string[]; readonly protocol: string }[];
  /** Headers for each request, lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether somebody looked at how this host differs; false for those that a list of addresses is all we know of. Default true. */
  readonly verified?: boolean;
}

/** A part of an address that differs from account to account, such as a region. */
export interface BaseUrlVariable {
  readonly env: readonly string[];
  readonly default?: string;
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
    hosts: definition.baseUrl === undefined ? [] : [hostOf(definition.id, definition.baseUrl)],
  };
}

/** The provider's own address, its variables filled in. Throws `config` for one that is missing or no plain name. */
export function ownBaseUrl(
  { name, baseUrl, baseUrlVariables = {} }: Provider,
  env: (name: string) => string | undefined,
): string | undefined {
  return baseUrl?.replace(variables, (_match, variable: string) => {
    const { env: names = [], default: preset } = baseUrlVariables[variable] ?? {};
    const set = names.find((each) => (env(each) ?? '').trim() !== '');
    const value = set === undefined ? preset : env(set)?.trim();
    if (value === undefined)
      throw refusal(`${name} needs to know the ${variable}: set ${names.join(' or ')}, or pass \`baseUrl\`.`);
    // Anything else, a dot or a slash, could lead the key to another host.
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(value))
      throw refusal(
        `The ${variable} in ${set ?? 'the provider'} is no plain name of letters, digits and dashes.`,
      );
    return value;
  });
}

/** Whether a host is the provider's own, so that keys from the environment may go there. */
export function isOwnHost({ hosts }: Provider, host: string): boolean {
  return hosts.some((each) => each === host || (each.includes('{') && patternOf(each).test(host)));
}

const variables = /\{(\w+)\}/g;

function patternOf(host: string): RegExp {
  const parts = host.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[A-Za-z0-9][A-Za-z0-9_-]*')}$`);
}

/** The protocol to speak for a model: as the model says, else by the provider's routes, else the first. Throws `unsupported`. */
export function endpointFor(provider: Provider, operation: Endpoint['operation'], model: Model): Endpoint {
  const able = provider.endpoints.filter((endpoint) => endpoint.operation === operation);
  const route = provider.routes?.find(({ models }) => fitsGlobs(model.id, models));
  const wanted = model.protocol ?? route?.protocol;
  const endpoint = wanted === undefined ? able[0] : able.find((each) => each.protocol === wanted);
  if (endpoint !== undefined) return endpoint;
  const known = able.map((each) => each.protocol).join(', ');
  const message =
    wanted === undefined || known === ''
      ? `${provider.name} has no endpoint for ${operation}.`
      : `${provider.name} does not speak ${wanted} for ${operation}; it speaks ${known}.`;
  throw new ReqLLMError(message, { code: 'unsupported', phase: 'config' });
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
