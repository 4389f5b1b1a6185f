import { isRecord, type Json, type JsonObject, setOwn } from '../core/json.ts';
import { combine } from './combine.ts';
import type { SchemaDialect, SchemaLimits } from './dialects.ts';
import { changeMembers, referenced } from './keywords.ts';
import { takesNull, withNull } from './nulls.ts';
import type { SchemaChange } from './schema-change.ts';

/** A schema in a host's form. */
export interface SanitisedSchema {
  /** The very same object when there was nothing to change. */
  readonly schema: JsonObject;
  /** What is said differently, in the order of the schema. */
  readonly changes: readonly SchemaChange[];
}

/**
 * A JSON Schema in the form that a host takes. Pure and deterministic; the schema that was given stays as it is. Schemas
 * that hold themselves come to an end, and so do those that would grow without bounds.
 */
export function sanitise(schema: JsonObject, dialect: SchemaDialect): SanitisedSchema {
  const walk = new Walk(schema, dialect);
  const result = walk.run();
  return { schema: walk.changes.length === 0 ? schema : result, changes: walk.changes };
}

/** A schema without `allOf`, and the references that it was put together from. */
interface Flat {
  readonly schema: JsonObject;
  readonly trail: readonly string[];
}

/** Most schemas that references may unfold to. */
const mostNodes = 20_000;

// Words about the document itself, and examples: nothing that a model would need to be told.
const silent: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$comment',
  '$anchor',
  '$defs',
  'definitions',
  'examples',
]);

class Walk {
  readonly changes: SchemaChange[] = [];
  readonly #root: JsonObject;
  readonly #dialect: SchemaDialect;
  #nodes = 0;

  constructor(root: JsonObject, dialect: SchemaDialect) {
    this.#root = root;
    this.#dialect = dialect;
  }

  run(): JsonObject {
    const { objectRoot = false, limits } = this.#dialect;
    const schema = this.#node(objectRoot ? this.#rootObject() : this.#root, '', []);
    if (objectRoot && !isObjectSchema(schema)) this.#note('root', 'type', '');
    if (limits !== undefined) this.#measure(schema, limits);
    return schema;
  }

