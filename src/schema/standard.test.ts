import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import * as Effect from 'effect/Schema';
import Type from 'typebox';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod3';
import { isReqLLMError } from '../core/error.ts';
import { jsonSchema, objectSchema, readSchema } from './standard.ts';

const effect = Effect.Struct({ city: Effect.String, days: Effect.optional(Effect.Int) });
const cities: readonly (readonly [string, unknown])[] = [
  ['zod 4', z.object({ city: z.string(), days: z.int().optional() })],
  ['zod 3', z3.object({ city: z3.string(), days: z3.number().int().optional() })],
  [
    'valibot',
    toStandardJsonSchema(v.object({ city: v.string(), days: v.optional(v.pipe(v.number(), v.integer())) })),
  ],
  ['arktype', type({ city: 'string', 'days?': 'number.integer' })],
  ['typebox', Type.Object({ city: Type.String(), days: Type.Optional(Type.Integer()) })],
  ['effect', Effect.toStandardJSONSchemaV1(Effect.toStandardSchemaV1(effect))],
  ['effect without its checks', Effect.toStandardJSONSchemaV1(effect)],
  [
    'JSON Schema',
    {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer' } },
      required: ['city'],
    },
  ],
];

describe.each(cities)('a schema of %s', (_name, schema) => {
  it('tells its JSON Schema, without what says nothing', () => {
    const { json } = readSchema(schema, 'It');
    const { additionalProperties: _open, ...rest } = json;
    expect(rest).toMatchObject({ type: 'object', required: ['city'] });
    expect(JSON.stringify(rest)).not.toMatch(/9007199254740991|\$schema/);
    expect((rest['properties'] as Record<string, unknown>)['city']).toEqual({ type: 'string' });
    expect(JSON.stringify(rest)).toContain('"type":"integer"');
  });

  it('lets through what fits and says where something is wrong', async () => {
    const { check } = readSchema(schema, 'It');
    expect(await check({ city: 'Paris', days: 3 })).toEqual({ ok: true, value: { city: 'Paris', days: 3 } });
    const wrong = await check({ city: 'Paris', days: 'three' });
    const issues = wrong.ok ? [] : wrong.issues;
    expect(issues.length).toBeGreaterThan(0);
    for (const { path, message } of issues) {
      expect(path).toEqual(['days']);
      expect(message).toMatch(/./);
    }
    expect((await check({ days: 3 })).ok).toBe(false);
  });
});

