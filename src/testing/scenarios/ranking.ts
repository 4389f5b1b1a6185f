import { checkCost, expectThat } from './checks.ts';
import type { Scenario } from './scenario.ts';
import { madeFor } from './settings.ts';

const capitals = {
  query: 'What is the capital of France?',
  documents: [
    'Berlin is the capital of Germany.',
    'Paris is the capital of France.',
    'The Rhine flows through Cologne.',
  ],
} as const;

const rerankBasic: Scenario = {
  id: 'rerank_basic',
  shows: 'puts the document that answers a question first',
  type: 'rerank',
  applies: madeFor('rerank'),
  async run({ client, model, asked }) {
    const { query = capitals.query, documents = capitals.documents, count } = asked ?? {};
    const { ranking, usage } = await client.rerank(
      model,
      { query, documents },
      count === undefined ? {} : { topN: count },
    );
    const wanted = Math.min(count ?? documents.length, documents.length);
    expectThat(ranking.length === wanted, `There must be a place for ${wanted} documents.`, ranking.length);
    const places = new Set(ranking.map(({ index }) => index));
    expectThat(places.size === wanted, 'Each document must be ranked once.', [...places]);
    const scores = ranking.map(({ score }) => score);
    expectThat(scores.every(Number.isFinite), 'A score must be a number.', scores);
    expectThat(new Set(scores).size > 1, 'Some documents must fit better than others.', scores);
    const isOurs = documents === capitals.documents;
    expectThat(!isOurs || ranking[0]?.index === 1, 'The answer must come first.', ranking[0]?.document);
    checkCost(usage);
  },
};

export const rankingScenarios: readonly Scenario[] = [rerankBasic];
