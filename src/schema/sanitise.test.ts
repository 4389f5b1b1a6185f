import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepFreeze, isRecord, type Json, type JsonObject } from '../core/json.ts';
import { type SchemaDialectName, schemaDialects } from './dialects.ts';
import { sanitise } from './sanitise.ts';
import { schemaWarnings } from './schema-change.ts';

const said = (schema: JsonObject, form: SchemaDialectName) =>
  sanitise(deepFreeze(schema), schemaDialects[form]);

describe('strict, as OpenAI has it', () => {
  it('closes objects and requires all members, which may then be null', () => {
    const schema = {
      type: 'object',
      properties: {
        a: { type: 'string' },
        b: { type: 'string', enum: ['x'], description: 'd' },
        c: { $ref: '#/$defs/C', description: 'd' },
        e: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        f: { anyOf: [{ type: 'string' }, { type: 'number' }] },
        g: { const: 1 },
      },
      required: ['a'],
      $defs: { C: { type: 'object', properties: {} } },
    };
    const { schema: strict, changes } = said(schema, 'openai-strict');
    expect(strict).toEqual({
      type: 'object',
      properties: {
        a: { type: 'string' },
        b: { type: ['string', 'null'], enum: ['x', null], description: 'd' },
        c: { description: 'd', anyOf: [{ $ref: '#/$defs/C' }, { type: 'null' }] },
        e: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        f: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null' }] },
        g: { anyOf: [{ const: 1 }, { type: 'null' }] },
      },
      required: ['a', 'b', 'c', 'e', 'f', 'g'],
      additionalProperties: false,
      $defs: { C: { type: 'object', properties: {}, required: [], additionalProperties: false } },
    });
    expect(changes.filter(({ kind }) => kind === 'required').map(({ pointer }) => pointer)).toEqual(
      ['b', 'c', 'e', 'f', 'g'].map((name) => `/properties/${name}`),
    );
  });

  it('tells the model in words what it is not held to', () => {
    const item = { type: 'string', minLength: 2, description: 'A word.' };
    const { schema, changes } = said({ type: 'array', uniqueItems: true, items: item }, 'openai-strict');
    expect(schema).toEqual({
      type: 'array',
      items: { type: 'string', description: 'A word.\n\n{minLength: 2}' },
      description: '{uniqueItems: true}',
    });
    expect(changes).toEqual([
      { kind: 'described', keyword: 'uniqueItems', pointer: '/uniqueItems' },
      { kind: 'described', keyword: 'minLength', pointer: '/items/minLength' },
      { kind: 'root', keyword: 'type', pointer: '' },
    ]);
  });

  it('puts the parts of allOf together, and a root that is a reference in place', () => {
    const schema = {
      $ref: '#/$defs/Both',
      $defs: {
        Both: { allOf: [{ $ref: '#/$defs/A' }, { properties: { b: { type: 'number' } }, required: ['b'] }] },
        A: {
          type: 'object',
          properties: { a: { type: 'string' } },
          required: ['a'],
          additionalProperties: false,
        },
      },
    };
    expect(said(schema, 'openai-strict').schema).toMatchObject({
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'number' } },
      required: ['a', 'b'],
      additionalProperties: false,
    });
  });

  it('says what goes beyond its limits', () => {
    const deep = Array.from({ length: 12 }).reduce<JsonObject>(
      (inner) => ({ type: 'object', properties: { x: inner }, required: ['x'], additionalProperties: false }),
      { type: 'string' },
    );
    expect(said(deep, 'openai-strict').changes).toEqual([
      { kind: 'limit', keyword: '10 levels', pointer: '' },
    ]);
  });

  it('leaves the same object when there is nothing to change', () => {
    const schema = { type: 'object', properties: {}, required: [], additionalProperties: false };
    expect(said(schema, 'openai-strict')).toEqual({ schema, changes: [] });
    expect(said(schema, 'openai-strict').schema).toBe(schema);
  });
});

describe('names and values that look like keywords', () => {
  const properties = {
    format: { type: 'string' },
    default: { type: 'number', default: 1 },
    properties: { type: 'object', properties: { minimum: { type: 'integer' } }, required: ['minimum'] },
    $ref: { type: 'string' },
    __proto__: { type: 'string' },
    pattern: { enum: [{ minimum: 1, type: 'object' }] },
  };
  const schema = { type: 'object', properties, required: Object.keys(properties) };

  it.each(Object.keys(schemaDialects) as SchemaDialectName[])('stay in the form %s', (form) => {
    const { schema: result } = said(schema, form);
    expect(Object.keys(result['properties'] as object)).toEqual(Object.keys(properties));
  });

  it('also those of enums', () => {
    const { schema: result } = said(schema, 'anthropic');
    expect(result['properties']).toMatchObject({ pattern: { enum: [{ minimum: 1, type: 'object' }] } });
  });
});

