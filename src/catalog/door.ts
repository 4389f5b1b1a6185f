import type { ModelKnowledge } from './knowledge.ts';

/** What the catalogue knows of a model. Its code and data are loaded when it is first asked. */
export async function loadKnowledge(): Promise<(provider: string, id: string) => ModelKnowledge | undefined> {
  return (await import('./knowledge.ts')).knowledgeOf;
}
