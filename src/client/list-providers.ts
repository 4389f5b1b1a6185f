import { loadProvider, providerNames } from './provider-names.ts';

/** What is known of a provider. */
export interface ProviderInfo {
  readonly id: string;
  readonly name: string;
  readonly docs?: string;
  readonly baseUrl?: string;
  /** Environment variables that may hold the key. */
  readonly env: readonly string[];
  readonly protocols: readonly string[];
  /** Other spellings of the id. */
  readonly aliases: readonly string[];
  /** False for providers that only a list of addresses vouches for. */
  readonly verified: boolean;
}

/** All providers that can be called by id, sorted. Loads the data of each. */
export async function listProviders(): Promise<ProviderInfo[]> {
  const providers: Awaited<ReturnType<typeof loadProvider>>[] = [];
  // One after the other: Jest cannot link modules that are imported at the same time (jestjs/jest#11434).
  for (const id of providerNames().ids) providers.push(await loadProvider(id));
  return providers
    .filter((provider) => provider !== undefined)
    .map(({ id, name, docs, baseUrl, auth, endpoints, aliases = [], verified }) => ({
      id,
      name,
      ...(docs === undefined ? {} : { docs }),
      ...(baseUrl === undefined ? {} : { baseUrl }),
      env: auth.env,
      protocols: [...new Set(endpoints.map((endpoint) => endpoint.protocol))],
      aliases,
      verified,
    }));
}
