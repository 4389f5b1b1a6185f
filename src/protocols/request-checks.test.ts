import { expect, test } from 'vitest';

import { ReqLLMError } from '../core/error.ts';
import { requestChecks } from './request-checks.ts';

const invalid = (message: string): ReqLLMError =>
  new ReqLLMError(`vendor: ${message}`, { code: 'invalid-request', phase: 'decode' });
const checks = requestChecks(invalid);

test('what is of the right kind is handed on', () => {
  const object = { a: 1 };
  expect(checks.objectOf(object, 'it')).toBe(object);
  expect(checks.listOf([1, null], 'it')).toEqual([1, null]);
  expect(checks.textOf('', 'it')).toBe('');
  expect(checks.numberOf(0, 'it')).toBe(0);
  expect(checks.flagOf(false, 'it')).toBe(false);
});

test('lists, numbers and flags may be absent', () => {
  for (const absent of [undefined, null]) {
    expect(checks.listOf(absent, 'it')).toEqual([]);
    expect(checks.numberOf(absent, 'it')).toBeUndefined();
    expect(checks.flagOf(absent, 'it')).toBeUndefined();
  }
});

test('what is not is refused in the words of the vendor', () => {
  expect(() => checks.objectOf([], 'messages[0]')).toThrow('vendor: messages[0] must be an object.');
  expect(() => checks.objectOf(undefined, 'it')).toThrow('must be an object');
  expect(() => checks.listOf({}, 'tools')).toThrow('vendor: tools must be a list.');
  expect(() => checks.textOf(null, 'model')).toThrow('vendor: model must be a string.');
  expect(() => checks.numberOf('1', 'p')).toThrow('vendor: p must be a number.');
  expect(() => checks.flagOf(0, 'stream')).toThrow('vendor: stream must be a boolean.');
});
