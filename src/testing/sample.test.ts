import { expect, it } from 'vitest';
import type { JsonObject } from '../core/json.ts';
import { validateJson } from '../schema/validate.ts';
import { sampleOf } from './sample.ts';

const node: JsonObject = {
  type: 'object',
  properties: { name: { type: 'string' }, next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
  required: ['name', 'next'],
};

it.each<[string, JsonObject]>([
  [
    'formats and lengths',
    {
      type: 'object',
      properties: {
        day: { type: 'string', format: 'date' },
        word: { type: 'string', minLength: 30, maxLength: 40 },
      },
    },
  ],
  ['numbers', { type: 'array', items: { type: 'integer', exclusiveMinimum: 100 }, minItems: 3 }],
  [
    'references',
    {
      $ref: '#/$defs/A',
      $defs: { A: { type: 'object', properties: { a: { enum: ['x'] } }, required: ['a'] } },
    },
  ],
  [
    'parts',
    {
      allOf: [
        { type: 'object', properties: { a: { type: 'number' } } },
        { required: ['b'], properties: { b: { const: 1 } }, type: 'object' },
      ],
    },
  ],
  ['a schema that holds itself', node],
  [
    'a list of its own kind',
    {
      type: 'object',
      properties: { children: { type: 'array', items: { $ref: '#' } } },
      required: ['children'],
    },
  ],
])('fits: %s', (_name, schema) => {
  expect(validateJson(schema, sampleOf(schema, 'value'))).toMatchObject({ ok: true });
});
