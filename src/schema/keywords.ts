import { isRecord, type Json, type JsonObject, setOwn } from '../core/json.ts';

/** Keywords whose value is a schema. */
const one: ReadonlySet<string> = new Set([
  'items',
  'contains',
  'if',
  'then',
  'else',
  'not',
  'propertyNames',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
]);
/** Keywords whose value is a list of schemas; `items` was one before draft 2020-12. */
const list: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems', 'items']);
/** Keywords whose value is an object of schemas, under names of the caller's. */
const map: ReadonlySet<string> = new Set([
  'properties',
  '$defs',
  'definitions',
  'patternProperties',
  'dependentSchemas',
]);

/** A change of one schema; `pointer` says where it is. */
export type SchemaChanger = (schema: JsonObject, pointer: string) => JsonObject;

/**
 * The value of a keyword, with a change made to each schema that is in it. What is no schema stays as it is, whatever it
 * looks like: values of `enum`, `default` and `examples`, and names of members.
 */
export function changeSchemas(
  keyword: string,
  value: Json | undefined,
  pointer: string,
  change: SchemaChanger,
): Json | undefined {
  const changed = (schema: Json | undefined, at: string): Json | undefined =>
    isRecord(schema) ? change(schema as JsonObject, at) : schema;
  if (Array.isArray(value) && list.has(keyword))
    return value.map((each: Json, index) => changed(each, `${pointer}/${index}`) ?? null);
  if (!isRecord(value)) return value;
  if (one.has(keyword)) return changed(value as JsonObject, pointer);
  if (!map.has(keyword)) return value as JsonObject;
  const copy: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value))
    setOwn(copy, name, changed(each as Json, `${pointer}/${escaped(name)}`));
  return copy as JsonObject;
}

/** A copy of a schema with a change made to each schema directly in it. */
export function changeMembers(schema: JsonObject, pointer: string, change: SchemaChanger): JsonObject {
  const copy: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema))
    if (value !== undefined)
      setOwn(copy, keyword, changeSchemas(keyword, value, `${pointer}/${keyword}`, change));
  return copy as JsonObject;
}

/** What a reference such as `#/$defs/Node` points to in a document; undefined for nothing, and for other documents. */
export function referenced(root: JsonObject, reference: string): JsonObject | undefined {
  if (!/^#(\/|$)/.test(reference)) return undefined;
  let at: unknown = root;
  for (const step of reference.slice(2).split('/')) {
    if (step === '') continue;
    const key = unescaped(step);
    const isThere = Array.isArray(at) || isRecord(at) ? Object.hasOwn(at, key) : false;
    at = isThere ? (at as Record<string, unknown>)[key] : undefined;
  }
  return isRecord(at) ? (at as JsonObject) : undefined;
}

/** A name as a step of a JSON pointer. */
export function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescaped(step: string): string {
  const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
