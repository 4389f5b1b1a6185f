import { expect, it } from 'vitest';
import { deepFreeze } from '../../core/json.ts';
import { heldSchema } from './schema.ts';

it('turns rules that the API does not know into words, at any depth', () => {
  const schema = deepFreeze({
    $schema: 'x',
    type: 'object',
    properties: {
      minimum: { type: 'string', format: 'date', minLength: 2, description: 'a day' },
      list: {
        type: 'array',
        minItems: 3,
        items: { anyOf: [{ type: 'object', properties: {}, additionalProperties: true }] },
      },
    },
  });
  expect(heldSchema(schema)).toEqual({
    schema: {
      type: 'object',
      properties: {
        minimum: { type: 'string', format: 'date', description: 'a day\n\n{minLength: 2}' },
        list: {
          type: 'array',
          items: { anyOf: [{ type: 'object', properties: {}, additionalProperties: false }] },
          description: '{minItems: 3}',
        },
      },
      additionalProperties: false,
    },
    moved: ['minLength', 'minItems', 'additionalProperties'],
  });
});

it('leaves a schema that the API knows as it is', () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'string', enum: ['x'] } },
    required: ['a'],
    additionalProperties: false,
  };
  expect(heldSchema(schema)).toEqual({ schema, moved: [] });
});
