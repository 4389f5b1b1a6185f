import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';

/** A schema in the OpenAPI subset of `parameters` and `responseSchema` as JSON Schema. */
export function jsonSchemaOf(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(jsonSchemaOf);
  if (!isRecord(schema)) return schema;
  const copy: Record<string, Json> = {};
  for (const [key, value] of Object.entries(schema as JsonObject)) {
    if (value === undefined || key === 'nullable') continue;
    if (key === 'type' && typeof value === 'string') copy[key] = value.toLowerCase();
    else if (key === 'properties' && isRecord(value))
      copy[key] = mapMembers(value as JsonObject, jsonSchemaOf);
    else setOwn(copy, key, key === 'items' || key === 'anyOf' ? jsonSchemaOf(value) : value);
  }
  if (schema['nullable'] === true && typeof copy['type'] === 'string') copy['type'] = [copy['type'], 'null'];
  return copy;
}

function mapMembers(members: JsonObject, change: (value: Json) => Json): JsonObject {
  const copy: Record<string, Json> = {};
  for (const [key, value] of Object.entries(members))
    if (value !== undefined) setOwn(copy, key, change(value));
  return copy;
}
