import type { ModelFacts } from '../core/model.ts';
import type { Usage } from '../core/usage.ts';
import { factsOf } from './facts.ts';
import { models } from './models.ts';
import { costOf } from './price/cost-of.ts';
import type { Capabilities, CatalogModel } from './schema.ts';

/** What a call wants to know about its model. */
export interface ModelKnowledge {
  readonly facts: ModelFacts;
  /** What it can do, as far as that is known. */
  readonly capabilities: Capabilities;
  /** The usage of one request with what it cost; unchanged where no price is known. */
  priced(usage: Usage, facts: { readonly at: Date; readonly serviceTier?: string }): Usage;
}

// Only the sizes yet. How a model wants to reason the dialects tell from recordings, and better: models.dev lists
// `budget` for Claude 4.6, which takes adaptive thinking too (recorded).
function sizesOf(model: CatalogModel): ModelFacts {
  const { reasoningStyle: _style, ...sizes } = factsOf(model);
  return sizes;
}

/** Looks a model up; undefined for one that the catalogue does not list. */
export function knowledgeOf(provider: string, id: string): ModelKnowledge | undefined {
  const found = models.find(`${provider}:${id}`);
  if (!found.ok) return undefined;
  const { model } = found;
  const version = models.meta?.version ?? 'unknown';
  return {
    facts: sizesOf(model),
    capabilities: model.capabilities,
    priced: (usage, facts) => ({ ...usage, cost: costOf(usage, model.pricing, { ...facts, version }) }),
  };
}