describe('references', () => {
  it('are put in place where there are none, and a schema that holds itself comes to an end', () => {
    const Node = { type: 'object', properties: { next: { $ref: '#/$defs/Node' } } };
    const { schema, changes } = said({ $ref: '#/$defs/Node', $defs: { Node } }, 'google-openapi');
    expect(schema).toEqual({ type: 'OBJECT', properties: { next: { type: 'OBJECT' } } });
    expect(changes).toContainEqual({
      kind: 'recursive',
      keyword: '#/$defs/Node',
      pointer: '/properties/next',
    });
  });

  it('do not grow without bounds', () => {
    const $defs: Record<string, Json> = { last: { type: 'string' } };
    for (let level = 0; level < 40; level++) {
      const next = { $ref: `#/$defs/${level === 0 ? 'last' : `l${level - 1}`}` };
      $defs[`l${level}`] = { type: 'object', properties: { a: next, b: next } };
    }
    const { schema, changes } = said({ $ref: '#/$defs/l39', $defs }, 'google-openapi');
    expect(JSON.stringify(schema).length).toBeLessThan(5_000_000);
    expect(changes.some(({ kind }) => kind === 'recursive')).toBe(true);
  });

  it('stay references where they lead back to themselves through allOf', () => {
    const Node = {
      type: 'object',
      properties: { next: { allOf: [{ $ref: '#/$defs/Node' }], description: 'd' } },
    };
    const { schema } = said({ allOf: [{ $ref: '#/$defs/Node' }], $defs: { Node } }, 'openai-strict');
    expect(schema).toMatchObject({
      type: 'object',
      properties: { next: { anyOf: [{ $ref: '#/$defs/Node' }, { type: 'null' }], description: 'd' } },
    });
    expect(said({ not: { allOf: [{ $ref: '#' }] } }, 'groq-strict').schema).toBeDefined();
  });

  it('that lead nowhere are said', () => {
    const { changes } = said({ type: 'object', properties: { a: { $ref: '#/$defs/No' } } }, 'google-openapi');
    expect(changes).toContainEqual({ kind: 'unresolved', keyword: '#/$defs/No', pointer: '/properties/a' });
  });
});

it('makes one warning of each kind, with the places', () => {
  const properties = Object.fromEntries(
    Array.from({ length: 8 }, (_, index) => [`p${index}`, { type: 'integer', minimum: 0 }]),
  );
  const { changes } = said({ type: 'object', properties, additionalProperties: true }, 'anthropic');
  expect(schemaWarnings(changes, 'output.schema', 'Anthropic')).toEqual([
    {
      code: 'changed',
      setting: 'output.schema',
      message: expect.stringMatching(/minimum.*\(#\/properties\/p0\/minimum, .* and 3 more\)\.$/),
    },
    {
      code: 'changed',
      setting: 'output.schema',
      message:
        'Anthropic takes no objects with other members than their own; they were closed (#/additionalProperties).',
    },
  ]);
});

describe('any schema', () => {
  const keywords = [
    'type',
    'properties',
    'items',
    'anyOf',
    'allOf',
    'oneOf',
    '$ref',
    '$defs',
    'enum',
    'const',
  ];
  const more = [
    'required',
    'additionalProperties',
    'minimum',
    'format',
    'default',
    'not',
    'minItems',
    '__proto__',
  ];
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<Json>(
        'object',
        'string',
        ['string', 'null'],
        '#',
        '#/$defs/a',
        '#/properties/type',
        1,
        true,
        null,
      ),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keywords, ...more, 'a'), tie('value'), { maxKeys: 5 }),
    ),
  }));
  const schemas = value.filter(isRecord) as fc.Arbitrary<JsonObject>;
  const forms = fc.constantFrom(...(Object.keys(schemaDialects) as SchemaDialectName[]));

  it('comes out the same each time, without a throw, and stays as it is', () => {
    fc.assert(
      fc.property(schemas, forms, (schema, form) => {
        const before = JSON.stringify(schema);
        const first = said(schema, form);
        expect(JSON.stringify(schema)).toBe(before);
        expect(said(schema, form)).toEqual(first);
        if (first.changes.length === 0) expect(first.schema).toBe(schema);
      }),
    );
  });

  it('is closed everywhere once it is strict', () => {
    const isClosed = (schema: unknown): boolean => {
      if (Array.isArray(schema)) return schema.every(isClosed);
      if (!isRecord(schema)) return true;
      return schema['type'] !== 'object' || schema['additionalProperties'] === false;
    };
    fc.assert(
      fc.property(schemas, (schema) => {
        const strict = said(schema, 'openai-strict').schema;
        expect(isClosed(strict) && isClosed(strict['items']) && isClosed(strict['anyOf'])).toBe(true);
      }),
    );
  });
});
