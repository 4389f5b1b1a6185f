import { expect, it } from 'vitest';
import { fitsGlobs } from './glob.ts';

it.each([
  ['gpt-5-pro', ['gpt-5*'], true],
  ['GPT-5-PRO', ['gpt-5*'], true],
  ['gpt-5-chat-latest', ['gpt-5*', '!gpt-5-chat*'], false],
  ['o1', ['o1'], true],
  ['o1-pro', ['o1'], false],
  ['a.b+c', ['a.b+*'], true],
  ['axb+c', ['a.b+*'], false],
  ['openai/gpt-5', ['*gpt-5'], true],
  ['anything', [], false],
])('%s in %j: %s', (name, patterns, expected) => {
  expect(fitsGlobs(name, patterns)).toBe(expected);
});
