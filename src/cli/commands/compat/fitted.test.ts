import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitted, wrapped } from './fitted.ts';
import { liveLine } from './progress.ts';

const doing = [
  'groq:openai/gpt-oss-120b token_limit',
  'openai:gpt-4o-mini basic',
  'anthropic:claude streaming',
];

describe('what is done now, in one line', () => {
  test.each([
    [200, doing.join(', ')],
    [60, 'groq:openai/g…b token_limit, openai:gpt-4o-mini basic, +1'],
    [30, 'groq:openai/g… token_limit, +2'],
    [10, ''],
  ])('of %d columns', (width, expected) => {
    const line = fitted(doing, width);
    expect(line.length).toBeLessThanOrEqual(width);
    expect(line).toBe(expected);
  });

  test('says what failed and what was spent only where there is some', () => {
    const now = new Map([['openai:gpt-4o', 'basic']]);
    expect(liveLine({ done: 0, failed: 0, spent: 0 }, 9, now, 79)).toBe('0/9 · openai:gpt-4o basic');
    expect(liveLine({ done: 3, failed: 2, spent: 0.01 }, 9, now, 79)).toBe(
      '3/9 · 2 failed · $0.0100 · openai:gpt-4o basic',
    );
    expect(liveLine({ done: 3, failed: 2, spent: 0.01 }, 9, now, 24)).toBe('3/9 · 2 failed · $0.0100');
  });

  test('is never wider than the terminal', () => {
    const names = fc.array(fc.string({ maxLength: 60 }), { maxLength: 9 });
    fc.assert(
      fc.property(names, fc.nat(120), fc.nat(2_000), (models, width, failed) => {
        const now = new Map(models.map((model) => [model, 'token_limit']));
        expect(liveLine({ done: 1, failed, spent: failed / 7 }, 10, now, width).length).toBeLessThanOrEqual(
          width,
        );
      }),
    );
  });
});

test('a reason is wrapped at words, and is one line where there is no terminal', () => {
  const text = '✗ basic (assertion): The model must say something, and it did not.';
  expect(wrapped(text, 40)).toEqual([
    '  ✗ basic (assertion): The model must',
    '    say something, and it did not.',
  ]);
  expect(wrapped(text, undefined)).toEqual([`  ${text}`]);
  expect(wrapped('https://long.example/without/a/break', 10)).toEqual([
    '  https://long.example/without/a/break',
  ]);
});
