import { isRecord, type Json, type JsonObject, setOwn } from '../core/json.ts';
import { referenced } from '../schema/keywords.ts';

/** A value that fits a schema: the first of its examples or choices, else a plain one of its type. */
export function sampleOf(schema: JsonObject, name: string): Json {
  return sample(schema, name, { root: schema, left: 32 });
}

interface Place {
  readonly root: JsonObject;
  /** How much deeper it may go: a schema may hold itself. */
  readonly left: number;
}

function sample(schema: JsonObject, name: string, place: Place): Json {
  const { type, enum: choices, const: only, default: preset, examples } = schema;
  if (only !== undefined) return only;
  if (Array.isArray(choices) && choices.length > 0) return choices[0] as Json;
  if (preset !== undefined) return preset;
  if (Array.isArray(examples) && examples.length > 0) return examples[0] as Json;
  const { $ref: reference, anyOf, oneOf, allOf } = schema;
  if (typeof reference === 'string')
    return sample(referenced(place.root, reference) ?? {}, name, deeper(place));
  const variants: unknown = anyOf ?? oneOf;
  if (Array.isArray(variants)) return sampleVariant(variants as readonly unknown[], name, place);
  if (Array.isArray(allOf)) return sampleAll(allOf as readonly unknown[], name, place);
  switch (Array.isArray(type) ? type[0] : type) {
    case 'string':
      return sampleText(schema, name);
    case 'integer':
    case 'number':
      return sampleNumber(schema);
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array':
      return sampleList(schema, name, place);
    default:
      return sampleObject(schema, place);
  }
}

function deeper({ root, left }: Place): Place {
  return { root, left: left - 1 };
}

// At the end of a schema that holds itself, null is the way out.
function sampleVariant(variants: readonly unknown[], name: string, place: Place): Json {
  const known = variants.filter(isRecord) as JsonObject[];
  const plain = known.find(({ type }) => type === 'null');
  const first = place.left < 24 && plain !== undefined ? plain : known[0];
  return first === undefined ? null : sample(first, name, deeper(place));
}

function sampleAll(parts: readonly unknown[], name: string, place: Place): Json {
  const values = parts.filter(isRecord).map((part) => sample(part as JsonObject, name, deeper(place)));
  return values.every(isRecord) ? (Object.assign({}, ...values) as JsonObject) : (values[0] ?? null);
}

const formats: Readonly<Record<string, string>> = {
  date: '2026-01-31',
  'date-time': '2026-01-31T12:00:00Z',
  time: '12:00:00Z',
  duration: 'PT1H',
  email: 'someone@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
};

function sampleText({ format, minLength, maxLength }: JsonObject, name: string): string {
  if (typeof format === 'string' && Object.hasOwn(formats, format)) return formats[format] ?? '';
  const text = `simulated ${name}`.padEnd(typeof minLength === 'number' ? minLength : 0, '.');
  return typeof maxLength === 'number' ? text.slice(0, maxLength) : text;
}

function sampleNumber(schema: JsonObject): number {
  const { minimum, maximum, exclusiveMinimum: above, multipleOf: step } = schema;
  if (typeof minimum === 'number') return minimum;
  if (typeof above === 'number') return above + 1;
  if (typeof step === 'number') return step;
  return typeof maximum === 'number' ? Math.min(42, maximum) : 42;
}

function sampleList({ items, prefixItems, minItems }: JsonObject, name: string, place: Place): Json {
  if (place.left <= 0) return [];
  const first = (Array.isArray(prefixItems) ? (prefixItems as readonly unknown[]) : []).filter(isRecord);
  const fixed = first.map((each) => sample(each as JsonObject, name, deeper(place)));
  if (!isRecord(items)) return fixed;
  const count = Math.max(typeof minItems === 'number' ? minItems : 1, fixed.length > 0 ? 0 : 1);
  const more = Array.from({ length: Math.max(0, count - fixed.length) });
  // Lists may be empty, so a schema that holds itself in one ends here.
  if (place.left < 24 && minItems === undefined) return fixed;
  return [...fixed, ...more.map(() => sample(items as JsonObject, name, deeper(place)))];
}

function sampleObject({ properties, required }: JsonObject, place: Place): JsonObject {
  if (!isRecord(properties)) return {};
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  const copy: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(properties)) {
    if (place.left < 24 && !needed.includes(name)) continue;
    const value =
      place.left <= 0 ? null : sample(isRecord(schema) ? (schema as JsonObject) : {}, name, deeper(place));
    setOwn(copy, name, value);
  }
  return copy as JsonObject;
}
