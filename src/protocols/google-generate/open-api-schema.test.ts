import { expect, it } from 'vitest';
import { Changes } from '../changes.ts';
import { schemaInForm } from '../schema-form.ts';
import { jsonSchemaOf } from './open-api-schema.ts';

it('says a JSON Schema in the OpenAPI subset', () => {
  const context = new Changes();
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    $defs: {
      Color: { enum: ['red'] },
      Node: { type: 'object', properties: { next: { $ref: '#/$defs/Node' } } },
    },
    properties: {
      color: { $ref: '#/$defs/Color', description: 'which' },
      size: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
      kind: { const: 'a' },
      many: { type: ['string', 'number', 'null'] },
      both: {
        allOf: [
          { type: 'object', properties: { a: { type: 'string' } } },
          { properties: { b: { type: 'string' } } },
        ],
      },
      node: { $ref: '#/$defs/Node' },
      odd: { type: 'string', not: {} },
    },
  };
  expect(schemaInForm('google-openapi', schema, 'tools[0].inputSchema', context)).toEqual({
    type: 'OBJECT',
    properties: {
      color: { enum: ['red'], description: 'which' },
      size: { type: 'INTEGER', nullable: true },
      kind: { enum: ['a'] },
      many: { anyOf: [{ type: 'STRING' }, { type: 'NUMBER' }], nullable: true },
      both: { type: 'OBJECT', properties: { a: { type: 'STRING' }, b: { type: 'STRING' } } },
      node: { type: 'OBJECT', properties: { next: { type: 'OBJECT' } } },
      odd: { type: 'STRING' },
    },
  });
  expect(context.changes).toMatchObject([
    { code: 'changed', setting: 'tools[0].inputSchema', message: expect.stringContaining('holds itself') },
    { code: 'changed', message: expect.stringContaining('has no not') },
  ]);
});

it('reads Google schemas back', () => {
  expect(
    jsonSchemaOf({
      type: 'OBJECT',
      properties: { type: { type: 'STRING', nullable: true } },
      required: ['type'],
    }),
  ).toEqual({
    type: 'object',
    properties: { type: { type: ['string', 'null'] } },
    required: ['type'],
  });
});
