import { ReqLLMError } from '../core/error.ts';
import { didYouMean } from '../core/suggest.ts';
import type { Provider } from '../providers/provider.ts';
import { catalogIds, loadFromCatalog, providerAliases, providerRegistry } from '../providers/registry.ts';

/** What providers may be called. */
export interface ProviderNames {
  /** All ids, sorted. */
  readonly ids: readonly string[];
  /** The id that a name stands for: the id itself, one with underscores for dashes, or another spelling. */
  idOf(name: string): string | undefined;
}

/** The names of a client's own providers, of those with a file, and of those that only the catalogue knows. */
export function providerNames(own: Iterable<Provider> = []): ProviderNames {
  const mine = [...own];
  const known = new Set([...mine.map(({ id }) => id), ...Object.keys(providerRegistry), ...catalogIds]);
  const aliases = new Map(Object.entries(providerAliases));
  for (const { id, aliases: spellings = [] } of mine) for (const name of spellings) aliases.set(name, id);
  return namesOf([...known].sort(), aliases);
}

/** Names from a list of ids and a list of other spellings. Ids count before spellings. */
export function namesOf(
  ids: readonly string[],
  aliases: ReadonlyMap<string, string> = new Map(),
): ProviderNames {
  const known = new Set(ids);
  const lookUp = (name: string): string | undefined => (known.has(name) ? name : aliases.get(name));
  return {
    ids,
    // ReqLLM writes google_vertex where models.dev writes google-vertex.
    idOf: (name) => lookUp(name) ?? lookUp(name.replaceAll('_', '-')),
  };
}

/** The same values by id, whatever spelling the caller used. Throws `config` for a name that stands for nothing. */
export function byProviderId<T>(
  values: Readonly<Record<string, T>>,
  what: string,
  providers: ProviderNames,
): Readonly<Record<string, T>> {
  if (typeof values !== 'object')
    throw new ReqLLMError(`${what} is an object by provider: \`{ openai: … }\`.`, {
      code: 'config',
      phase: 'config',
    });
  const entries = Object.entries(values).map(([name, value]) => [knownId(name, what, providers), value]);
  return Object.fromEntries(entries) as Record<string, T>;
}

/** The id that a name stands for. Throws `config` when it stands for nothing; `what` says where it was given. */
export function knownId(name: string, what: string, providers: ProviderNames): string {
  const id = providers.idOf(name);
  if (id !== undefined) return id;
  const message = `${what} names the unknown provider "${name.slice(0, 80)}".${didYouMean(name, providers.ids)}`;
  throw new ReqLLMError(message, { code: 'config', phase: 'config' });
}

/** The provider with this id, its data loaded; undefined when there is none. */
export async function loadProvider(id: string): Promise<Provider | undefined> {
  if (Object.hasOwn(providerRegistry, id)) return providerRegistry[id]?.();
  return catalogIds.includes(id) ? loadFromCatalog(id) : undefined;
}
