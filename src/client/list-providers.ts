import { providerRegistry } from '../providers/registry.ts';

/** What is known of a built-in provider. */
export interface ProviderInfo {
  readonly id: string;
  readonly name: string;
  readonly docs?: string;
  readonly baseUrl?: string;
  /** Environment variables that may hold the key. */
  readonly env: readonly string[];
  readonly protocols: readonly string[];
}

/** The built-in providers, by id. Loads the data file of each. */
export async function listProviders(): Promise<ProviderInfo[]> {
  const providers = await Promise.all(Object.values(providerRegistry).map((load) => load()));
  return providers.map(({ id, name, docs, baseUrl, auth, endpoints }) => ({
    id,
    name,
    ...(docs === undefined ? {} : { docs }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    env: auth.env,
    protocols: [...new Set(endpoints.map((endpoint) => endpoint.protocol))],
  }));
}
