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
 * Takes out of values the nulls that stand for members that need not be there: strict hosts take no optional members, so
 * these are sent as members that may be null. Nulls that the schema itself takes stay. Of values that grow out of one
 * another, parts that were seen before are not looked into again, and parts without such nulls stay themselves.
 */
export function nullRemover(schema: JsonObject): (value: Json) => Json {
  if (!hasOptionalMembers(schema)) return (value) => value;
  const seen: Seen = new WeakMap();
  const lists: Removal['lists'] = new Map();
  return (value) => removed(value, schema, { root: schema, seen, lists });
}

// Also looks into what is no schema, such as values of `default`: at worst it finds too many.
function hasOptionalMembers(schema: Json | undefined): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  if (Array.isArray(schema)) return schema.some(hasOptionalMembers);
  const { properties, required } = schema as JsonObject;
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  if (isRecord(properties) && Object.keys(properties).some((name) => !needed.includes(name))) return true;
  return Object.values(schema).some(hasOptionalMembers);
}

type Seen = WeakMap<object, Json>;

interface Removal {
  readonly root: JsonObject;
  /** What became of each list and object; it stands in one place, so under one schema. */
  readonly seen: Seen;
  /** The last list under each schema: the next one mostly begins with the same items. */
  readonly lists: Map<unknown, { readonly value: readonly Json[]; readonly made: readonly Json[] }>;
}

function removed(value: Json, schema: unknown, removal: Removal): Json {
  if (typeof value !== 'object' || value === null || !isRecord(schema)) return value;
  const known = removal.seen.get(value);
  if (known !== undefined) return known;
  const fitting = resolved(schema as JsonObject, removal.root, value, 8);
  let made: Json = value;
  if (fitting !== undefined)
    made = Array.isArray(value)
      ? removedFromList(value as readonly Json[], fitting, schema, removal)
      : removedFromObject(value as JsonObject, fitting, removal);
  removal.seen.set(value, made);
  return made;
}

function removedFromList(
  value: readonly Json[],
  fitting: JsonObject,
  place: unknown,
  removal: Removal,
): Json {
  const { items, prefixItems } = fitting;
  const first: readonly unknown[] = Array.isArray(prefixItems) ? prefixItems : [];
  const last = removal.lists.get(place);
  let isSame = true;
  const copy = value.map((each, index) => {
    const made =
      last !== undefined && last.value[index] === each
        ? (last.made[index] as Json)
        : removed(each, first[index] ?? items, removal);
    if (made !== each) isSame = false;
    return made;
  });
  const made = isSame ? value : copy;
  removal.lists.set(place, { value, made });
  return made;
}

function removedFromObject(value: JsonObject, { properties, required }: JsonObject, removal: Removal): Json {
  if (!isRecord(properties)) return value;
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  const copy: Record<string, unknown> = {};
  let isSame = true;
  for (const [name, member] of Object.entries(value)) {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const isAdded =
      member === null &&
      isRecord(own) &&
      !needed.includes(name) &&
      !takesNull(own as JsonObject, removal.root);
    const made = isAdded || member === undefined ? undefined : removed(member, own, removal);
    if (made !== member) isSame = false;
    if (made !== undefined) setOwn(copy, name, made);
  }
  return isSame ? value : (copy as JsonObject);
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
