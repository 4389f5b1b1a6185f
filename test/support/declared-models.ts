import type { DeclaredModel } from '../../src/catalog/declare-models.ts';
import { lacksOf } from '../../src/catalog/lacks.ts';
import { packaged } from '../../src/catalog/models.ts';
import { readPackaged } from '../../src/catalog/node-data.ts';
import { rulesFor } from '../../src/catalog/quirks/load.ts';
import type { Rule } from '../../src/catalog/quirks/rule.ts';
import { createShelf } from '../../src/catalog/shelf.ts';

/** Every model that the packaged catalogue lists or once listed, with what it is known not to take. */
export async function declaredModels(): Promise<readonly DeclaredModel[]> {
  const shelf = createShelf(readPackaged);
  const models: DeclaredModel[] = [];
  for (const provider of shelf.providers().keys()) {
    const rules = certain(await rulesFor(provider));
    const current = new Set(shelf.open(provider)?.ids());
    const retired = new Set(shelf.open(provider, 'retired')?.ids());
    for (const id of new Set([...current, ...retired])) {
      const found = packaged.find({ provider, id });
      if (!found.ok || found.model.id !== id) throw new Error(`${provider}:${id} is not found by its name.`);
      models.push({ provider, id, lacks: lacksOf(found.model, rules) });
    }
  }
  return models;
}

// One array for each provider, as what is compiled of it is kept by it.
function certain(rules: readonly Rule[]): readonly Rule[] {
  return rules.filter(({ confidence }) => confidence !== 'code');
}
