import { expect, it } from 'vitest';
import { didYouMean } from './suggest.ts';

it.each([
  ['opnai', ' Did you mean "openai"?'],
  ['Groq', ' Did you mean "groq"?'],
  ['anthro', ' Did you mean "anthropic"?'],
  ['zzzzzz', ''],
])('%s%s', (wrong, expected) => {
  expect(didYouMean(wrong, ['openai', 'groq', 'anthropic'])).toBe(expected);
});