  #note(kind: SchemaChange['kind'], keyword: string, pointer: string): void {
    this.changes.push({ kind, keyword, pointer });
  }

  // A library writes a schema that holds itself as a reference to a definition.
  #rootObject(): JsonObject {
    const { $ref: reference, ...rest } = this.#root;
    const target = typeof reference === 'string' ? referenced(this.#root, reference) : undefined;
    if (target === undefined) return this.#root;
    this.#note('reworded', '$ref', '/$ref');
    return { ...target, ...rest };
  }

  #node(schema: JsonObject, pointer: string, trail: readonly string[]): JsonObject {
    this.#nodes += 1;
    const { schema: whole, trail: further } = this.#withoutAllOf(schema, pointer, trail);
    const { $ref: reference } = whole;
    if (typeof reference === 'string' && this.#dialect.inlineReferences === true)
      return this.#inlined(whole, reference, pointer, further);
    const told = this.#kept(this.#reworded(whole, pointer), pointer);
    const inner = changeMembers(told, pointer, (member, at) => this.#node(member, at, further));
    return this.#finished(inner, pointer);
  }

  #inlined(schema: JsonObject, reference: string, pointer: string, trail: readonly string[]): JsonObject {
    const { $ref: _reference, ...beside } = schema;
    const target = referenced(this.#root, reference);
    if (target === undefined) {
      this.#note('unresolved', reference, pointer);
      return this.#node(beside, pointer, trail);
    }
    if (trail.includes(reference) || this.#nodes > mostNodes) {
      this.#note('recursive', reference, pointer);
      return this.#node({ type: 'object' }, pointer, trail);
    }
    this.#note('reworded', '$ref', pointer);
    return this.#node({ ...target, ...beside }, pointer, [...trail, reference]);
  }

  #withoutAllOf(schema: JsonObject, pointer: string, trail: readonly string[]): Flat {
    const { allOf, ...beside } = schema;
    if (!Array.isArray(allOf) || this.#dialect.mergeAllOf !== true) return { schema, trail };
    const further = [...trail];
    const parts = (allOf as readonly unknown[])
      .filter(isRecord)
      .flatMap((part) => this.#parts(part as JsonObject, further));
    const { schema: whole, lost } = combine([beside, ...parts]);
    for (const keyword of lost) this.#note('combined', keyword, pointer);
    this.#note('reworded', 'allOf', `${pointer}/allOf`);
    return { schema: whole, trail: further };
  }

  // A reference that leads back to where it stands stays one, and so does what would grow without bounds.
  #parts(part: JsonObject, trail: string[]): JsonObject[] {
    this.#nodes += 1;
    const { $ref: reference, allOf, ...beside } = part;
    if (typeof reference === 'string') {
      const target = referenced(this.#root, reference);
      if (target === undefined || trail.includes(reference) || this.#nodes > mostNodes)
        return [{ $ref: reference, ...beside }];
      trail.push(reference);
      const inner = Array.isArray(allOf) ? { ...beside, allOf } : beside;
      return [...this.#parts(target, trail), ...this.#parts(inner, trail)];
    }
    const parts: readonly unknown[] = Array.isArray(allOf) ? allOf : [];
    return [beside, ...parts.filter(isRecord).flatMap((each) => this.#parts(each as JsonObject, trail))];
  }

  #reworded(schema: JsonObject, pointer: string): JsonObject {
    const { constAsEnum, oneOfAsAnyOf, oneType, nullable, upperTypes } = this.#dialect;
    let result = schema;
    if (constAsEnum === true && schema['const'] !== undefined) {
      const { const: only, ...rest } = result;
      this.#note('reworded', 'const', pointer);
      result = { ...rest, enum: [only] as Json[] };
    }
    if (oneOfAsAnyOf === true && Array.isArray(result['oneOf']) && result['anyOf'] === undefined) {
      const { oneOf, ...rest } = result;
      this.#note('reworded', 'oneOf', pointer);
      result = { ...rest, anyOf: oneOf };
    }
    if (nullable === 'member') result = this.#withNullMember(result, pointer);
    if (oneType === true && Array.isArray(result['type'])) {
      const { type, ...rest } = result;
      this.#note('reworded', 'type', pointer);
      result = { ...rest, anyOf: (type as Json[]).map((each) => ({ type: each })) };
    }
    if (upperTypes === true && typeof result['type'] === 'string') {
      this.#note('reworded', 'type', pointer);
      result = { ...result, type: result['type'].toUpperCase() };
    }
    return result;
  }

  // `nullable: true` in the place of null among the types or the choices.
  #withNullMember(schema: JsonObject, pointer: string): JsonObject {
    const { type, anyOf } = schema;
    const types = Array.isArray(type) ? (type as Json[]) : [type];
    const options = Array.isArray(anyOf) ? (anyOf as Json[]) : [];
    const isNull = (option: Json): boolean => isRecord(option) && option['type'] === 'null';
    if (!types.includes('null') && !options.some(isNull)) return schema;
    this.#note('reworded', 'null', pointer);
    const { type: _type, anyOf: _anyOf, ...rest } = schema;
    const named = types.filter((name) => name !== 'null' && name !== undefined);
    const real = options.filter((option) => !isNull(option));
    const [only] = real;
    return {
      ...rest,
      ...(real.length === 1 && isRecord(only) ? (only as JsonObject) : {}),
      ...(real.length > 1 ? { anyOf: real } : {}),
      ...(named.length === 0 ? {} : { type: named.length === 1 ? named[0] : (named as Json[]) }),
      nullable: true,
    };
  }

  #kept(schema: JsonObject, pointer: string): JsonObject {
    const { describes = true } = this.#dialect;
    const copy: Record<string, unknown> = {};
    const rules: string[] = [];
    for (const [keyword, value] of Object.entries(schema)) {
      if (value === undefined) continue;
      if (this.#takes(keyword, value)) {
        setOwn(copy, keyword, value);
        continue;
      }
      const isSilent = silent.has(keyword) || (keyword === 'additionalProperties' && value === false);
      const isTold = describes && !isSilent && keyword !== 'additionalProperties';
      if (isTold) rules.push(`${keyword}: ${JSON.stringify(value)}`);
      this.#note(isSilent ? 'reworded' : isTold ? 'described' : 'dropped', keyword, `${pointer}/${keyword}`);
    }
    if (rules.length > 0) {
      const before = typeof copy['description'] === 'string' ? copy['description'] : '';
      copy['description'] = `${before}${before === '' ? '' : '\n\n'}{${rules.join(', ')}}`;
    }
    return copy as JsonObject;
  }

  #takes(keyword: string, value: Json): boolean {
    const { allowed, refused = [], formats, minItems, textEnums, inlineReferences } = this.#dialect;
    if (keyword === '$schema') return allowed === undefined && refused.length === 0;
    if (inlineReferences === true && (keyword === '$defs' || keyword === 'definitions')) return false;
    if (allowed !== undefined && !allowed.includes(keyword)) return false;
    if (refused.includes(keyword)) return false;
    if (keyword === 'format' && formats !== undefined) return formats.includes(value as string);
    if (keyword === 'minItems' && minItems !== undefined) return minItems.includes(value as number);
    // Only lists of schemas in the place of one are older than what hosts know.
    if (keyword === 'items' && allowed !== undefined) return isRecord(value);
    if (keyword === 'enum' && textEnums === true)
      return Array.isArray(value) && value.every((each) => typeof each === 'string');
    return true;
  }

  #finished(schema: JsonObject, pointer: string): JsonObject {
    const { objects, allRequired = false } = this.#dialect;
    if (objects === undefined && !allRequired) return schema;
    const { additionalProperties, properties } = schema;
    if (!isObjectSchema(schema)) {
      if (objects !== 'always-closed' || additionalProperties === undefined) return schema;
      const { additionalProperties: _others, ...rest } = schema;
      this.#note('opened-no-more', 'additionalProperties', `${pointer}/additionalProperties`);
      return rest;
    }
    let result = schema;
    if (
      additionalProperties !== false &&
      (additionalProperties === undefined || objects === 'always-closed')
    ) {
      const kind = additionalProperties === undefined ? 'closed' : 'opened-no-more';
      this.#note(kind, 'additionalProperties', `${pointer}/additionalProperties`);
      result = { ...schema, additionalProperties: false };
    }
    return allRequired ? this.#required(result, isRecord(properties) ? properties : {}, pointer) : result;
  }

  #required(schema: JsonObject, properties: Record<string, unknown>, pointer: string): JsonObject {
    const stated: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
    const names = Object.keys(properties);
    if (names.every((name) => stated.includes(name))) {
      if (Array.isArray(schema['required'])) return schema;
      this.#note('closed', 'required', `${pointer}/required`);
      return { ...schema, required: [] };
    }
    const open: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(properties)) {
      const isOptional = !stated.includes(name) && isRecord(member);
      const isNullable = isOptional && !takesNull(member as JsonObject, this.#root);
      if (!stated.includes(name)) this.#note('required', name, `${pointer}/properties/${name}`);
      setOwn(open, name, isNullable ? withNull(member as JsonObject) : member);
    }
    return { ...schema, properties: open as JsonObject, required: names };
  }

  #measure(schema: JsonObject, limits: SchemaLimits): void {
    const size = { depth: 0, properties: 0, enumValues: 0 };
    const measured = (part: JsonObject, depth: number): JsonObject => {
      const isNested = isObjectSchema(part) || part['type'] === 'array';
      const here = depth + (isNested ? 1 : 0);
      size.depth = Math.max(size.depth, here);
      size.properties += isRecord(part['properties']) ? Object.keys(part['properties']).length : 0;
      size.enumValues += Array.isArray(part['enum']) ? part['enum'].length : 0;
      return changeMembers(part, '', (member) => measured(member, here));
    };
    measured(schema, 0);
    const { depth = Infinity, properties = Infinity, enumValues = Infinity } = limits;
    if (size.depth > depth) this.#note('limit', `${depth} levels`, '');
    if (size.properties > properties) this.#note('limit', `${properties} members`, '');
    if (size.enumValues > enumValues) this.#note('limit', `${enumValues} values of enums`, '');
  }
}

function isObjectSchema(schema: JsonObject): boolean {
  const { type, properties } = schema;
  return (
    isRecord(properties) ||
    type === 'object' ||
    type === 'OBJECT' ||
    (Array.isArray(type) && type.includes('object'))
  );
}
