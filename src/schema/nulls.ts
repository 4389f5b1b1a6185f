import { isRecord, type Json, type JsonObject, setOwn } from '../core/json.ts';
import { combine } from './combine.ts';
import { referenced } from './keywords.ts';

/** Whether null fits a schema, as far as its own words tell. */
export function takesNull(schema: JsonObject, root: JsonObject, trail: readonly string[] = []): boolean {
  const { type, enum: choices, const: only, anyOf, oneOf, allOf, $ref: reference } = schema;
  if (typeof reference === 'string') {
    const target = trail.includes(reference) ? undefined : referenced(root, reference);
    return target !== undefined && takesNull(target, root, [...trail, reference]);
  }
  const isOpen = (part: Json): boolean => isRecord(part) && takesNull(part as JsonObject, root, trail);
  if (only !== undefined) return only === null;
  if (Array.isArray(choices) && !choices.includes(null)) return false;
  if (type !== undefined && type !== 'null' && !(Array.isArray(type) && type.includes('null'))) return false;
  if (Array.isArray(allOf) && !allOf.every(isOpen)) return false;
  const options: unknown = anyOf ?? oneOf;
  return !Array.isArray(options) || options.some(isOpen);
}

/** The schema that takes null too. */
export function withNull(schema: JsonObject): JsonObject {
  const { type, enum: choices, anyOf, $ref: reference, const: only, oneOf, allOf, description } = schema;
  if (Array.isArray(anyOf)) return { ...schema, anyOf: [...(anyOf as Json[]), { type: 'null' }] };
  const isPlain = [reference, only, oneOf, allOf].every((keyword) => keyword === undefined);
  if (isPlain && type !== undefined) {
    const types = Array.isArray(type) ? (type as Json[]) : [type];
    const values = Array.isArray(choices) ? { enum: [...(choices as Json[]), null] } : {};
    return { ...schema, type: [...types, 'null'], ...values };
  }
  const { description: _description, ...rest } = schema;
  return { ...(description === undefined ? {} : { description }), anyOf: [rest, { type: 'null' }] };
}

/**
 * A value without the nulls that stand for members that need not be there: strict hosts take no optional members, so
 * these are sent as members that may be null. Nulls that the schema itself takes stay.
 */
export function withoutAddedNulls(value: Json, schema: JsonObject, root: JsonObject = schema): Json {
  if (typeof value !== 'object' || value === null) return value;
  const fitting = resolved(schema, root, value, 8);
  if (fitting === undefined) return value;
  if (Array.isArray(value)) {
    const { items, prefixItems } = fitting;
    const first: readonly unknown[] = Array.isArray(prefixItems) ? prefixItems : [];
    return value.map((each: Json, index) => inner(each, first[index] ?? items, root));
  }
  const { properties, required } = fitting;
  if (!isRecord(properties)) return value;
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value as JsonObject)) {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const isAdded =
      member === null && isRecord(own) && !needed.includes(name) && !takesNull(own as JsonObject, root);
    if (!isAdded && member !== undefined) setOwn(copy, name, inner(member, own, root));
  }
  return copy as JsonObject;
}

function inner(value: Json, schema: unknown, root: JsonObject): Json {
  return isRecord(schema) ? withoutAddedNulls(value, schema as JsonObject, root) : value;
}

/** The schema that describes a value: references followed, parts put together, the fitting one of several chosen. */
function resolved(schema: JsonObject, root: JsonObject, value: Json, left: number): JsonObject | undefined {
  if (left === 0) return undefined;
  const { $ref: reference, allOf, anyOf, oneOf, ...rest } = schema;
  if (typeof reference === 'string') {
    const target = referenced(root, reference);
    return target === undefined ? undefined : resolved({ ...target, ...rest }, root, value, left - 1);
  }
  if (Array.isArray(allOf)) {
    const parts = (allOf as unknown[]).filter(isRecord).map((part) => dereferenced(part as JsonObject, root));
    return resolved(combine([rest, ...parts]).schema, root, value, left - 1);
  }
  const options: unknown = anyOf ?? oneOf;
  if (!Array.isArray(options)) return schema;
  return options
    .filter(isRecord)
    .map((option) => resolved(option as JsonObject, root, value, left - 1))
    .find((option) => option !== undefined && describes(option, value, root));
}

function dereferenced(schema: JsonObject, root: JsonObject): JsonObject {
  const { $ref: reference } = schema;
  return typeof reference === 'string' ? (referenced(root, reference) ?? {}) : schema;
}

// Strict answers have all the members of the schema that they follow, and no others; values of one word tell the rest.
function describes(schema: JsonObject, value: Json, root: JsonObject): boolean {
  const { type, properties } = schema;
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  if (Array.isArray(value)) return types.includes('array');
  if (!isRecord(value) || !isRecord(properties)) return false;
  return Object.entries(value).every(([name, member]) => {
    if (!Object.hasOwn(properties, name)) return false;
    const own: unknown = properties[name];
    const { const: only, enum: choices } = isRecord(own) ? dereferenced(own as JsonObject, root) : {};
    if (member === null) return true;
    return only !== undefined ? only === member : !Array.isArray(choices) || choices.includes(member);
  });
}
