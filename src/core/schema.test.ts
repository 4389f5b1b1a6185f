import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { objectSchema } from './schema.ts';

describe('objectSchema', () => {
  it('takes JSON Schema as it is', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'string', description: 'first' } },
      required: ['a'],
    };
    expect(objectSchema(schema, 'It')).toEqual(schema);
  });

  it('asks a Standard Schema for its JSON Schema', () => {
    const schema = objectSchema(z.object({ city: z.string().describe('where') }), 'It');
    expect(schema).toMatchObject({
      type: 'object',
      properties: { city: { type: 'string', description: 'where' } },
      required: ['city'],
    });
    expect(schema['$schema']).toBeUndefined();
  });

  it('reads an empty schema as no arguments', () => {
    expect(objectSchema({}, 'It')).toEqual({ type: 'object', properties: {} });
  });

  it.each([['text'], [null], [[1]], [{ type: 'string' }], [z.string()]])('refuses %s', (schema) => {
    expect(() => objectSchema(schema, 'The inputSchema of x')).toThrow(/The inputSchema of x/);
  });

  it('says so when a library cannot tell its JSON Schema', () => {
    const schema = { '~standard': { version: 1, vendor: 'other', validate: () => ({ value: 1 }) } };
    expect(() => objectSchema(schema, 'It')).toThrow(/other schema that cannot tell its JSON Schema/);
  });
});
