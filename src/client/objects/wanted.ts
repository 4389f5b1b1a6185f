import type { Json, JsonObject } from '../../core/json.ts';
import { type Checked, readSchema } from '../../schema/standard.ts';
import type { ObjectOptions, ObjectShape } from './options.ts';
import { type Wrapper, wrapped, wrappedList } from './wrapper.ts';

/** What is asked for, whatever the way. */
export interface Wanted {
  readonly shape: ObjectShape;
  readonly name: string;
  /** JSON Schema of an object; absent for any JSON. */
  readonly schema?: JsonObject;
  /** How what is wanted lies in that object. */
  readonly wrapper?: Wrapper;
  check(value: Json): Promise<Checked<unknown>>;
}

/** Reads the form of what is wanted from options. Throws `config` for a schema that cannot be read. */
export function wantedOf(options: ObjectOptions): Wanted {
  const { name = 'object' } = options;
  if (options.shape === 'json')
    return { shape: 'json', name, check: (value) => Promise.resolve({ ok: true, value }) };
  if (options.shape === 'choice') {
    const { choices } = options;
    const wrapper = wrapped({ type: 'string', enum: choices }, 'choice');
    return {
      shape: 'choice',
      name,
      schema: wrapper.schema,
      wrapper,
      check: (value) => chosen(value, choices),
    };
  }
  const { json, check } = readSchema(options.schema, 'The `schema`');
  if (options.shape === 'array') {
    const wrapper = wrappedList(json);
    return { shape: 'array', name, schema: wrapper.schema, wrapper, check: (value) => each(value, check) };
  }
  const wrapper = wrapped(json);
  return { shape: 'object', name, schema: wrapper.schema, wrapper, check };
}

function chosen(value: Json, choices: readonly string[]): Promise<Checked<unknown>> {
  const isChoice = typeof value === 'string' && choices.includes(value);
  const issue = { path: [], message: `Must be one of the ${choices.length} choices.` };
  return Promise.resolve(isChoice ? { ok: true, value } : { ok: false, issues: [issue] });
}

async function each(
  value: Json,
  check: (element: Json) => Promise<Checked<unknown>>,
): Promise<Checked<unknown>> {
  if (!Array.isArray(value)) return { ok: false, issues: [{ path: [], message: 'Must be a list.' }] };
  const results = await Promise.all((value as readonly Json[]).map(check));
  const issues = results.flatMap((result, index) =>
    result.ok ? [] : result.issues.map(({ path, message }) => ({ path: [index, ...path], message })),
  );
  if (issues.length > 0) return { ok: false, issues };
  return { ok: true, value: results.map((result) => (result.ok ? result.value : null)) };
}
