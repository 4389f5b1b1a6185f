import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';
import type { Encoding } from './encoding.ts';

/**
 * A JSON Schema in the OpenAPI subset that `parameters` and `responseSchema` take: types in capitals, references put in
 * place, `null` as `nullable`. Keywords without a counterpart are left out, with one warning that names them.
 * https://ai.google.dev/api/caching#Schema
 */
export function openApiSchema(schema: JsonObject, setting: string, encoding: Encoding): JsonObject {
  const lost = new Set<string>();
  const converted = convert(schema, { root: schema, lost, references: [] });
  if (lost.size > 0) {
    encoding.changed(setting, `Google's schema form has no ${[...lost].join(', ')}; left out.`);
  }
  return converted;
}

/** The way back: a schema in Google's form as JSON Schema. */
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

interface Conversion {
  readonly root: JsonObject;
  readonly lost: Set<string>;
  readonly references: readonly string[];
}

const plain: ReadonlySet<string> = new Set([
  'format',
  'title',
  'description',
  'nullable',
  'default',
  'example',
  'pattern',
  'propertyOrdering',
  'required',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
]);
const harmless: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$comment',
  '$defs',
  'definitions',
  '$ref',
  'examples',
]);

function convert(schema: Json | undefined, conversion: Conversion): JsonObject {
  if (!isRecord(schema)) return {};
  const reference = schema['$ref'];
  if (typeof reference === 'string') return convertReference(schema as JsonObject, reference, conversion);
  const { allOf, ...flat } = schema as JsonObject;
  if (Array.isArray(allOf)) return convert(flatten(flat, allOf as Json[]), conversion);
  const converted: Record<string, Json | undefined> = {};
  for (const [key, value] of Object.entries(flat)) {
    if (value !== undefined) Object.assign(converted, keyword(key, value, conversion));
  }
  return converted;
}

function keyword(key: string, value: Json, conversion: Conversion): JsonObject {
  switch (key) {
    case 'type':
      return typeKeyword(value);
    case 'properties':
      return isRecord(value)
        ? { properties: mapMembers(value as JsonObject, (one) => convert(one, conversion)) }
        : {};
    case 'items':
      if (isRecord(value)) return { items: convert(value as JsonObject, conversion) };
      break;
    case 'anyOf':
    case 'oneOf':
      return anyOf(Array.isArray(value) ? (value as Json[]) : [], conversion);
    case 'const':
    case 'enum': {
      const values = key === 'const' ? [value] : Array.isArray(value) ? (value as Json[]) : [];
      if (values.every((one) => typeof one === 'string')) return { enum: values };
      break;
    }
    default:
      if (plain.has(key)) return { [key]: value };
      if (harmless.has(key) || (key === 'additionalProperties' && value === false)) return {};
  }
  conversion.lost.add(key);
  return {};
}

function typeKeyword(value: Json): JsonObject {
  const names = (Array.isArray(value) ? (value as Json[]) : [value]).filter(
    (name) => typeof name === 'string',
  );
  const real = names.filter((name) => name !== 'null').map((name) => name.toUpperCase());
  const nullable = names.includes('null') ? { nullable: true } : {};
  if (real.length > 1) return { anyOf: real.map((type) => ({ type })), ...nullable };
  return real[0] === undefined ? nullable : { type: real[0], ...nullable };
}

function anyOf(options: readonly Json[], conversion: Conversion): JsonObject {
  const isNull = (option: Json): boolean => isRecord(option) && option['type'] === 'null';
  const real = options.filter((option) => !isNull(option)).map((option) => convert(option, conversion));
  const nullable = options.some(isNull) ? { nullable: true } : {};
  return real.length === 1 ? { ...real[0], ...nullable } : { anyOf: real, ...nullable };
}

// A schema that holds itself cannot be written out; its inner copy becomes any object.
function convertReference(schema: JsonObject, reference: string, conversion: Conversion): JsonObject {
  const { $ref: _reference, ...beside } = schema;
  if (conversion.references.includes(reference)) {
    conversion.lost.add('recursive $ref');
    return { type: 'OBJECT' };
  }
  const target = reference
    .replace(/^#\/?/, '')
    .split('/')
    .reduce<Json | undefined>((at, step) => {
      if (step === '') return at;
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
      return isRecord(at) && Object.hasOwn(at, key) ? (at[key] as Json) : undefined;
    }, conversion.root);
  if (!isRecord(target)) conversion.lost.add('$ref');
  const inner = { ...conversion, references: [...conversion.references, reference] };
  return convert({ ...(isRecord(target) ? (target as JsonObject) : {}), ...beside }, inner);
}

function flatten(schema: JsonObject, all: readonly Json[]): JsonObject {
  return all.reduce<JsonObject>((sum, one) => {
    if (!isRecord(one)) return sum;
    const part = one as JsonObject;
    const required = [sum['required'], part['required']].flatMap((list) =>
      Array.isArray(list) ? (list as Json[]) : [],
    );
    const properties = { ...(sum['properties'] as JsonObject), ...(part['properties'] as JsonObject) };
    return {
      ...sum,
      ...part,
      ...(required.length === 0 ? {} : { required: [...new Set(required)] }),
      ...(Object.keys(properties).length === 0 ? {} : { properties }),
    };
  }, schema);
}

function mapMembers(members: JsonObject, change: (value: Json) => Json): JsonObject {
  const copy: Record<string, Json> = {};
  for (const [key, value] of Object.entries(members))
    if (value !== undefined) setOwn(copy, key, change(value));
  return copy;
}
