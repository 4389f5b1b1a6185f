import fc, { type Arbitrary } from 'fast-check';
import { describe, expect } from 'vitest';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { type SchemaDialectName, schemaDialects } from '../../src/schema/dialects.ts';
import { nullRemover } from '../../src/schema/nulls.ts';
import { createPartialJson } from '../../src/schema/partial-json.ts';
import { sanitise } from '../../src/schema/sanitise.ts';
import { validateJson } from '../../src/schema/validate.ts';
import { hostileJson } from '../../src/testing/conformance/mutation.ts';
import { fuzzProperty } from './fuzz.ts';
import { typed } from './hostile.ts';

// Target 9 of the reliability plan: schemas of callers and objects of models. What must hold: one typed error or a result,
// whatever the schema; the schema that was given stays as it was; no prototype is touched.

const keywords = [
  'type',
  'properties',
  'items',
  'required',
  'enum',
  'const',
  'anyOf',
  'oneOf',
  'allOf',
  'not',
  '$ref',
  '$defs',
  'additionalProperties',
  'patternProperties',
  'prefixItems',
  'minLength',
  'pattern',
  'format',
  'minimum',
  'default',
  'description',
  'if',
  'then',
  'nullable',
  '$schema',
  '$id',
  '__proto__',
  'constructor',
  'propertyNames',
  'contains',
];
const values = fc.oneof(
  fc.constantFrom<Json>(
    'object',
    'string',
    'array',
    'null',
    'integer',
    ['string', 'null'],
    true,
    false,
    0,
    -1,
    {},
    [],
  ),
  fc.constantFrom<Json>(
    '#',
    '#/$defs/a',
    '#/properties/a',
    'https://example.com/x',
    '(',
    '^a+$',
    'date-time',
  ),
  hostileJson(fc),
);

/** Anything that looks like a schema. */
const schemas: Arbitrary<JsonObject> = fc.letrec<{ schema: Json; members: Json }>((tie) => ({
  members: fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'ö', ''), tie('schema'), {
    maxKeys: 3,
  }) as Arbitrary<Json>,
  schema: fc
    .array(
      fc.tuple(
        fc.constantFrom(...keywords),
        fc.oneof(
          { maxDepth: 2, depthSize: 'small', withCrossShrink: true },
          values,
          tie('schema'),
          tie('members'),
          fc.array(tie('schema'), { maxLength: 3 }) as Arbitrary<Json>,
        ),
      ),
      { maxLength: 5 },
    )
    .map((pairs) => own(pairs)),
})).schema as Arbitrary<JsonObject>;

// A literal would set the prototype.
function own(pairs: readonly (readonly [string, Json])[]): JsonObject {
  const members = pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return JSON.parse(`{${members.join(',')}}`) as JsonObject;
}

describe('schemas', () => {
  const names = Object.keys(schemaDialects) as SchemaDialectName[];
  fuzzProperty(
    { target: 9, title: 'any schema is put into any form, or refused', share: 0.4 },
    fc.tuple(schemas, fc.constantFrom(...names)),
    ([schema, form]) => {
      const before = JSON.stringify(schema);
      const made = typed(() => sanitise(schema, schemaDialects[form]));
      expect(JSON.stringify(schema)).toBe(before);
      if (made !== undefined) expect(() => JSON.stringify(made.schema)).not.toThrow();
      expectCleanPrototype();
    },
  );

  fuzzProperty(
    { target: 9, title: 'any value is held to any schema, or the schema is refused', share: 0.4 },
    fc.tuple(schemas, hostileJson(fc)),
    ([schema, value]) => {
      const before = JSON.stringify([schema, value]);
      const checked = typed(() => validateJson(schema, value));
      if (checked?.ok === false) expect(checked.issues.length).toBeGreaterThan(0);
      typed(() => nullRemover(schema)(value));
      expect(JSON.stringify([schema, value])).toBe(before);
      expectCleanPrototype();
    },
  );

  fuzzProperty(
    {
      target: 9,
      title: 'an object that grows holds what it held, and nothing that its end contradicts',
      share: 0.2,
    },
    fc.tuple(
      fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
      fc.integer({ min: 1, max: 9 }),
    ),
    ([whole, piece]) => {
      const text = JSON.stringify(whole);
      const last = JSON.parse(text) as Json;
      const partial = createPartialJson({ strings: 'whole' });
      for (let at = 0; at < text.length; at += piece) {
        partial.push(text.slice(at, at + piece));
        expect(isBeginning(partial.value, last)).toBe(true);
      }
      expect(partial.value).toEqual(last);
      expectCleanPrototype();
    },
  );
});

function isBeginning(partial: Json | undefined, whole: Json | undefined): boolean {
  if (partial === undefined) return true;
  if (Array.isArray(partial))
    return (
      Array.isArray(whole) && partial.every((item: Json, index) => isBeginning(item, whole[index] as Json))
    );
  if (typeof partial !== 'object' || partial === null) return Object.is(partial, whole);
  const other = whole as JsonObject;
  return Object.entries(partial).every(
    ([name, value]) => Object.hasOwn(other, name) && isBeginning(value, other[name]),
  );
}

function expectCleanPrototype(): void {
  expect(Object.keys(Object.prototype)).toEqual([]);
}
