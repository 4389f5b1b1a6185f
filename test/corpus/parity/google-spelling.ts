import { list, type Raw, record } from '../raw.ts';

// What stands below these is the caller's, not Google's.
const opaque = new Set([
  'args',
  'response',
  'labels',
  'parameters',
  'parametersJsonSchema',
  'responseSchema',
  'responseJsonSchema',
]);

/** The body in one spelling: protobuf's JSON takes `inline_data` for `inlineData`. https://protobuf.dev/programming-guides/json/ */
export function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const name = key.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
      return [name, opaque.has(name) ? member : camelCased(member)];
    }),
  );
}

/** An OpenAPI schema, as `parameters` and `responseSchema` hold one, as JSON Schema: types in lower case, null as a type. */
export function plainSchema(schema: unknown): unknown {
  if (schema === undefined) return undefined;
  const { type, nullable, properties, items, anyOf, ...rest } = record(schema) as Raw;
  const kind = typeof type === 'string' ? type.toLowerCase() : type;
  return {
    ...(kind === undefined ? {} : { type: nullable === true ? [kind, 'null'] : kind }),
    ...rest,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(record(properties)).map(([name, each]) => [name, plainSchema(each)]),
          ),
        }),
    ...(items === undefined ? {} : { items: plainSchema(items) }),
    ...(anyOf === undefined ? {} : { anyOf: list(anyOf).map(plainSchema) }),
  };
}
