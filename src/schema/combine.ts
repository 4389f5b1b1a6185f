import { isRecord, isSameJson, type Json, type JsonObject, setOwn } from '../core/json.ts';

/** Words that say nothing about values: the last one counts, and nothing is lost. */
const words: ReadonlySet<string> = new Set(['title', 'description', 'default', 'examples', '$comment']);

/** The parts of `allOf`, with what stands beside them, as one schema. */
export interface Combined {
  readonly schema: JsonObject;
  /** Keywords that two parts say differently; the first one counts. */
  readonly lost: readonly string[];
}

/** Puts schemas that must all hold into one: their members together, and of each keyword the stricter where that is plain. */
export function combine(parts: readonly JsonObject[]): Combined {
  const schema: Record<string, unknown> = {};
  const lost = new Set<string>();
  for (const part of parts) {
    for (const [keyword, value] of Object.entries(part)) {
      if (value === undefined) continue;
      const known = schema[keyword] as Json | undefined;
      const both = known === undefined || words.has(keyword) ? value : together(keyword, known, value);
      if (both === undefined) lost.add(keyword);
      else setOwn(schema, keyword, both);
    }
  }
  return { schema: schema as JsonObject, lost: [...lost] };
}

const greatest: ReadonlySet<string> = new Set([
  'minimum',
  'exclusiveMinimum',
  'minLength',
  'minItems',
  'minProperties',
]);
const least: ReadonlySet<string> = new Set([
  'maximum',
  'exclusiveMaximum',
  'maxLength',
  'maxItems',
  'maxProperties',
]);

function together(keyword: string, left: Json, right: Json): Json | undefined {
  if (isSameJson(left, right)) return left;
  if (typeof left === 'number' && typeof right === 'number') {
    if (greatest.has(keyword)) return Math.max(left, right);
    return least.has(keyword) ? Math.min(left, right) : undefined;
  }
  if (keyword === 'required' || keyword === 'enum') return lists(keyword, left, right);
  if (keyword === 'properties' || keyword === '$defs' || keyword === 'definitions')
    return isRecord(left) && isRecord(right) ? members(left as JsonObject, right as JsonObject) : undefined;
  // A part that forbids more members would forbid those of the other parts as well.
  return keyword === 'additionalProperties' ? false : undefined;
}

function lists(keyword: string, left: Json, right: Json): Json | undefined {
  if (!Array.isArray(left) || !Array.isArray(right)) return undefined;
  const [first, second]: [readonly Json[], readonly Json[]] = [left, right];
  return keyword === 'required'
    ? [...new Set([...first, ...second])]
    : first.filter((value) => second.some((other) => isSameJson(value, other)));
}

function members(left: JsonObject, right: JsonObject): JsonObject {
  const copy: Record<string, unknown> = { ...left };
  for (const [name, value] of Object.entries(right)) {
    const known = Object.hasOwn(left, name) ? left[name] : undefined;
    const both = isRecord(known) && isRecord(value) && !isSameJson(known, value);
    setOwn(copy, name, both ? combine([known as JsonObject, value as JsonObject]).schema : value);
  }
  return copy as JsonObject;
}
