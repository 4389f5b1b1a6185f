import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Json, type JsonObject } from '../core/json.ts';
import { schemaDialects } from './dialects.ts';
import { nullRemover, takesNull, withNull } from './nulls.ts';
import { sanitise } from './sanitise.ts';
import { validateJson } from './validate.ts';

const root: JsonObject = {
  type: 'object',
  properties: {
    a: { type: 'string' },
    b: { type: ['string', 'null'] },
    list: { type: 'array', items: { $ref: '#/$defs/Item' } },
    either: {
      anyOf: [
        { type: 'object', properties: { kind: { const: 'x' }, n: { type: 'number' } }, required: ['kind'] },
        {
          type: 'object',
          properties: { kind: { const: 'y' }, n: { type: ['number', 'null'] } },
          required: ['kind'],
        },
      ],
    },
    both: { allOf: [{ $ref: '#/$defs/Item' }, { type: 'object', properties: { more: { type: 'string' } } }] },
  },
  required: ['a'],
  $defs: { Item: { type: 'object', properties: { id: { type: 'number' }, next: { $ref: '#/$defs/Item' } } } },
};

it('takes nulls off that stand for absent members, at any depth', () => {
  const value = {
    a: 'x',
    b: null,
    list: [{ id: null, next: { id: 1, next: null } }],
    either: { kind: 'x', n: null },
    both: { id: null, more: null, next: null },
  };
  expect(nullRemover(root)(value)).toEqual({
    a: 'x',
    b: null,
    list: [{ next: { id: 1 } }],
    either: { kind: 'x' },
    both: {},
  });
  expect(nullRemover(root)({ a: null, either: { kind: 'y', n: null } })).toEqual({
    a: null,
    either: { kind: 'y', n: null },
  });
});

it('tells which schemas take null', () => {
  const takes = (schema: JsonObject): boolean => takesNull(schema, root);
  expect(
    [{}, { type: 'null' }, { enum: [null] }, { const: null }, { anyOf: [{ type: 'null' }] }].map(takes),
  ).toEqual([true, true, true, true, true]);
  expect(
    [
      { type: 'string' },
      { type: ['string', 'null'], enum: ['a'] },
      { $ref: '#/$defs/Item' },
      { const: 1 },
    ].map(takes),
  ).toEqual([false, false, false, false]);
});

const schemas: fc.Arbitrary<JsonObject> = fc.letrec<{ schema: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<JsonObject>(
      { type: 'string' },
      { type: 'number' },
      { type: ['string', 'null'] },
      { enum: ['a', 'b'] },
      { const: 1 },
    ),
    fc.record({ type: fc.constant('array'), items: tie('schema') }) as fc.Arbitrary<JsonObject>,
    fc
      .tuple(
        fc.dictionary(fc.constantFrom('a', 'b', 'type', '__proto__'), tie('schema')),
        fc.array(fc.boolean()),
      )
      .map(([properties, flags]) => ({
        type: 'object',
        properties,
        required: Object.keys(properties).filter((_, index) => flags[index] === true),
        additionalProperties: false,
      })),
  ),
})).schema;

it('makes every schema take null', () => {
  fc.assert(
    fc.property(schemas, (schema) => {
      expect(takesNull(withNull(schema), schema)).toBe(true);
      expect(validateJson(withNull(schema), null).ok).toBe(true);
    }),
  );
});

// The point of it all: what a strict provider lets through fits the caller's schema again.
it('leads from answers to the strict schema back to the schema', () => {
  fc.assert(
    fc.property(schemas, fc.infiniteStream(fc.boolean()), (schema, coins) => {
      const strict = sanitise(schema, schemaDialects['openai-strict']).schema;
      const answer = answerTo(strict, coins);
      fc.pre(validateJson(strict, answer).ok);
      expect(validateJson(schema, nullRemover(schema)(answer))).toMatchObject({ ok: true });
    }),
  );
});

function answerTo(schema: JsonObject, coins: Iterator<boolean>): Json {
  const { type, properties, items, anyOf, enum: choices, const: only } = schema;
  const types = Array.isArray(type) ? type : [type];
  if (takesNull(schema, schema) && coins.next().value === true) return null;
  if (only !== undefined) return only;
  if (Array.isArray(choices)) return choices[0] as Json;
  if (Array.isArray(anyOf)) return answerTo(anyOf[0] as JsonObject, coins);
  if (types.includes('array')) return [answerTo(items as JsonObject, coins)];
  if (types.includes('object'))
    return Object.fromEntries(
      Object.entries(properties as Record<string, JsonObject>).map(([name, each]) => [
        name,
        answerTo(each, coins),
      ]),
    );
  return types.includes('number') ? 1 : 's';
}
