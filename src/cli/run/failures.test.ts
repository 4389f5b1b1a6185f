import { expect, test } from 'vitest';

import type { BatchResult } from '../../batch/index.ts';
import { failureLines } from './failures.ts';

const failed = (code: string, message: string): BatchResult => ({
  id: 'a',
  hash: 'b',
  status: 'error',
  error: { code: code as 'auth', message, billed: false },
});

test('each reason is told once, the most frequent first', () => {
  const results: BatchResult[] = [
    { id: 'a', hash: 'b', status: 'ok' },
    failed('auth', 'No key for OpenAI.'),
    failed('rate-limited', 'Slow\ndown.'),
    failed('rate-limited', 'Slow down, please.'),
  ];
  expect(failureLines(results)).toEqual(['2 rate-limited: Slow down.', '1 auth: No key for OpenAI.']);
  expect(failureLines([])).toEqual([]);
});

test('long messages are cut, and so are many reasons', () => {
  const codes = ['auth', 'quota', 'server', 'network', 'timeout', 'overloaded', 'budget'];
  const lines = failureLines(codes.map((code) => failed(code, 'x'.repeat(999))));
  expect(lines).toHaveLength(6);
  expect(lines[0]?.length).toBeLessThan(320);
  expect(lines.at(-1)).toBe('and 2 other reasons');
});
