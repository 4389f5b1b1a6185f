import { type Catalog, createCatalog } from './catalog.ts';
import { readPackaged } from './node-data.ts';

/** The packaged catalogue of models. Its files are read one by one, when they are first needed. */
export const models: Catalog = createCatalog({ read: readPackaged });