describe('readSchema', () => {
  it('keeps descriptions, true limits and values that look like limits', () => {
    const { json } = readSchema(
      z.object({
        a: z.int().min(1).max(9).describe('first'),
        b: z.array(z.int()).default([Number.MAX_SAFE_INTEGER]),
        c: z.object({ maximum: z.int() }),
      }),
      'It',
    );
    expect(json).toEqual({
      type: 'object',
      properties: {
        a: { type: 'integer', minimum: 1, maximum: 9, description: 'first' },
        b: { type: 'array', items: { type: 'integer' }, default: [Number.MAX_SAFE_INTEGER] },
        c: { type: 'object', properties: { maximum: { type: 'integer' } }, required: ['maximum'] },
      },
      required: ['a', 'c'],
    });
  });

  it('gives values as the schema makes them', async () => {
    const { check } = readSchema(
      z.object({ at: z.string().transform((text) => text.length), n: z.int().default(7) }),
      'It',
    );
    expect(await check({ at: 'abc' })).toEqual({ ok: true, value: { at: 3, n: 7 } });
  });

  it.each([
    ['zod 4', z],
    ['zod 3', z3],
  ])('tells dates that are made of text, in %s', async (_name, zod) => {
    const dates = (zod as typeof z).object({
      at: (zod as typeof z).coerce.date().describe('When'),
      till: (zod as typeof z).coerce.date().optional(),
      any: (zod as typeof z).any(),
    });
    const { json, check } = readSchema(dates, 'It');
    const date = { type: 'string', format: 'date-time' };
    expect(json).toMatchObject({ properties: { at: { ...date, description: 'When' }, till: date } });
    const text = '2020-02-03T04:05:06Z';
    expect(await check({ at: text, any: 1 })).toEqual({ ok: true, value: { at: new Date(text), any: 1 } });
    expect(await check({ at: 'tomorrow', any: 1 })).toMatchObject({ ok: false, issues: [{ path: ['at'] }] });
  });

  it.each([
    ['zod 4.1', withoutConverter(z.string()), /Update zod to 4\.2/],
    ['valibot', v.string(), /toStandardJsonSchema/],
    ['effect', effect, /toStandardJSONSchemaV1/],
    [
      'effect with checks alone',
      Effect.toStandardSchemaV1(Effect.Struct({ a: Effect.String })),
      /toStandardJSONSchemaV1/,
    ],
    [
      'another',
      { '~standard': { version: 1, vendor: 'other', validate: () => ({ value: 1 }) } },
      /schema of other .* jsonSchema\(/,
    ],
    ['a type that JSON lacks', z.object({ at: z.date() }), /"date".*z\.coerce\.date\(\)/],
    ['one beside a date of text', z.object({ at: z.coerce.date(), n: z.bigint().describe('n') }), /"bigint"/],
    ['one inside', z.object({ at: z.coerce.date(), n: z.map(z.string(), z.string()).optional() }), /"map"/],
    ['a type that JSON lacks, in zod 3', z3.object({ at: z3.date() }), /ZodDate/],
    ['an old library', { parse: () => 1, _def: {} }, /JSON Schema object or a Standard Schema/],
    ['text', 'text', /JSON Schema object or a Standard Schema/],
    ['null', null, /JSON Schema object or a Standard Schema/],
  ])('says what to do about %s', (_name, schema, advice) => {
    try {
      readSchema(schema, 'The schema');
    } catch (error) {
      expect(isReqLLMError(error) && error.code).toBe('config');
      expect((error as Error).message).toMatch(advice);
      expect((error as Error).message).toMatch(/^The schema/);
      return;
    }
    throw new Error('it was taken');
  });
});

describe('zod 3', () => {
  it('is told as zod 4 tells the same schema', () => {
    const both = (zod: typeof z3): unknown =>
      zod
        .object({
          text: zod.string().min(1).max(9).describe('some text'),
          match: zod.string().regex(/^a+$/),
          count: zod.number().int().min(1),
          share: zod.number().gt(0).lte(1).multipleOf(0.5),
          flag: zod.boolean().optional(),
          nothing: zod.null(),
          any: zod.any().optional(),
          unknown: zod.unknown().optional(),
          one: zod.literal('one'),
          choice: zod.enum(['a', 'b']),
          list: zod.array(zod.string()).min(1).max(3),
          pair: zod.tuple([zod.string(), zod.number()]).rest(zod.boolean()),
          table: zod.record(zod.string(), zod.number()),
          kinds: zod.discriminatedUnion('kind', [
            zod.object({ kind: zod.literal('x') }),
            zod.object({ kind: zod.literal('y') }),
          ]),
          given: zod.number().default(3),
          made: zod.string().transform((value) => value.length),
          strict: zod.strictObject({ s: zod.string() }),
        })
        .describe('all of it');
    const expected = readSchema(both(z as never), 'It').json;
    expect(readSchema(both(z3), 'It').json).toEqual(expected);
  });

  it('is told with recursion, enums of TypeScript, formats and combinations', () => {
    interface Tree {
      children: Tree[];
    }
    const tree: z3.ZodType<Tree> = z3.lazy(() => z3.object({ children: z3.array(tree) }));
    const shape = {
      tree,
      size: enum3,
      mail: z3.string().email(),
      either: z3.union([z3.string(), z3.number()]),
      maybe: z3.string().nullable(),
      both: z3.intersection(z3.object({}), z3.object({})),
      branded: z3.string().brand('x').readonly(),
    };
    const { json } = readSchema(z3.object(shape), 'It');
    expect(json).toMatchObject({
      properties: {
        tree: { $ref: '#/$defs/schema0' },
        size: { type: 'number', enum: [0, 1] },
        mail: { type: 'string', format: 'email' },
        either: { anyOf: [{ type: 'string' }, { type: 'number' }] },
        maybe: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        both: { allOf: [{ type: 'object' }, { type: 'object' }] },
        branded: { type: 'string' },
      },
      required: ['tree', 'size', 'mail', 'either', 'maybe', 'both', 'branded'],
    });
    expect(json['$defs']).toEqual({
      schema0: {
        type: 'object',
        properties: { children: { type: 'array', items: { $ref: '#/$defs/schema0' } } },
        required: ['children'],
      },
    });
  });
});

describe('jsonSchema', () => {
  const json = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] };

  it('holds values to the schema', async () => {
    const schema = readSchema(jsonSchema<{ n: number }>(json), 'It');
    expect(schema.json).toBe(json);
    expect(await schema.check({ n: 1 })).toEqual({ ok: true, value: { n: 1 } });
    expect(await schema.check({ n: 'x' })).toMatchObject({ ok: false, issues: [{ path: ['n'] }] });
  });

  it('holds values to a function or another schema where one is given', async () => {
    const odd = jsonSchema<{ n: number }>(json, {
      validate: (value) => ({ ok: false, issues: [{ path: ['n'], message: `no ${JSON.stringify(value)}` }] }),
    });
    expect(await readSchema(odd, 'It').check({ n: 1 })).toEqual({
      ok: false,
      issues: [{ path: ['n'], message: 'no {"n":1}' }],
    });
    const other = jsonSchema(json, { validate: z.object({ n: z.number().max(3) }) });
    expect((await readSchema(other, 'It').check({ n: 4 })).ok).toBe(false);
    const ark = jsonSchema(json, { validate: type({ n: 'number < 3' }) as never });
    expect((await readSchema(ark, 'It').check({ n: 4 })).ok).toBe(false);
  });
});

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
    expect(schema).toEqual({
      type: 'object',
      properties: { city: { type: 'string', description: 'where' } },
      required: ['city'],
    });
  });

  it('reads an empty schema as no arguments', () => {
    expect(objectSchema({}, 'It')).toEqual({ type: 'object', properties: {} });
  });

  it.each([['text'], [null], [[1]], [{ type: 'string' }], [z.string()]])('refuses %s', (schema) => {
    expect(() => objectSchema(schema, 'The inputSchema of x')).toThrow(/The inputSchema of x/);
  });
});

const enum3 = z3.nativeEnum({ Small: 0, Large: 1, 0: 'Small', 1: 'Large' } as const);

// As zod 4.0 and 4.1 are: they came before `~standard.jsonSchema`.
function withoutConverter(schema: z.ZodType): unknown {
  const { jsonSchema: _converter, ...standard } = schema['~standard'] as unknown as Record<string, unknown>;
  return { _zod: {}, '~standard': standard };
}
