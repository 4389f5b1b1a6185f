// What the types know of the catalogue's models: `npm run generate` writes it, and this proves that it would not write
// anything else today.
import { beforeAll, describe, expect, test } from 'vitest';
import { type DeclaredModel, declareAll, declareKnown } from '../src/catalog/declare-models.ts';
import { firstParty } from '../src/catalog/first-party.ts';
import { declaredModels } from './support/declared-models.ts';
import { expectPage } from './support/generated-page.ts';

let all: readonly DeclaredModel[];
beforeAll(async () => {
  all = await declaredModels();
});
const isFirstParty = ({ provider }: DeclaredModel): boolean => firstParty.includes(provider);

describe('the models that the types know', () => {
  test('are those of the first-party providers, as the catalogue has them', () => {
    const own = all.filter(isFirstParty);
    expect(new Set(own.map(({ provider }) => provider))).toEqual(new Set(firstParty));
    expectPage('src/catalog/known-models.ts', declareKnown(own));
  });

  test('and all others, for those who ask', () => {
    expect(all.length).toBeGreaterThan(6_500);
    expectPage('src/catalog/known-models-all.ts', declareAll(all.filter((model) => !isFirstParty(model))));
  });

  test('have the facts that users count on', () => {
    const lacks = (spec: string): readonly string[] | undefined =>
      all.find(({ provider, id }) => `${provider}:${id}` === spec)?.lacks;
    expect(lacks('openai:o1')).toEqual(expect.arrayContaining(['temperature', 'xhigh']));
    expect(lacks('openai:text-embedding-3-small')).toEqual(['text']);
    expect(lacks('openai:gpt-4o-mini')).not.toContain('temperature');
    expect(lacks('openai:gpt-4o-mini')).not.toContain('tools');
  });
});
