import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import { changeMembers, referenced } from '../../schema/keywords.ts';

/** What the model is asked for: an object in any case, as most providers take no other. */
export interface Wrapper {
  readonly schema: JsonObject;
  /** The member that holds what is wanted; absent where the object itself is it. */
  readonly member?: string;
}

/** A schema as one of an object; what is none already goes into a member of that name. */
export function wrapped(schema: JsonObject, member?: string): Wrapper {
  if (member === undefined && describesObject(schema, schema)) return { schema: typed(schema) };
  return inMember(member ?? 'value', schema);
}

/** A list of what a schema describes. */
export function wrappedList(element: JsonObject): Wrapper {
  const { $defs, definitions, ...items } = rerooted(element, '#/properties/items/items');
  const list = { type: 'array', items };
  return { schema: objectOf('items', list, { $defs, definitions }), member: 'items' };
}

/** Takes the wrapper off; models that were only asked in words may have left it out. */
export function unwrapped(value: Json, { member }: Wrapper): Json | undefined {
  if (member === undefined) return value;
  if (!isRecord(value)) return value;
  return Object.hasOwn(value, member) ? (value as JsonObject)[member] : undefined;
}

function inMember(member: string, schema: JsonObject): Wrapper {
  const { $defs, definitions, ...inner } = rerooted(schema, `#/properties/${member}`);
  return { schema: objectOf(member, inner, { $defs, definitions }), member };
}

function objectOf(
  member: string,
  schema: JsonObject,
  { $defs, definitions }: { $defs: Json | undefined; definitions: Json | undefined },
): JsonObject {
  return {
    type: 'object',
    properties: { [member]: schema },
    required: [member],
    additionalProperties: false,
    ...($defs === undefined ? {} : { $defs }),
    ...(definitions === undefined ? {} : { definitions }),
  };
}

// Definitions stay at the root; whatever else a reference points to has moved.
function rerooted(schema: JsonObject, place: string): JsonObject {
  const moved = (part: JsonObject): JsonObject => {
    const inner = changeMembers(part, '', moved);
    const { $ref: reference } = inner;
    const isMoved = typeof reference === 'string' && /^#(?!\/(?:\$defs|definitions)\/)/.test(reference);
    return isMoved ? { ...inner, $ref: `${place}${reference.slice(1)}` } : inner;
  };
  return moved(schema);
}

function describesObject(schema: JsonObject, root: JsonObject, left: number = 8): boolean {
  const { type, properties, $ref: reference, allOf, anyOf, oneOf } = schema;
  if (anyOf !== undefined || oneOf !== undefined || left === 0) return false;
  if (type === 'object' || (type === undefined && isRecord(properties))) return true;
  if (typeof reference === 'string') {
    const target = referenced(root, reference);
    return target !== undefined && describesObject(target, root, left - 1);
  }
  return (
    Array.isArray(allOf) &&
    allOf.some((part) => isRecord(part) && describesObject(part as JsonObject, root, left - 1))
  );
}

function typed(schema: JsonObject): JsonObject {
  return schema['type'] === undefined && isRecord(schema['properties'])
    ? { type: 'object', ...schema }
    : schema;
}
