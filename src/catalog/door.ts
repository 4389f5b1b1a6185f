import type { Catalog } from './catalog.ts';
import type { ClientPlace } from './client-catalog.ts';
import type { ModelKnowledge } from './knowledge.ts';
import type { ModelsInput } from './layers/own-models.ts';
import type { checkFacts } from './preflight.ts';
import type { applyQuirks } from './quirks/apply.ts';
import type { learnRule } from './quirks/learn.ts';
import type { applyBodyQuirks } from './quirks/apply-body.ts';
import type { Rule } from './quirks/rule.ts';

/** What a client's catalogue knows of models. */
export interface KnowledgeDesk {
  /** Undefined for a model that is not listed. Throws `config` for one that is denied, a wrong layer, or another catalogue than the pinned one. */
  of(provider: string, id: string): Promise<ModelKnowledge | undefined>;
  /** What was probably meant by an id that the provider does not know, the likeliest first. */
  meant(provider: string, id: string): Promise<readonly string[]>;
  /** The catalogue, with what is known of this provider at hand. */
  catalog(provider: string): Promise<Catalog>;
  /** Another number means that facts may have changed. */
  revision(): number;
}

/** Opens the catalogue of a client. Its code and data are loaded when it is first asked. */
export async function openKnowledge(
  input: ModelsInput | undefined,
  place: ClientPlace,
): Promise<KnowledgeDesk> {
  const [{ knowledgeIn, meantIn }, { createClientCatalog }] = await Promise.all([
    import('./knowledge.ts'),
    import('./client-catalog.ts'),
  ]);
  const catalog = createClientCatalog(input, place);
  return {
    revision: catalog.revision,
    of: async (provider, id) => knowledgeIn(await catalog.open(provider), provider, id),
    meant: async (provider, id) => meantIn(await catalog.open(provider), provider, id),
    catalog: catalog.open,
  };
}

/** The rules for a provider's models, and what applies them. */
export interface QuirkEngine {
  readonly rules: readonly Rule[];
  readonly applyQuirks: typeof applyQuirks;
  readonly applyBodyQuirks: typeof applyBodyQuirks;
  readonly checkFacts: typeof checkFacts;
}

/** Loads the rules that may be about a provider's models. */
export async function loadQuirks(provider: string): Promise<QuirkEngine> {
  const { applyBodyQuirks, applyQuirks, checkFacts, rulesFor } = await import('./quirks/engine.ts');
  return { rules: await rulesFor(provider), applyQuirks, applyBodyQuirks, checkFacts };
}

/** What makes rules of refusals; loaded at the first refusal of a client that learns. */
export async function loadLearnRule(): Promise<typeof learnRule> {
  return (await import('./quirks/learn.ts')).learnRule;
}
