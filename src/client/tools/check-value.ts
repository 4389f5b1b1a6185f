import { isRecord } from '../../core/json.ts';
import type { Checked, Issue } from '../../schema/standard.ts';

/** Holds a value to a schema: the value as the schema makes it, or what is wrong with it. */
export type ValueCheck = (value: unknown) => Promise<Checked<unknown>>;

interface Validating {
  readonly '~standard': {
    readonly validate?: (value: unknown) => Validated | Promise<Validated>;
  };
}

interface Validated {
  readonly value?: unknown;
  readonly issues?: readonly { readonly message: string; readonly path?: readonly unknown[] }[] | undefined;
}

/** The check of a Standard Schema is its own; of JSON Schema only the names and types at the top are looked at. */
export function checkOf(schema: unknown): ValueCheck {
  const standard = (schema as Partial<Validating>)['~standard'];
  const validate = standard?.validate?.bind(standard);
  if (validate === undefined) return (value) => Promise.resolve(checkShape(schema, value));
  return async (value) => {
    const { issues, value: made } = await validate(value);
    return issues === undefined ? { ok: true, value: made } : { ok: false, issues: issues.map(issueOf) };
  };
}

/** What is wrong, in one line for the model. */
export function issuesText(issues: readonly Issue[]): string {
  return issues
    .slice(0, 20)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}

function issueOf({ message, path = [] }: NonNullable<Validated['issues']>[number]): Issue {
  const keys = path.map((step) => (isRecord(step) ? step['key'] : step));
  return { message, path: keys.map((key) => (typeof key === 'number' ? key : String(key))) };
}

function checkShape(schema: unknown, value: unknown): Checked<unknown> {
  const { required, properties } = isRecord(schema) ? schema : {};
  if (!isRecord(value)) return { ok: true, value };
  const issues: Issue[] = [];
  for (const name of Array.isArray(required) ? required : [])
    if (typeof name === 'string' && !Object.hasOwn(value, name))
      issues.push({ path: [name], message: 'is missing' });
  for (const [name, member] of Object.entries(value)) {
    const said: unknown = isRecord(properties) ? properties[name] : undefined;
    const type = isRecord(said) ? said['type'] : undefined;
    if (typeof type === 'string' && !isOfType(member, type))
      issues.push({ path: [name], message: `must be of type ${type}` });
  }
  return issues.length === 0 ? { ok: true, value } : { ok: false, issues };
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'object':
      return isRecord(value);
    default:
      return typeof value === type;
  }
}
