import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';

// https://docs.claude.com/en/docs/build-with-claude/structured-outputs#json-schema-limitations, and "For 'integer' type,
// property 'minimum' is not supported" (recorded, HTTP 400).
const refused: ReadonlySet<string> = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'not',
]);
const formats: ReadonlySet<string> = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
]);
const schemaMembers: ReadonlySet<string> = new Set([
  'items',
  'contains',
  'if',
  'then',
  'else',
  'propertyNames',
]);
const schemaLists: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
const schemaMaps: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions', 'patternProperties']);

export interface HeldSchema {
  readonly schema: JsonObject;
  /** The rules that were taken out of it and put into descriptions, each once. */
  readonly moved: readonly string[];
}

/** A schema that the API can hold a model to. Rules that it does not know become words for the model to read. */
export function heldSchema(schema: JsonObject): HeldSchema {
  const moved = new Set<string>();
  return { schema: held(schema, moved), moved: [...moved] };
}

function held(schema: JsonObject, moved: Set<string>): JsonObject {
  const copy: Record<string, unknown> = {};
  const rules: string[] = [];
  for (const [name, value] of Object.entries(schema)) {
    if (value === undefined || name === '$schema') continue;
    if (isRefused(name, value)) {
      moved.add(name);
      rules.push(`${name}: ${JSON.stringify(value)}`);
    } else if (name === 'additionalProperties') {
      if (value !== false) moved.add(name);
    } else setOwn(copy, name, member(name, value, moved));
  }
  if (copy['type'] === 'object' || 'properties' in copy) copy['additionalProperties'] = false;
  if (rules.length > 0) {
    const said =
      typeof copy['description'] === 'string' && copy['description'] !== ''
        ? `${copy['description']}\n\n`
        : '';
    copy['description'] = `${said}{${rules.join(', ')}}`;
  }
  return copy as JsonObject;
}

function isRefused(name: string, value: Json): boolean {
  if (name === 'format') return typeof value !== 'string' || !formats.has(value);
  if (name === 'minItems') return value !== 0 && value !== 1;
  return refused.has(name);
}

function member(name: string, value: Json, moved: Set<string>): Json {
  if (schemaMembers.has(name)) return isRecord(value) ? held(value as JsonObject, moved) : value;
  if (schemaLists.has(name) && Array.isArray(value)) {
    return value.map((each: Json) => (isRecord(each) ? held(each as JsonObject, moved) : each));
  }
  if (!schemaMaps.has(name) || !isRecord(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) {
    setOwn(copy, key, isRecord(each) ? held(each as JsonObject, moved) : each);
  }
  return copy as JsonObject;
}
