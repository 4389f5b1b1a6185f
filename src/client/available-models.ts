import { arrange, type ModelQuery } from '../catalog/query.ts';
import type { CatalogModel } from '../catalog/schema.ts';
import type { Reach } from './reach.ts';

/** What {@link availableModels} looks at, besides what the client knows by itself. */
interface Place {
  readonly reach: Pick<Reach, 'catalog' | 'isConfigured'>;
  /** Providers that the client was told how to reach, by id. */
  readonly told: readonly string[];
}

/**
 * The models that can be called now and are what a query asks for: those of providers for which a key or credentials are
 * at hand. The order is that of the query.
 */
export async function availableModels(query: ModelQuery, { reach, told }: Place): Promise<CatalogModel[]> {
  const { provider, sort: _sort, prefer: _prefer, limit: _limit, configuredOnly: _all, ...wanted } = query;
  const [first = 'openai'] = told;
  const catalog = await reach.catalog(first);
  const asked = provider === undefined ? [...new Set([...catalog.providers(), ...told])] : [provider].flat();
  const models: CatalogModel[] = [];
  for (const name of new Set(asked.map((each) => catalog.provider(each)?.id ?? each))) {
    if (!(await reach.isConfigured(name))) continue;
    // Where there is no disk, a provider's facts are loaded when it is asked for.
    const own = await reach.catalog(name);
    models.push(...own.query({ ...wanted, provider: name }));
  }
  return arrange(models, query);
}
