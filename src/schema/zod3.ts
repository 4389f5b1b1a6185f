import { isRecord, type Json, type JsonObject, setOwn } from '../core/json.ts';

/** What schemas of zod 3 keep of themselves; no converter is part of that version. */
interface Definition {
  readonly typeName: string;
  readonly description?: string;
  readonly checks?: readonly {
    readonly kind: string;
    readonly value?: unknown;
    readonly regex?: RegExp;
    readonly inclusive?: boolean;
  }[];
  readonly shape?: () => Readonly<Record<string, Schema>>;
  readonly unknownKeys?: string;
  readonly catchall?: Schema;
  readonly [member: string]: unknown;
}

interface Schema {
  readonly _def: Definition;
}

type Convert = (definition: Definition) => JsonObject;

/** Whether this is a schema of zod 3, also of the version 3 inside newer packages. */
export function isZod3(schema: unknown): boolean {
  const definition = (schema as Partial<Schema>)._def;
  return isRecord(definition) && typeof definition['typeName'] === 'string';
}

/**
 * The JSON Schema of what a zod 3 schema takes in, worded as zod 4 words it. Throws a TypeError for types that JSON does
 * not have.
 */
export function jsonOfZod3(schema: unknown): JsonObject {
  const definitions: Record<string, JsonObject> = {};
  const names = new Map<unknown, string>();

  const convert = (each: unknown): JsonObject => {
    const { _def: definition } = each as Schema;
    const { typeName, description } = definition;
    const converter = converters[typeName];
    if (converter === undefined) throw new TypeError(`${typeName} cannot be represented in JSON Schema`);
    return { ...converter(definition), ...(description === undefined ? {} : { description }) };
  };
  const inner: Convert = ({ innerType, schema: effect, type }) => convert(innerType ?? effect ?? type);
  const all = (schemas: unknown): JsonObject[] => [...(schemas as Iterable<unknown>)].map(convert);

  const converters: Readonly<Record<string, Convert>> = {
    ZodString: ({ checks = [] }) => Object.assign({ type: 'string' }, ...checks.map(ofTextCheck)),
    ZodNumber: ({ checks = [] }) =>
      Object.assign({ type: 'number' }, ...checks.map(ofNumberCheck)) as JsonObject,
    ZodDate: ({ coerce }) => {
      if (coerce !== true) throw new TypeError('ZodDate cannot be represented in JSON Schema');
      return { type: 'string', format: 'date-time' };
    },
    ZodBoolean: () => ({ type: 'boolean' }),
    ZodNull: () => ({ type: 'null' }),
    ZodAny: () => ({}),
    ZodUnknown: () => ({}),
    ZodNever: () => ({ not: {} }),
    ZodLiteral: ({ value }) => ofValues([value as Json]),
    ZodEnum: ({ values }) => ofValues(values as Json[]),
    ZodNativeEnum: ({ values }) => ofValues(valuesOfEnum(values as Record<string, Json>)),
    ZodArray: ({ type, minLength, maxLength, exactLength }) => ({
      type: 'array',
      ...limit('minItems', exactLength ?? minLength),
      ...limit('maxItems', exactLength ?? maxLength),
      items: convert(type),
    }),
    ZodTuple: ({ items, rest }) => ({
      type: 'array',
      prefixItems: all(items),
      minItems: (items as unknown[]).length,
      ...(rest === null ? {} : { items: convert(rest) }),
    }),
    ZodObject: (definition) => ofObject(definition, convert),
    ZodRecord: ({ keyType, valueType }) => ({
      type: 'object',
      propertyNames: convert(keyType),
      additionalProperties: convert(valueType),
    }),
    ZodUnion: ({ options }) => ({ anyOf: all(options) }),
    ZodDiscriminatedUnion: ({ options }) => ({ oneOf: all(options) }),
    ZodIntersection: ({ left, right }) => ({ allOf: all([left, right]) }),
    ZodNullable: ({ innerType }) => ({ anyOf: [convert(innerType), { type: 'null' }] }),
    ZodDefault: ({ innerType, defaultValue }) => ({
      default: (defaultValue as () => Json)(),
      ...convert(innerType),
    }),
    ZodPipeline: ({ in: first }) => convert(first),
    ZodOptional: inner,
    ZodReadonly: inner,
    ZodCatch: inner,
    ZodBranded: inner,
    ZodEffects: inner,
    ZodLazy: ({ getter }) => {
      // Its target may be a new one at each call.
      let name = names.get(getter);
      if (name === undefined) {
        names.set(getter, (name = `schema${names.size}`));
        definitions[name] = convert((getter as () => Schema)());
      }
      return { $ref: `#/$defs/${name}` };
    },
  };

  const json = convert(schema);
  return names.size === 0 ? json : { ...json, $defs: definitions };
}

