import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';
import type { Encoding } from './encoding.ts';

// "For 'array' type, property 'maxItems' is not supported", "For 'integer' type, property 'multipleOf' is not supported",
// "'minItems' values other than 0 or 1 are not supported" (recorded, HTTP 400).
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
]);
const maps: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions', 'patternProperties']);
// Their values are data, not schemas.
const data: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples', 'required']);

/**
 * A schema that the model can be held to. Rules that it would refuse become words in descriptions, with one warning; a
 * schema of a model that takes them all stays as it is.
 */
export function plainSchema(schema: JsonObject, where: string, encoding: Encoding): JsonObject {
  if (!encoding.isOneOf(encoding.dialect.plainSchemaModels)) return schema;
  const moved = new Set<string>();
  const plain = plainOf(schema, moved);
  if (moved.size > 0) {
    const rules = [...moved].join(', ');
    encoding.changed(
      where,
      `The model cannot be held to ${rules}; it reads of them in descriptions instead.`,
    );
  }
  return plain;
}

function plainOf(schema: JsonObject, moved: Set<string>): JsonObject {
  const copy: Record<string, unknown> = {};
  const rules: string[] = [];
  for (const [name, value] of Object.entries(schema)) {
    if (value === undefined || name === '$schema') continue;
    if (refused.has(name) || (name === 'minItems' && value !== 0 && value !== 1)) {
      moved.add(name);
      rules.push(`${name}: ${JSON.stringify(value)}`);
    } else setOwn(copy, name, data.has(name) ? value : memberOf(name, value, moved));
  }
  // Anthropic's models are held to closed objects only.
  if (copy['type'] === 'object' || 'properties' in copy) copy['additionalProperties'] = false;
  if (rules.length > 0) {
    const before = typeof copy['description'] === 'string' ? `${copy['description']}\n\n` : '';
    copy['description'] = `${before}{${rules.join(', ')}}`;
  }
  return copy as JsonObject;
}

function memberOf(name: string, value: Json, moved: Set<string>): Json {
  if (Array.isArray(value))
    return value.map((each: Json) => (isRecord(each) ? plainOf(each as JsonObject, moved) : each));
  if (!isRecord(value)) return value;
  if (!maps.has(name)) return plainOf(value as JsonObject, moved);
  const copy: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value))
    setOwn(copy, key, isRecord(each) ? plainOf(each as JsonObject, moved) : each);
  return copy as JsonObject;
}
