import type { CatalogModel } from '../../catalog/schema.ts';
import type { Usage } from '../../core/usage.ts';
import { checkCost, expectThat } from './checks.ts';
import type { Scenario } from './scenario.ts';
import { madeFor } from './settings.ts';

/** Vectors that can be compared: numbers, all of one length, not nothing but zeros. */
function checkVectors(
  vectors: readonly (readonly number[])[],
  count: number,
  { usage, facts }: { readonly usage: Usage; readonly facts: CatalogModel | undefined },
): void {
  expectThat(vectors.length === count, `There must be ${count} vectors.`, vectors.length);
  const lengths = new Set(vectors.map(({ length }) => length));
  expectThat(lengths.size === 1 && !lengths.has(0), 'All vectors must have one length.', [...lengths]);
  const isNumeric = vectors.every((vector) => vector.every((each) => Number.isFinite(each)));
  expectThat(isNumeric, 'A vector must be made of numbers.');
  const isSomething = vectors.every((vector) => vector.some((each) => each !== 0));
  expectThat(isSomething, 'A vector must not be all zeros.');
  const { inputTokens } = usage;
  expectThat(
    inputTokens === null || inputTokens > 0,
    'Where tokens are counted, there must be some.',
    inputTokens,
  );
  checkCost(usage);
  const isPriced = facts?.pricing?.basis === 'metered' && inputTokens !== null;
  expectThat(!isPriced || usage.cost !== null, 'Counted tokens of a model with a price must have a cost.');
}

const basic: Scenario = {
  id: 'embed_basic',
  shows: 'makes a vector of a text',
  type: 'embedding',
  applies: madeFor('embedding'),
  async run({ client, model, facts, asked: { texts = ['Hello world'] } = {} }) {
    const { embeddings, usage } = await client.embed(model, texts);
    checkVectors(embeddings, texts.length, { usage, facts });
  },
};

const batch: Scenario = {
  id: 'embed_batch',
  shows: 'makes a vector of each of several texts',
  type: 'embedding',
  applies: madeFor('embedding'),
  async run({ client, model, facts, asked }) {
    const { texts = ['Hello world', 'How are you?', 'Testing embeddings'] } = asked ?? {};
    const { embeddings, usage } = await client.embed(model, texts);
    checkVectors(embeddings, texts.length, { usage, facts });
    const distinct = new Set(embeddings.map((vector) => vector.join(' ')));
    expectThat(distinct.size === texts.length, 'Each text must have a vector of its own.', distinct.size);
  },
};

export const vectorScenarios: readonly Scenario[] = [basic, batch];