function ofObject(
  { shape, unknownKeys, catchall }: Definition,
  convert: (schema: unknown) => JsonObject,
): JsonObject {
  const members = Object.entries(shape?.() ?? {});
  const properties: Record<string, unknown> = {};
  for (const [name, member] of members) setOwn(properties, name, convert(member));
  const required = members.filter(([, member]) => !mayBeLeftOut(member)).map(([name]) => name);
  const isOpen = catchall === undefined || catchall._def.typeName === 'ZodNever';
  return {
    type: 'object',
    properties: properties as JsonObject,
    ...(required.length === 0 ? {} : { required }),
    ...(isOpen ? {} : { additionalProperties: convert(catchall) }),
    ...(unknownKeys === 'strict' ? { additionalProperties: false } : {}),
    ...(unknownKeys === 'passthrough' ? { additionalProperties: {} } : {}),
  };
}

function mayBeLeftOut({ _def: { typeName, innerType, schema, type, in: first } }: Schema): boolean {
  if (['ZodOptional', 'ZodDefault', 'ZodCatch'].includes(typeName)) return true;
  if (!['ZodNullable', 'ZodReadonly', 'ZodBranded', 'ZodEffects', 'ZodPipeline'].includes(typeName))
    return false;
  return mayBeLeftOut((innerType ?? schema ?? type ?? first) as Schema);
}

const formats: Readonly<Record<string, string>> = {
  email: 'email',
  url: 'uri',
  uuid: 'uuid',
  datetime: 'date-time',
  date: 'date',
  time: 'time',
  duration: 'duration',
};

function ofTextCheck({ kind, value, regex }: NonNullable<Definition['checks']>[number]): JsonObject {
  if (kind === 'min') return { minLength: value as number };
  if (kind === 'max') return { maxLength: value as number };
  if (kind === 'length') return { minLength: value as number, maxLength: value as number };
  if (kind === 'regex') return { pattern: regex?.source ?? '' };
  const format = Object.hasOwn(formats, kind) ? formats[kind] : undefined;
  return format === undefined ? {} : { format };
}

function ofNumberCheck({ kind, value, inclusive }: NonNullable<Definition['checks']>[number]): JsonObject {
  if (kind === 'int') return { type: 'integer' };
  if (kind === 'min') return { [inclusive === true ? 'minimum' : 'exclusiveMinimum']: value as number };
  if (kind === 'max') return { [inclusive === true ? 'maximum' : 'exclusiveMaximum']: value as number };
  return kind === 'multipleOf' ? { multipleOf: value as number } : {};
}

function ofValues(values: readonly Json[]): JsonObject {
  const kinds = [...new Set(values.map((value) => (value === null ? 'null' : typeof value)))];
  const type = kinds.length === 1 ? { type: kinds[0] as string } : {};
  return values.length === 1 ? { ...type, const: values[0] as Json } : { ...type, enum: values };
}

// TypeScript writes a number's name under its value too.
function valuesOfEnum(values: Readonly<Record<string, Json>>): Json[] {
  return Object.entries(values)
    .filter(([, value]) => typeof value !== 'string' || typeof values[value] !== 'number')
    .map(([, value]) => value);
}

function limit(name: string, said: unknown): JsonObject {
  return isRecord(said) ? { [name]: said['value'] as number } : {};
}
