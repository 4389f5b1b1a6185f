import type { JsonObject } from '../../core/json.ts';
import { type SchemaDialectName, schemaDialects } from '../../schema/dialects.ts';
import { sanitise } from '../../schema/sanitise.ts';
import type { SchemaChange } from '../../schema/schema-change.ts';

/** Changes after which other values fit a schema than before, beyond rules of one value that an answer is checked for. */
const lossy: ReadonlySet<SchemaChange['kind']> = new Set([
  'opened-no-more',
  'recursive',
  'combined',
  'root',
  'limit',
]);

/**
 * Whether a form of JSON Schema can say what a schema says. Objects with members of any name cannot be closed, and
 * schemas that hold themselves cannot be written out.
 */
export function fitsForm(schema: JsonObject, form: SchemaDialectName): boolean {
  const { changes } = sanitise(schema, schemaDialects[form]);
  return changes.every(({ kind, keyword }) => !lossy.has(kind) && keyword !== 'patternProperties');
}

/** Whether a form makes members that need not be there into members that may be null. */
export function addsNulls(form: SchemaDialectName): boolean {
  return schemaDialects[form].allRequired === true;
}
