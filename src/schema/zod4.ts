import type { JsonObject } from '../core/json.ts';
import type { StandardSchema } from './standard.ts';

type Converter = NonNullable<StandardSchema['~standard']['jsonSchema']>['input'];

/** What zod tells of a schema while it is converted. */
interface Converted {
  readonly zodSchema: {
    readonly _zod: { readonly def: { readonly type: string; readonly coerce?: boolean } };
  };
  readonly jsonSchema: Record<string, unknown>;
}

const target = 'draft-2020-12';
// Types that may say nothing: anything, and what only holds another type.
const silent =
  /^(any|unknown|optional|nullable|nonoptional|default|prefault|catch|readonly|lazy|pipe|promise)$/;
const annotation = /^(description|title|default|examples|deprecated)$/;

/**
 * The JSON Schema of what a zod 4 schema takes in. Dates that are made of text (`z.coerce.date()`) are told as text in the
 * form of RFC 3339. Throws for types that JSON does not have.
 */
export function jsonOfZod4(convert: Converter): JsonObject {
  try {
    return convert({ target }) as JsonObject;
  } catch {
    const override = ({ zodSchema, jsonSchema }: Converted): void => {
      const { type, coerce } = zodSchema._zod.def;
      if (type === 'date' && coerce === true)
        Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
      const isSaid = Object.keys(jsonSchema).some((name) => !annotation.test(name));
      if (!isSaid && !silent.test(type))
        throw new TypeError(`The type "${type}" cannot be represented in JSON Schema`);
    };
    const libraryOptions = { unrepresentable: 'any', override };
    return convert({ target, libraryOptions }) as JsonObject;
  }
}
