import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deepFreeze, isRecord, type Json, type JsonObject } from '../core/json.ts';
import { type SchemaDialectName, schemaDialects } from './dialects.ts';
import { sanitise } from './sanitise.ts';
import type { SchemaChange } from './schema-change.ts';

// Rules that hosts have or have not, each where it means something.
const texts: fc.Arbitrary<JsonObject> = fc.record(
  {
    type: fc.constant('string'),
    minLength: fc.nat(3),
    maxLength: fc.integer({ min: 4, max: 9 }),
    pattern: fc.constant('^a+$'),
    format: fc.constantFrom('date', 'email', 'uuid', 'phone'),
    default: fc.constant('aaaa'),
    description: fc.constant('some text'),
  },
  { requiredKeys: ['type'] },
);
const numbers: fc.Arbitrary<JsonObject> = fc.record(
  {
    type: fc.constantFrom('number', 'integer'),
    minimum: fc.nat(3),
    maximum: fc.integer({ min: 4, max: 9 }),
    exclusiveMinimum: fc.constant(-1),
    multipleOf: fc.constant(2),
    enum: fc.constant([2, 4]),
  },
  { requiredKeys: ['type'] },
);
const { schema } = fc.letrec<{
  schema: JsonObject;
  object: JsonObject;
  list: JsonObject;
  choice: JsonObject;
}>((tie) => ({
  schema: fc.oneof({ maxDepth: 3 }, texts, numbers, tie('object'), tie('list'), tie('choice')),
  object: fc
    .record({
      properties: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('schema'), { maxKeys: 3 }),
      isRequired: fc.boolean(),
      rules: fc.record(
        {
          additionalProperties: fc.boolean(),
          minProperties: fc.constant(1),
          maxProperties: fc.constant(5),
          patternProperties: fc.constant({ '^x': { type: 'string' } }),
          propertyNames: fc.constant({ maxLength: 9 }),
        },
        { requiredKeys: [] },
      ),
    })
    .map(({ properties, isRequired, rules }) => ({
      type: 'object',
      properties,
      ...(isRequired ? { required: Object.keys(properties) } : {}),
      ...rules,
    })),
  list: fc.record(
    {
      type: fc.constant('array'),
      items: tie('schema'),
      minItems: fc.nat(2),
      maxItems: fc.integer({ min: 2, max: 5 }),
      uniqueItems: fc.boolean(),
    },
    { requiredKeys: ['type', 'items'] },
  ),
  choice: fc
    .tuple(fc.constantFrom('anyOf', 'oneOf'), fc.array(tie('schema'), { minLength: 1, maxLength: 2 }))
    .map(([word, schemas]) => ({ [word]: schemas })),
}));
const objects = schema.map((inner): JsonObject => ({
  type: 'object',
  properties: { inner },
  required: ['inner'],
}));

// What other words may say as well, and words that are about the document.
const structure: ReadonlySet<string> = new Set(['properties', 'items', 'description', 'anyOf', 'oneOf']);

interface Rule {
  readonly pointer: string;
  readonly keyword: string;
  readonly value: Json;
}

/** Every rule of a schema with its place. */
function rulesIn(value: Json | undefined, pointer = ''): Rule[] {
  if (!isRecord(value)) return [];
  const own = Object.entries(value as JsonObject)
    .filter(([keyword, said]) => !structure.has(keyword) && said !== undefined)
    .map(([keyword, said]): Rule => ({ pointer, keyword, value: said as Json }));
  const { properties, items } = value as JsonObject;
  const members = isRecord(properties) ? Object.entries(properties as JsonObject) : [];
  const choices = ['anyOf', 'oneOf'].flatMap((word) => {
    const list = (value as JsonObject)[word];
    return Array.isArray(list)
      ? list.map((each: Json, index): [string, Json] => [`${word}/${index}`, each])
      : [];
  });
  return [
    ...own,
    ...members.flatMap(([name, member]) => rulesIn(member, `${pointer}/properties/${name}`)),
    ...rulesIn(items, `${pointer}/items`),
    ...choices.flatMap(([at, each]) => rulesIn(each, `${pointer}/${at}`)),
  ];
}

function isTold({ pointer, keyword }: Rule, changes: readonly SchemaChange[]): boolean {
  return changes.some(
    (change) =>
      (change.keyword === keyword && change.pointer.startsWith(pointer)) ||
      // A rule that holds a schema is told of inside.
      change.pointer.startsWith(`${pointer}/${keyword}/`) ||
      // A word for the whole place tells of all that is in it.
      (['required', 'reworded', 'recursive', 'combined', 'dropped'].includes(change.kind) &&
        (change.pointer === pointer || pointer.startsWith(`${change.pointer}/`))),
  );
}

it.each(Object.keys(schemaDialects) as SchemaDialectName[])(
  '%s: each rule of a schema is kept in its place or told of',
  (form) => {
    let changed = 0;
    fc.assert(
      fc.property(objects, (given) => {
        const { schema: made, changes } = sanitise(deepFreeze(given), schemaDialects[form]);
        const kept = new Map(
          rulesIn(made).map(({ pointer, keyword, value }) => [
            `${pointer} ${keyword}`,
            JSON.stringify(value),
          ]),
        );
        const lost = rulesIn(given).filter(
          (rule) => kept.get(`${rule.pointer} ${rule.keyword}`) !== JSON.stringify(rule.value),
        );
        changed += lost.length;
        expect(lost.filter((rule) => !isTold(rule, changes))).toEqual([]);
      }),
      { numRuns: 100 },
    );
    // A form without rules of its own changes nothing.
    expect(changed > 0).toBe(form !== 'open');
  },
);
