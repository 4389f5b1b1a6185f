import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';

/**
 * The schema with every object closed, as strict mode demands: all members required, no others allowed (recorded:
 * "'additionalProperties' is required to be supplied and to be false"). The same object when nothing had to change.
 */
export function closedSchema(schema: JsonObject): JsonObject {
  return closed(schema) as JsonObject;
}

/** Members whose members are schemas with names of the caller's. */
const named: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions', 'patternProperties']);
/** Members that are values and no schemas, whatever they look like. */
const values: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'examples']);

function closed(schema: Json | undefined): Json | undefined {
  if (Array.isArray(schema)) return mapped(schema, closed);
  if (!isRecord(schema)) return schema;
  const inner = mapMembers(schema as JsonObject, (member, name) => {
    if (values.has(name)) return member;
    return named.has(name) && isRecord(member) ? mapMembers(member as JsonObject, closed) : closed(member);
  });
  return isObjectSchema(inner) ? closedObject(inner) : inner;
}

function closedObject(schema: JsonObject): JsonObject {
  const { properties, required, additionalProperties } = schema;
  const names = isRecord(properties) ? Object.keys(properties) : [];
  const stated: readonly unknown[] = Array.isArray(required) ? required : [];
  const isClosed = additionalProperties !== undefined;
  if (isClosed && names.every((name) => stated.includes(name))) return schema;
  return { ...schema, required: names, ...(isClosed ? {} : { additionalProperties: false }) };
}

function isObjectSchema(schema: JsonObject): boolean {
  return schema['type'] === 'object' || isRecord(schema['properties']);
}

function mapMembers(
  object: JsonObject,
  change: (member: Json | undefined, name: string) => Json | undefined,
): JsonObject {
  const copy: Record<string, Json | undefined> = {};
  let isChanged = false;
  for (const [name, member] of Object.entries(object)) {
    const next = change(member, name);
    isChanged ||= next !== member;
    setOwn(copy, name, next);
  }
  return isChanged ? copy : object;
}

function mapped(list: readonly Json[], change: (member: Json) => Json | undefined): readonly Json[] {
  const copy = list.map((member) => change(member) ?? null);
  return copy.every((member, index) => member === list[index]) ? list : copy;
}
