import { type CatalogModel, listPrice, type ModelQuery, models } from '../../../models.ts';
import type { ScenarioType } from '../../../testing/index.ts';

/** What narrows a choice of models down. */
export interface Choice {
  readonly sample?: boolean;
  readonly available?: boolean;
  readonly type?: ScenarioType | 'all';
}

/** A model to try: what the catalogue knows of it, or just its name. */
export interface Chosen {
  readonly spec: string;
  readonly facts?: CatalogModel;
}

/** The models that a spec or glob names, sorted; a spec without a glob counts also when the catalogue does not list it. */
export function chooseModels(
  spec: string | undefined,
  { sample, available, type = 'text' }: Choice,
): Chosen[] {
  const pattern = spec ?? '*:*';
  if (!/[*?]/.test(pattern)) {
    const found = models.find(pattern);
    return [found.ok ? { spec: pattern, facts: found.model } : { spec: pattern }];
  }
  const provider = pattern.slice(0, pattern.indexOf(':'));
  const operation = type === 'all' ? undefined : operations[type];
  const fitting = models
    .query({
      ...(/^[\w-]+$/.test(provider) ? { provider } : {}),
      ...(operation === undefined ? {} : { operation }),
      prefer: [pattern],
      ...(available === true ? { configuredOnly: true } : {}),
    })
    .filter(({ spec: each }) => toPattern(pattern).test(each));
  const chosen = sample === true ? cheapestOfEach(fitting) : fitting;
  return chosen.map((facts) => ({ spec: facts.spec, facts }));
}

const operations: Readonly<Record<ScenarioType, NonNullable<ModelQuery['operation']>>> = {
  text: 'text',
  embedding: 'embed',
  rerank: 'rerank',
  image: 'image',
  speech: 'speech',
  transcription: 'transcription',
};

function toPattern(glob: string): RegExp {
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`);
}

/** One model of each provider: the cheapest that has a price. */
function cheapestOfEach(all: readonly CatalogModel[]): CatalogModel[] {
  const best = new Map<string, CatalogModel>();
  const price = (model: CatalogModel): number => listPrice(model, 'input') || Number.POSITIVE_INFINITY;
  for (const model of all) {
    const known = best.get(model.provider);
    if (known === undefined || price(model) < price(known)) best.set(model.provider, model);
  }
  return [...best.values()];
}
