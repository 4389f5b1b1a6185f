import type { ModelKnowledge } from './knowledge.ts';
import type { applyQuirks } from './quirks/apply.ts';
import type { applyBodyQuirks } from './quirks/apply-body.ts';
import type { Rule } from './quirks/rule.ts';

/** What the catalogue knows of a model. Its code and data are loaded when it is first asked. */
export async function loadKnowledge(): Promise<(provider: string, id: string) => ModelKnowledge | undefined> {
  return (await import('./knowledge.ts')).knowledgeOf;
}

/** The rules for a provider's models, and what applies them. */
export interface QuirkEngine {
  readonly rules: readonly Rule[];
  readonly applyQuirks: typeof applyQuirks;
  readonly applyBodyQuirks: typeof applyBodyQuirks;
}

/** Loads the rules that may be about a provider's models. */
export async function loadQuirks(provider: string): Promise<QuirkEngine> {
  const { applyBodyQuirks, applyQuirks, rulesFor } = await import('./quirks/engine.ts');
  return { rules: await rulesFor(provider), applyQuirks, applyBodyQuirks };
}
