import { functionTools, providerTools } from '../../core/call.ts';
import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';
import type { ToolDefinition } from '../../core/tool.ts';
import type { CallEncoding } from '../encoding.ts';
import type { CohereCommandDialect } from './command-wire.ts';

// Types are Python's: https://docs.cohere.com/v1/docs/parameter-types-in-tool-use
const pythonTypes: Readonly<Record<string, string>> = {
  string: 'str',
  integer: 'int',
  number: 'float',
  boolean: 'bool',
  array: 'list',
  object: 'dict',
};

/** `tools`, in the flat form that the format knows. */
export function encodeTools(encoding: CallEncoding<CohereCommandDialect>): JsonObject {
  const { call } = encoding;
  for (const { provider } of providerTools(call))
    encoding.dropped('tools', `A tool that only ${provider} runs was left out.`);
  const tools = offered(encoding);
  return tools.length === 0 ? {} : { tools: tools.map((tool) => wireTool(tool, encoding)) };
}

/** The JSON Schema that flat parameters stand for; undefined when they are none. */
export function schemaOf(parameters: Json | undefined): JsonObject | undefined {
  if (parameters === undefined || parameters === null) return { type: 'object', properties: {} };
  if (!isRecord(parameters)) return undefined;
  const properties: Record<string, Json> = {};
  const required: string[] = [];
  for (const [name, definition] of Object.entries(parameters)) {
    if (!isRecord(definition) || typeof definition['type'] !== 'string') return undefined;
    const { type, description } = definition;
    const said = typeof description === 'string' ? { description } : {};
    setOwn(properties, name, { ...schemaType(type), ...said });
    if (definition['required'] === true) required.push(name);
  }
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
}

function offered(encoding: CallEncoding<CohereCommandDialect>): readonly ToolDefinition[] {
  const { toolChoice } = encoding.call;
  const tools = functionTools(encoding.call);
  if (toolChoice === undefined || toolChoice === 'auto') return tools;
  if (toolChoice === 'none') {
    encoding.changed('toolChoice', 'The format has no such setting; the tools were left out.');
    return [];
  }
  if (toolChoice === 'required') {
    encoding.dropped('toolChoice', 'The format cannot demand a tool call.');
    return tools;
  }
  const message = `The format takes no choice; ${toolChoice.tool} was sent as the only tool and is not demanded.`;
  encoding.changed('toolChoice', message);
  return tools.filter(({ name }) => name === toolChoice.tool);
}

function wireTool(tool: ToolDefinition, encoding: CallEncoding<CohereCommandDialect>): JsonObject {
  const { name, description, inputSchema, strict, providerOptions } = tool;
  if (strict === true)
    encoding.dropped('tools.strict', `The format cannot hold the model to the schema of ${name}.`);
  const definition = {
    name,
    ...(description === undefined ? {} : { description }),
    parameter_definitions: parametersOf(name, inputSchema, encoding),
  };
  return encoding.withOptions(definition, providerOptions);
}

function parametersOf(
  tool: string,
  { properties, required, type: _type, ...others }: JsonObject,
  encoding: CallEncoding<CohereCommandDialect>,
): JsonObject {
  const names = Array.isArray(required) ? (required as readonly Json[]) : [];
  const flat: Record<string, Json> = {};
  let isWhole = Object.keys(others).every((keyword) => keyword === '$schema' || keyword === 'title');
  for (const [name, schema] of Object.entries(isRecord(properties) ? (properties as JsonObject) : {})) {
    const { type, description, ...rest } = isRecord(schema) ? (schema as JsonObject) : {};
    const wire = typeof type === 'string' && Object.hasOwn(pythonTypes, type) ? pythonTypes[type] : undefined;
    if (wire === undefined || Object.keys(rest).length > 0) isWhole = false;
    setOwn(flat, name, {
      ...(typeof description === 'string' ? { description } : {}),
      type: wire ?? 'str',
      required: names.includes(name),
    });
  }
  if (!isWhole) {
    const message = `The format knows a name, a type and a description of each parameter; the rest of ${tool}'s schema was left out.`;
    encoding.changed('tools', message);
  }
  return flat;
}

function schemaType(type: string): JsonObject {
  const plain = type.toLowerCase().replace(/\[.*$/, '');
  const found = Object.entries(pythonTypes).find(([, python]) => python === plain);
  return { type: found?.[0] ?? 'string' };
}
