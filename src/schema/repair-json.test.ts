import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Json } from '../core/json.ts';
import { repairJson } from './repair-json.ts';

it.each<[string, Json | undefined]>([
  ['{"a": 1, "b": [1, 2', { a: 1, b: [1] }],
  ['{"a": 1,}', { a: 1 }],
  ['[1,, 2, ]', [1, 2]],
  ['Here: {"a": "one, two,}", "b": {"c": tr', { a: 'one, two,}', b: {} }],
  ['{"a": "\\",]", "b": 2,', { a: '",]', b: 2 }],
  ['no JSON', undefined],
])('%s', (text, value) => {
  expect(repairJson(text)).toEqual(value);
});

it('leaves what is whole as it is, and never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.object(), fc.array(fc.jsonValue())), (value) => {
      const text = JSON.stringify(value);
      expect(repairJson(text)).toEqual(JSON.parse(text));
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => void repairJson(text)));
});
