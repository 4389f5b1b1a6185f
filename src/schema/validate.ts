import { type SchemaDraft, Validator } from '@cfworker/json-schema';
import { ReqLLMError } from '../core/error.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Checked, Issue } from './standard.ts';

const drafts: readonly (readonly [RegExp, SchemaDraft])[] = [
  [/draft-04/, '4'],
  [/draft-0[67]/, '7'],
  [/2019-09/, '2019-09'],
];
const mostIssues = 100;
// A schema is used for every answer of its kind; making its validator walks all of it.
const validators = new WeakMap<JsonObject, Validator>();

/** Holds a value to JSON Schema, by default of draft 2020-12. Throws `config` for a schema that cannot be followed. */
export function validateJson(schema: JsonObject, value: Json): Checked<Json> {
  try {
    const { valid, errors } = validatorOf(schema).validate(value);
    if (valid) return { ok: true, value };
    const issues = errors.filter((error) => !isSummary(error, errors)).slice(0, mostIssues);
    return { ok: false, issues: issues.map((error) => issueOf(error, value)) };
  } catch (cause) {
    // Names are put into addresses by encodeURI, which throws for half a surrogate pair.
    if (cause instanceof URIError)
      return { ok: false, issues: [{ path: [], message: 'A name in it is no well-formed text.' }] };
    const said = cause instanceof Error ? cause.message : 'no reason given';
    const message = `The JSON Schema cannot be followed: ${said.split('\n')[0]}`;
    throw new ReqLLMError(message, { code: 'config', phase: 'config', cause });
  }
}

function validatorOf(schema: JsonObject): Validator {
  let validator = validators.get(schema);
  if (validator === undefined) {
    const named = schema['$schema'];
    const draft =
      typeof named === 'string' ? drafts.find(([pattern]) => pattern.test(named))?.[1] : undefined;
    // A copy, as the validator writes into the schema.
    const copy = JSON.parse(JSON.stringify(schema)) as JsonObject;
    validator = new Validator(copy, draft ?? '2020-12', false);
    validators.set(schema, validator);
  }
  return validator;
}

interface Unit {
  readonly keyword: string;
  readonly instanceLocation: string;
  readonly keywordLocation: string;
  readonly error: string;
}

// "A property does not match" is said beside what is wrong with that property.
function isSummary({ keyword, instanceLocation }: Unit, errors: readonly Unit[]): boolean {
  const within = `${instanceLocation}/`;
  return (
    ['properties', 'items', 'prefixItems', 'additionalProperties', 'patternProperties', '$ref'].includes(
      keyword,
    ) &&
    errors.some((other) =>
      keyword === '$ref'
        ? other.keyword !== '$ref' && isAtOrIn(other, instanceLocation)
        : other.instanceLocation.startsWith(within),
    )
  );
}

function isAtOrIn({ instanceLocation }: Unit, place: string): boolean {
  return instanceLocation === place || instanceLocation.startsWith(`${place}/`);
}

function issueOf({ keyword, instanceLocation, error }: Unit, value: Json): Issue {
  const path: (string | number)[] = [];
  let at: unknown = value;
  for (const step of instanceLocation.split('/').slice(1)) {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(at) ? Number(key) : key);
    at = (at as Record<string, unknown> | undefined)?.[key];
  }
  return { path, message: keyword === 'false' ? 'It is not allowed here.' : error };
}
