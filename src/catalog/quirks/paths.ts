import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';

/** The value at a path of member names with dots between; undefined when there is none. */
export function valueAt(body: Json | undefined, path: string): Json | undefined {
  let value: unknown = body;
  for (const name of path.split('.')) {
    if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value as Json | undefined;
}

/** A copy with a value at a path; objects on the way are made. `undefined` takes the member out. */
export function withValueAt(body: JsonObject, path: string, value: Json | undefined): JsonObject {
  const [name = '', ...rest] = path.split('.');
  const copy: Record<string, unknown> = { ...body };
  if (rest.length > 0) {
    const inner = Object.hasOwn(body, name) && isRecord(body[name]) ? (body[name] as JsonObject) : {};
    setOwn(copy, name, withValueAt(inner, rest.join('.'), value));
  } else if (value === undefined) delete copy[name];
  else setOwn(copy, name, value);
  return copy as JsonObject;
}
