import type { JsonObject } from '../core/json.ts';
import { type SchemaDialectName, schemaDialects } from '../schema/dialects.ts';
import { sanitise } from '../schema/sanitise.ts';
import { schemaWarnings } from '../schema/schema-change.ts';
import type { Changes } from './changes.ts';

/** A schema in a host's form; what is said differently is noted. `setting` is the option that the schema stands in. */
export function schemaInForm(
  form: SchemaDialectName,
  schema: JsonObject,
  setting: string,
  changes: Changes,
): JsonObject {
  const dialect = schemaDialects[form];
  const sent = sanitise(schema, dialect);
  changes.changes.push(...schemaWarnings(sent.changes, setting, dialect.name));
  return sent.schema;
}
