import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';
import type { QuirkAction } from '../schema.ts';

type SchemaAction = Extract<QuirkAction, { op: 'schema' }>;

const members: ReadonlySet<string> = new Set([
  'items',
  'contains',
  'if',
  'then',
  'else',
  'not',
  'propertyNames',
]);
const lists: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
const maps: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions', 'patternProperties']);
// Words about the text itself, and closures: nothing that a model would need to be told.
const silent: ReadonlySet<string> = new Set(['$schema', '$id', 'additionalProperties', 'strict']);

/** A schema as a host takes it; the same object when there was nothing to change. */
export function editSchema(schema: JsonObject, action: SchemaAction): JsonObject {
  const { strip = [], inlineDefs = false, describeStripped = false } = action;
  const inlined = inlineDefs ? withoutDefs(schema) : schema;
  return strip.length === 0 ? inlined : stripped(inlined, new Set(strip), describeStripped);
}

function stripped(schema: JsonObject, keywords: ReadonlySet<string>, isTold: boolean): JsonObject {
  const copy: Record<string, unknown> = {};
  const said: string[] = [];
  let isChanged = false;
  for (const [name, value] of Object.entries(schema)) {
    if (keywords.has(name)) {
      isChanged = true;
      if (!silent.has(name)) said.push(`${name}: ${JSON.stringify(value)}`);
      continue;
    }
    const inner = each(name, value, (part) => stripped(part, keywords, isTold));
    isChanged ||= inner !== value;
    setOwn(copy, name, inner);
  }
  if (!isChanged) return schema;
  if (isTold && said.length > 0) {
    const before = typeof copy['description'] === 'string' ? `${copy['description']}\n\n` : '';
    copy['description'] = `${before}{${said.join(', ')}}`;
  }
  return copy as JsonObject;
}

function withoutDefs(schema: JsonObject): JsonObject {
  const definitions = { ...recordOf(schema['definitions']), ...recordOf(schema['$defs']) };
  if (Object.keys(definitions).length === 0) return schema;
  const { $defs: _defs, definitions: _definitions, ...rest } = resolved(schema, definitions, []);
  // A definition that holds itself cannot be written out: then it stays, and so do all.
  return JSON.stringify(rest).includes('"$ref"') ? schema : rest;
}

function resolved(schema: JsonObject, definitions: JsonObject, trail: readonly string[]): JsonObject {
  const reference = schema['$ref'];
  const name =
    typeof reference === 'string' ? /^#\/(?:\$defs|definitions)\/(.+)$/.exec(reference)?.[1] : undefined;
  const target = name === undefined || trail.includes(name) ? undefined : definitions[name];
  if (name !== undefined && isRecord(target)) {
    const { $ref: _, ...beside } = schema;
    return resolved({ ...(target as JsonObject), ...beside }, definitions, [...trail, name]);
  }
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    const isTable = trail.length === 0 && (key === '$defs' || key === 'definitions');
    setOwn(copy, key, isTable ? value : each(key, value, (part) => resolved(part, definitions, trail)));
  }
  return copy as JsonObject;
}

/** The value of a keyword with a change made to each schema in it; the same value when none changed. */
function each(
  name: string,
  value: Json | undefined,
  change: (schema: JsonObject) => JsonObject,
): Json | undefined {
  const one = (part: Json): Json => (isRecord(part) ? change(part as JsonObject) : part);
  if (members.has(name) && isRecord(value)) return change(value as JsonObject);
  if (lists.has(name) && Array.isArray(value)) {
    const list = (value as readonly Json[]).map(one);
    return list.every((part, index) => part === value[index]) ? value : list;
  }
  if (!maps.has(name) || !isRecord(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) setOwn(copy, key, one(part as Json));
  return Object.keys(value).every((key) => copy[key] === value[key])
    ? (value as JsonObject)
    : (copy as JsonObject);
}

function recordOf(value: Json | undefined): JsonObject {
  return isRecord(value) ? (value as JsonObject) : {};
}
