import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../core/json.ts';
import { validateJson } from './validate.ts';

const city = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1 },
    'a/b~c d': { type: 'array', items: { type: 'integer', minimum: 0 } },
  },
  required: ['name'],
  additionalProperties: false,
};

describe('validateJson', () => {
  it('lets what fits through as it is', () => {
    const value = { name: 'Paris', 'a/b~c d': [1, 2] };
    const checked = validateJson(city, value);
    expect(checked).toEqual({ ok: true, value });
    expect(checked.ok && checked.value).toBe(value);
  });

  it('says where each thing is wrong, once', () => {
    const checked = validateJson(city, { name: '', 'a/b~c d': [1, -2, 'x'], extra: 1 });
    expect(checked.ok ? [] : checked.issues.map(({ path }) => path)).toEqual([
      ['name'],
      ['a/b~c d', 1],
      ['a/b~c d', 2],
      ['extra'],
    ]);
    expect(validateJson(city, {})).toMatchObject({
      ok: false,
      issues: [{ path: [], message: expect.stringContaining('name') as string }],
    });
  });

  it('follows references and recursion', () => {
    const tree = {
      $ref: '#/$defs/node',
      $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } }, required: ['id'] } },
    };
    expect(validateJson(tree, { id: 1, next: { id: 2, next: {} } })).toMatchObject({
      ok: false,
      issues: [{ path: ['next', 'next'] }],
    });
  });

  it('reads a schema by its draft', () => {
    const pair = { type: 'array', items: [{ type: 'string' }, { type: 'number' }] };
    const old = { $schema: 'http://json-schema.org/draft-07/schema#', ...pair };
    expect(validateJson(old, ['a', 'b'])).toMatchObject({ ok: false, issues: [{ path: [1] }] });
  });

  it('leaves the schema alone, frozen or not', () => {
    const schema = Object.freeze({ type: 'object', properties: Object.freeze({ a: { type: 'string' } }) });
    expect(validateJson(schema, { a: 'x' }).ok).toBe(true);
    expect(schema).toEqual({ type: 'object', properties: { a: { type: 'string' } } });
  });

  it('refuses schemas that cannot be followed, as the fault of the caller', () => {
    expect(() => validateJson({ $ref: '#/$defs/missing' }, 1)).toThrow(/cannot be followed/);
    expect(() => validateJson({ type: 'string', pattern: '(' }, 'x')).toThrow(/cannot be followed/);
  });

  it('says so when a name is no text', () => {
    const checked = validateJson(
      { type: 'object', additionalProperties: { type: 'string' } },
      { '\ud83d': 1 },
    );
    expect(checked.ok).toBe(false);
  });

  it('agrees with ajv', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false, addUsedSchema: false });
    let fitting = 0;
    fc.assert(
      fc.property(schemas, values, (schema, value) => {
        const theirs = ajv.validate(schema, value);
        if (theirs) fitting += 1;
        expect(validateJson(schema, value).ok).toBe(theirs);
      }),
      { numRuns: 300 },
    );
    expect(fitting).toBeGreaterThan(25);
    // ajv compiles each schema, which takes its time on a busy machine.
  }, 20_000);
});

const names = fc.constantFrom('a', 'b', 'c');
const { value: values } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('', 'a', 'ab', 'abc', '💩'),
    fc.integer({ min: -3, max: 5 }),
    fc.constantFrom(0.5, true, false, null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(names, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

const { schema: schemas } = fc.letrec<{ schema: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.record(
      {
        type: fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'object', 'array'),
        minLength: fc.nat({ max: 3 }),
        maxLength: fc.nat({ max: 3 }),
        minimum: fc.integer({ min: -2, max: 2 }),
        exclusiveMaximum: fc.integer({ min: 0, max: 4 }),
        multipleOf: fc.constantFrom(1, 2),
        pattern: fc.constantFrom('^a', 'b$'),
      },
      { requiredKeys: [] },
    ),
    fc.record({ enum: fc.array(values, { minLength: 1, maxLength: 3 }) }),
    fc.record({ const: values }),
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(names, tie('schema'), { maxKeys: 3, noNullPrototype: true }),
        required: fc.uniqueArray(names, { maxLength: 2 }),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
        minProperties: fc.nat({ max: 2 }),
        propertyNames: fc.constant({ maxLength: 1 }),
      },
      { requiredKeys: ['properties'] },
    ),
    fc.record(
      {
        type: fc.constant('array'),
        items: tie('schema'),
        prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
        minItems: fc.nat({ max: 2 }),
        maxItems: fc.nat({ max: 3 }),
        uniqueItems: fc.boolean(),
      },
      { requiredKeys: ['items'] },
    ),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    // Apart from `prefixItems`: beside it, ajv 8.20 does not look for it in an empty list.
    fc.record({
      contains: fc.record({ type: fc.constantFrom('string', 'integer') }),
      minContains: fc.nat({ max: 2 }),
    }),
    fc.record({ not: tie('schema') }),
    fc
      .tuple(tie('schema'), tie('schema'), tie('schema'))
      .map(([when, met, unmet]) =>
        Object.fromEntries(Object.entries({ if: when, else: unmet }).concat([['then', met]])),
      ),
  ),
}));
