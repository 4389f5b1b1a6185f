import type { Catalog } from '../catalog/catalog.ts';
import type { KnowledgeDesk } from '../catalog/door.ts';
import type { Model } from '../core/model.ts';
import type { Env } from '../http/transport.ts';
import type { Provider } from '../providers/provider.ts';
import { loadProvider } from './provider-names.ts';

/** What can be called, and under which names. */
export interface Reach {
  /** What was probably meant by a model that its provider does not know. */
  meant(model: Model): Promise<readonly string[]>;
  /** The providers that serve a model of this very id, as far as the catalogue knows. */
  serversOf(id: string): Promise<readonly string[]>;
  /** The client's catalogue, with what is known of this provider at hand. */
  catalog(provider: string): Promise<Catalog>;
  /** Whether something can be shown to a provider: a key, credentials, or a variable that is set. */
  isConfigured(provider: string): Promise<boolean>;
  /** Whether a call to a model goes to the provider's own address, where the ids of the catalogue count. */
  isAtHome(model: Model): Promise<boolean>;
}

interface ReachOptions {
  readonly openDesk: () => Promise<KnowledgeDesk>;
  readonly env: Env;
  /** Whether the caller gave a key or credentials for a provider. */
  readonly hasSecret: (provider: string) => boolean;
  readonly said: (provider: Provider, model: Model) => string | undefined;
  readonly own: ReadonlyMap<string, Provider>;
}

export function createReach({ openDesk, env, hasSecret, said, own }: ReachOptions): Reach {
  const providerOf = async (id: string): Promise<Provider | undefined> => own.get(id) ?? loadProvider(id);
  return {
    async meant({ provider, id }) {
      try {
        return await (await openDesk()).meant(provider, id);
      } catch {
        // The call has failed already; its own error says more than that of the catalogue.
        return [];
      }
    },
    catalog: async (provider) => (await openDesk()).catalog(provider),
    async serversOf(id) {
      const catalog = await (await openDesk()).catalog('');
      const found = catalog.find(id);
      if (found.ok) return [found.model.provider];
      if (found.reason !== 'ambiguous') return [];
      return found.suggestions.map(({ spec }) => spec.slice(0, spec.indexOf(':')));
    },
    async isConfigured(id) {
      if (hasSecret(id)) return true;
      const provider = await providerOf(id);
      return provider?.auth.env.some((name) => (env(name) ?? '').trim() !== '') === true;
    },
    async isAtHome(model) {
      const provider = await providerOf(model.provider);
      return (
        provider !== undefined &&
        said(provider, model) === undefined &&
        provider.baseUrlVariables === undefined
      );
    },
  };
}
