import { ReqLLMError } from '../core/error.ts';
import { isRecord, type Json, type JsonObject } from '../core/json.ts';
import { changeMembers } from './keywords.ts';
import { isZod3, jsonOfZod3 } from './zod3.ts';
import { jsonOfZod4 } from './zod4.ts';

/** One thing that is wrong with a value, and where: names of members and indexes of items from the top. */
export interface Issue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A value that fits, as its schema makes it (defaults filled in, transformed), or all that is wrong with it. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** A schema in the two forms that are needed of it: what the model is told, and what its answer is held to. */
export interface ObjectSchema<T> {
  readonly json: JsonObject;
  check(value: Json): Promise<Checked<T>>;
}

interface StandardResult {
  readonly value?: unknown;
  readonly issues?:
    | readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[]
    | undefined;
}

/**
 * A schema in a library's own form (zod, ArkType, Valibot through its converter, …): anything that follows Standard
 * Schema and can tell its JSON Schema. https://standardschema.dev
 */
export interface StandardSchema {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate?: (value: unknown) => StandardResult | Promise<StandardResult>;
    readonly jsonSchema?: {
      readonly input: (options: {
        readonly target: string;
        readonly libraryOptions?: Record<string, unknown> | undefined;
      }) => Record<string, unknown>;
    };
  };
}

/** A schema of TypeBox: JSON Schema, though its type names no members. `jsonSchema<Static<typeof City>>(City)` gives it one. */
export interface TypeboxSchema {
  readonly '~kind': string;
}

/** A schema as callers give it: of a library, or JSON Schema (draft 2020-12 unless its `$schema` says otherwise). */
export type SchemaInput = StandardSchema | TypeboxSchema | JsonObject;

/** The type of what a schema lets through: a Standard Schema's output; any JSON where the schema has no types. */
export type InferSchema<Schema> = Schema extends {
  readonly '~standard': { readonly types?: { readonly output: infer Output } | undefined };
}
  ? Output
  : Json;

/** The type of what a schema takes in, before defaults and transformations; any JSON where the schema has no types. */
export type InferInput<Schema> = Schema extends {
  readonly '~standard': { readonly types?: { readonly input: infer Input } | undefined };
}
  ? Input
  : Json;

/** JSON Schema with the type of what it describes. */
export interface TypedSchema<T> extends StandardSchema {
  readonly '~standard': StandardSchema['~standard'] & {
    readonly types?: { readonly input: T; readonly output: T } | undefined;
  };
}

export interface JsonSchemaOptions<T> {
  /** What values are held to instead of the JSON Schema: a Standard Schema, or a function that says what is wrong. */
  readonly validate?: StandardSchema | ((value: Json) => Checked<T> | Promise<Checked<T>>);
}

/**
 * Gives JSON Schema a type: `jsonSchema<City>({ type: 'object', … })`. Values are held to the schema, or to `validate`:
 * `jsonSchema(JSONSchema.make(City), { validate: Schema.standardSchemaV1(City) })` is how a library without a converter
 * of its own is used.
 */
export function jsonSchema<T = Json>(
  schema: JsonObject | TypeboxSchema,
  options: JsonSchemaOptions<T> = {},
): TypedSchema<T> {
  if (!isRecord(schema)) throw badSchema('jsonSchema() takes a JSON Schema object.');
  const json = schema as JsonObject;
  const { validate } = options;
  const check = async (value: unknown): Promise<Checked<unknown>> => {
    if (validate === undefined) return checkJson(json, value as Json);
    return typeof validate === 'function' && !('~standard' in validate)
      ? validate(value as Json)
      : checkStandard(validate as StandardSchema, value);
  };
  return {
    '~standard': {
      version: 1,
      vendor: 'reqllm',
      validate: async (value) => {
        const checked = await check(value);
        return checked.ok ? { value: checked.value } : { issues: checked.issues };
      },
      jsonSchema: { input: () => json },
    },
  };
}

/**
 * Reads any form of schema. `where` names its place for error messages. Throws `config` for what is no schema, and for a
 * schema that cannot tell its JSON Schema, with what to install or wrap.
 */
export function readSchema<Schema>(schema: Schema, where: string): ObjectSchema<InferSchema<Schema>> {
  const json = jsonOf(schema, where);
  const isOfLibrary = isStandard(schema) && schema['~standard'].validate !== undefined;
  const check = (value: Json): Promise<Checked<unknown>> =>
    isOfLibrary ? checkStandard(schema, value) : checkJson(json, value);
  return { json, check: check as (value: Json) => Promise<Checked<InferSchema<Schema>>> };
}

