import { expect, it } from 'vitest';
import { suggestFrom } from './suggest.ts';

const known = [
  ['302ai', 'gpt-4o'],
  ['openai', 'gpt-4o'],
  ['azure', 'gpt-4o'],
  ['azure', 'gpt-4o-mini'],
] as const;
const specs = (wanted: { provider?: string; id: string }): string[] =>
  suggestFrom(wanted, known).map(({ spec }) => spec);

it('of models with names as near the maker’s comes first', () => {
  expect(specs({ id: 'gpt-4o' })).toEqual(['openai:gpt-4o', '302ai:gpt-4o', 'azure:gpt-4o']);
});

it('the provider that was named comes before the maker', () => {
  expect(specs({ provider: 'azure', id: 'gpt4o' })[0]).toBe('azure:gpt-4o');
});
