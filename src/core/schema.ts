import { ReqLLMError } from './error.ts';
import { isRecord, type JsonObject } from './json.ts';

/**
 * A schema in a library's own form (zod 4.2+, ArkType, Valibot through its converter, …): anything that follows
 * Standard Schema and can tell its JSON Schema.
 */
export interface StandardSchema {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly jsonSchema?: {
      readonly input: (options: { readonly target: string }) => Record<string, unknown>;
    };
  };
}

export type SchemaInput = StandardSchema | JsonObject;

/** The JSON Schema of an object, from a Standard Schema or as given. `where` names the place for error messages. */
export function objectSchema(schema: unknown, where: string): JsonObject {
  const json = jsonSchemaOf(schema, where);
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

function jsonSchemaOf(schema: unknown, where: string): JsonObject {
  if (!isSchemaLike(schema))
    throw badSchema(`${where} must be a JSON Schema object or a Standard Schema such as zod's.`);
  if (!('~standard' in schema)) return schema as JsonObject;
  const standard = (schema as unknown as StandardSchema)['~standard'];
  if (standard.jsonSchema === undefined) {
    throw badSchema(
      `${where} is a ${standard.vendor} schema that cannot tell its JSON Schema; convert it to JSON Schema first.`,
    );
  }
  const { $schema: _dialect, ...json } = standard.jsonSchema.input({ target: 'draft-2020-12' });
  return json as JsonObject;
}

// ArkType's schemas are functions.
function isSchemaLike(schema: unknown): schema is Record<string, unknown> {
  return isRecord(schema) || (typeof schema === 'function' && '~standard' in schema);
}

function badSchema(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