/** The JSON Schema of an object, from any form of schema. `where` names the place for error messages. */
export function objectSchema(schema: unknown, where: string): JsonObject {
  const json = jsonOf(schema, where);
  if (
    json['type'] === 'object' ||
    'properties' in json ||
    '$ref' in json ||
    'allOf' in json ||
    'anyOf' in json
  ) {
    return json['type'] === undefined && 'properties' in json ? { type: 'object', ...json } : json;
  }
  if (Object.keys(json).length === 0) return { type: 'object', properties: {} };
  throw badSchema(`${where} must describe an object; wrap it: { type: 'object', properties: { value: … } }.`);
}

function jsonOf(schema: unknown, where: string): JsonObject {
  if (isStandard(schema)) return jsonOfStandard(schema, where);
  const { ast, parse } = (schema ?? {}) as { ast?: unknown; parse?: unknown };
  if (isRecord(ast)) throw badSchema(`${where} is a schema of effect. ${advice['effect']}`);
  if (!isRecord(schema) || typeof parse === 'function')
    throw badSchema(`${where} must be a JSON Schema object or a Standard Schema such as zod's.`);
  return schema as JsonObject;
}

function jsonOfStandard(schema: StandardSchema, where: string): JsonObject {
  const { vendor, jsonSchema: converter } = schema['~standard'];
  if (converter === undefined && !isZod3(schema)) {
    const advised = Object.hasOwn(advice, vendor) ? advice[vendor] : otherAdvice;
    throw badSchema(`${where} is a schema of ${vendor} that cannot tell its JSON Schema. ${advised}`);
  }
  try {
    if (converter === undefined) return jsonOfZod3(schema);
    const json =
      vendor === 'zod'
        ? jsonOfZod4(converter.input)
        : (converter.input({ target: 'draft-2020-12' }) as JsonObject);
    if (vendor === 'reqllm') return json;
    const { $schema: _dialect, ...rest } = json;
    return withoutSafeBounds(rest);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message.replace(/\.?$/, '.') : 'it did not say why.';
    throw badSchema(
      `${where} cannot be told as JSON Schema: ${said} ${vendor === 'zod' ? zodAdvice : otherAdvice}`,
    );
  }
}

const zodAdvice =
  'Use a type that JSON has, such as z.coerce.date(), or pass jsonSchema(json, { validate: schema }).';
const otherAdvice = 'Pass jsonSchema(json, { validate: schema }) with the JSON Schema of it.';
const advice: Readonly<Record<string, string>> = {
  zod: 'Update zod to 4.2 or newer, or pass jsonSchema(z.toJSONSchema(schema), { validate: schema }).',
  valibot: 'Install @valibot/to-json-schema and wrap it with toStandardJsonSchema(schema).',
  effect:
    'Wrap it with Schema.toStandardJSONSchemaV1(Schema.toStandardSchemaV1(schema)), or pass jsonSchema(JSONSchema.make(schema), { validate: Schema.standardSchemaV1(schema) }) with effect 3.',
};

// zod, effect and others write the limits of safe integers for each integer; they say nothing, and strict modes refuse them.
function withoutSafeBounds(schema: JsonObject): JsonObject {
  const { minimum, maximum, ...rest } = schema;
  const kept = {
    ...rest,
    ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? {} : { minimum }),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? {} : { maximum }),
  };
  return changeMembers(schema['type'] === 'integer' ? kept : schema, '', withoutSafeBounds);
}

async function checkStandard(schema: StandardSchema, value: unknown): Promise<Checked<unknown>> {
  const standard = schema['~standard'];
  if (standard.validate === undefined) return checkJson(jsonOf(schema, 'The schema'), value as Json);
  const { issues, value: made } = await standard.validate(value);
  if (issues === undefined) return { ok: true, value: made };
  return { ok: false, issues: issues.map(issueOf) };
}

async function checkJson(schema: JsonObject, value: Json): Promise<Checked<unknown>> {
  const { validateJson } = await import('./validate.ts');
  return validateJson(schema, value);
}

// ArkType's paths are more than lists; they become plain ones.
function issueOf({ message, path = [] }: NonNullable<StandardResult['issues']>[number]): Issue {
  return { path: Array.from(path, stepOf), message };
}

// A step is a key, or an object that holds one.
function stepOf(step: unknown): string | number {
  const key = isRecord(step) ? step['key'] : step;
  return typeof key === 'number' ? key : String(key);
}

// ArkType's and effect's schemas are functions.
function isStandard(schema: unknown): schema is StandardSchema {
  return (isRecord(schema) || typeof schema === 'function') && isRecord((schema as never)['~standard']);
}

function badSchema(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
