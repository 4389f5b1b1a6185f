/**
 * What a form of JSON Schema leaves out, restricts or demands. Plain data; what is not said is taken as it is. A codec's
 * dialect names the one that counts.
 */
export interface SchemaDialect {
  /** As in warnings: who wants it so. */
  readonly name: string;
  /** Keywords that are taken; all others go. Absent: all but those of `refused`. */
  readonly allowed?: readonly string[];
  /** Keywords that the host refuses or ignores. */
  readonly refused?: readonly string[];
  /** Whether the model is told of what it is not held to, in descriptions. Default true. */
  readonly describes?: boolean;
  /** Values of `minItems` that are taken, where not all are. */
  readonly minItems?: readonly number[];
  /** Values of `format` that are taken, where not all are. */
  readonly formats?: readonly string[];
  /**
   * `closed`: objects that do not say so allow no members but their own. `always-closed`: those that say otherwise too.
   * Default: as they are.
   */
  readonly objects?: 'closed' | 'always-closed';
  /** Whether every member must be required; one that need not be there may then be null. */
  readonly allRequired?: boolean;
  /** How a schema says that null is taken too: `type: ['string', 'null']`, or `nullable: true`. Default `type`. */
  readonly nullable?: 'type' | 'member';
  /** Whether references are put in place, as the host has none. */
  readonly inlineReferences?: boolean;
  /** Whether `const` becomes an `enum` of one. */
  readonly constAsEnum?: boolean;
  /** Whether an `enum` may hold texts only. */
  readonly textEnums?: boolean;
  /** Whether a list of types becomes a choice among schemas. */
  readonly oneType?: boolean;
  /** Whether `oneOf` becomes `anyOf`. */
  readonly oneOfAsAnyOf?: boolean;
  /** Whether the parts of `allOf` become one schema. */
  readonly mergeAllOf?: boolean;
  /** Whether names of types are written in capitals. */
  readonly upperTypes?: boolean;
  /** Whether the schema as a whole must be an object and no reference to one. */
  readonly objectRoot?: boolean;
  /** What the host refuses beyond; larger schemas are sent with advice. */
  readonly limits?: SchemaLimits;
}

/** The largest schema that a host takes. */
export interface SchemaLimits {
  /** Levels of objects and lists inside each other. */
  readonly depth?: number;
  /** Members of all objects together. */
  readonly properties?: number;
  /** Values of all `enum`s together. */
  readonly enumValues?: number;
}

// "'additionalProperties' is required to be supplied and to be false" (recorded, HTTP 400). What is not supported and
// the limits: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas; bounds of numbers and lists and
// patterns are. `default` is refused ("'default' is not permitted"; pydantic-ai takes it out as well).
const openaiStrict: SchemaDialect = {
  name: 'OpenAI in strict mode',
  refused: [
    'not',
    'dependentRequired',
    'dependentSchemas',
    'if',
    'then',
    'else',
    'patternProperties',
    'propertyNames',
    'unevaluatedProperties',
    'unevaluatedItems',
    'contains',
    'minContains',
    'maxContains',
    'minProperties',
    'maxProperties',
    'uniqueItems',
    'minLength',
    'maxLength',
    'default',
  ],
  mergeAllOf: true,
  oneOfAsAnyOf: true,
  objects: 'always-closed',
  allRequired: true,
  objectRoot: true,
  limits: { depth: 10, properties: 5_000, enumValues: 1_000 },
};

// "For 'array' type, property 'maxItems' is not supported", "For 'integer' type, property 'minimum' is not supported",
// "'minItems' values other than 0 or 1 are not supported" (recorded, HTTP 400).
const anthropicRefused = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
];

/** The name of a form of JSON Schema. */
export type SchemaDialectName =
  | 'open'
  | 'openai-strict'
  | 'anthropic'
  | 'bedrock-claude'
  | 'google-openapi'
  | 'xai'
  | 'cerebras-strict'
  | 'groq-strict'
  | 'fireworks'
  | 'cohere';

/** The forms of JSON Schema that hosts take, by name. */
export const schemaDialects: Readonly<Record<SchemaDialectName, SchemaDialect>> = {
  /** JSON Schema as it is. */
  open: { name: 'JSON Schema' },
  'openai-strict': openaiStrict,
  // https://docs.claude.com/en/docs/build-with-claude/structured-outputs#json-schema-limitations
  anthropic: {
    name: 'Anthropic',
    refused: [...anthropicRefused, 'not'],
    minItems: [0, 1],
    formats: ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid'],
    objects: 'always-closed',
  },
  // Anthropic's models on Bedrock: the same refusals are recorded there, and formats were taken.
  'bedrock-claude': {
    name: 'Claude on Bedrock',
    refused: anthropicRefused,
    minItems: [0, 1],
    objects: 'always-closed',
  },
  // https://ai.google.dev/api/caching#Schema
  'google-openapi': {
    name: "Google's schema form",
    allowed: [
      'type',
      'format',
      'title',
      'description',
      'nullable',
      'enum',
      'properties',
      'required',
      'items',
      'anyOf',
      'default',
      'example',
      'pattern',
      'propertyOrdering',
      'minItems',
      'maxItems',
      'minProperties',
      'maxProperties',
      'minLength',
      'maxLength',
      'minimum',
      'maximum',
    ],
    describes: false,
    nullable: 'member',
    inlineReferences: true,
    constAsEnum: true,
    textEnums: true,
    oneType: true,
    oneOfAsAnyOf: true,
    mergeAllOf: true,
    upperTypes: true,
  },
  // https://docs.x.ai/docs/guides/structured-outputs: lengths and counts are not supported; open strict schemas were taken
  // on record.
  xai: {
    name: 'xAI',
    refused: ['minLength', 'maxLength', 'minItems', 'maxItems', 'minContains', 'maxContains', 'pattern'],
    mergeAllOf: true,
    objectRoot: true,
  },
  // https://inference-docs.cerebras.ai/capabilities/structured-outputs
  'cerebras-strict': {
    name: 'Cerebras in strict mode',
    refused: ['pattern', 'format', 'minItems', 'maxItems'],
    objects: 'closed',
    objectRoot: true,
    limits: { depth: 10, properties: 500, enumValues: 500 },
  },
  // https://console.groq.com/docs/structured-outputs: as OpenAI's, all required and closed.
  'groq-strict': {
    name: 'Groq in strict mode',
    mergeAllOf: true,
    objects: 'always-closed',
    allRequired: true,
    objectRoot: true,
  },
  // https://docs.fireworks.ai/structured-responses/structured-response-formatting
  fireworks: {
    name: 'Fireworks',
    refused: ['minLength', 'maxLength', 'minItems', 'maxItems', 'pattern'],
    oneOfAsAnyOf: true,
  },
  // https://docs.cohere.com/docs/structured-outputs#unsupported-schema-features
  cohere: {
    name: 'Cohere',
    refused: [
      'minimum',
      'maximum',
      'exclusiveMinimum',
      'exclusiveMaximum',
      'minItems',
      'maxItems',
      'minLength',
      'maxLength',
      'multipleOf',
      'uniqueItems',
      'not',
      'if',
      'then',
      'else',
      'oneOf',
      'allOf',
      'patternProperties',
    ],
    oneOfAsAnyOf: true,
    mergeAllOf: true,
    objectRoot: true,
  },
};
