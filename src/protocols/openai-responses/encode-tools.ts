import type { Json, JsonObject } from '../../core/json.ts';
import type { ProviderTool, ToolChoice, ToolDefinition } from '../../core/tool.ts';
import { schemaInForm } from '../schema-form.ts';
import { isAccepted } from './encode-options.ts';
import type { Encoding } from './encoding.ts';

/** `tools`, `tool_choice` and `parallel_tool_calls`. */
export function encodeTools(encoding: Encoding): JsonObject {
  const { call } = encoding;
  const tools = (call.tools ?? []).flatMap((tool) =>
    'definition' in tool ? hostedTool(encoding, tool) : [encodeTool(encoding, tool)],
  );
  if (tools.length === 0) {
    if (call.toolChoice !== undefined && call.toolChoice !== 'none')
      encoding.dropped('toolChoice', '`toolChoice` was left out, as the call has no tools.');
    if (call.parallelToolCalls !== undefined)
      encoding.dropped('parallelToolCalls', '`parallelToolCalls` was left out, as the call has no tools.');
    return {};
  }
  const { toolChoice, parallelToolCalls } = call;
  const takesChoice = toolChoice !== undefined && isAccepted(encoding, 'toolChoice');
  const takesParallel = parallelToolCalls !== undefined && isAccepted(encoding, 'parallelToolCalls');
  return {
    tools,
    ...(takesChoice ? { tool_choice: choiceOf(toolChoice, tools) } : {}),
    ...(takesParallel ? { parallel_tool_calls: parallelToolCalls } : {}),
  };
}

/** `text.format`: the form of the answer. */
export function encodeText(encoding: Encoding): JsonObject {
  const { call, dialect } = encoding;
  const { output } = call;
  if (output === undefined) return {};
  if (output.type === 'json') return { text: { format: { type: 'json_object' } } };
  if (dialect.textFormat === 'json_object') {
    const message = `${dialect.vendor} holds answers to JSON but to no schema; put the schema into the prompt.`;
    encoding.changed('output.schema', message);
    return { text: { format: { type: 'json_object' } } };
  }
  const { name, description, strict } = output;
  const schema = schemaFor(encoding, output.schema, strict, 'output.schema');
  const format = {
    type: 'json_schema',
    name,
    ...(description === undefined ? {} : { description }),
    schema,
    ...(strict === undefined ? {} : { strict }),
  };
  return { text: { format } };
}

function encodeTool(encoding: Encoding, tool: ToolDefinition): JsonObject {
  const { name, description, inputSchema, strict } = tool;
  const { strictTools, vendor } = encoding.dialect;
  const setting = `tools.${name}`;
  if (strict === true && strictTools === 'none')
    encoding.dropped(
      `${setting}.strict`,
      `\`strict\` was left out: ${vendor} does not hold models to a schema.`,
    );
  const asked =
    strictTools === 'none' ? undefined : (strict ?? (strictTools === 'explicit' ? false : undefined));
  const wire = {
    type: 'function',
    name,
    ...(description === undefined ? {} : { description }),
    parameters: schemaFor(encoding, inputSchema, asked, `${setting}.inputSchema`),
    ...(asked === undefined ? {} : { strict: asked }),
  };
  return encoding.withOptions(wire, tool.providerOptions);
}

function schemaFor(
  encoding: Encoding,
  schema: JsonObject,
  strict: boolean | undefined,
  setting: string,
): JsonObject {
  return strict === true ? schemaInForm(encoding.dialect.strictSchema, schema, setting, encoding) : schema;
}

function hostedTool(encoding: Encoding, { provider, definition }: ProviderTool): JsonObject[] {
  const { call, dialect } = encoding;
  if (provider === call.model.provider || provider === dialect.vendor) return [definition];
  encoding.dropped('tools', `A tool of ${provider} was left out, as ${dialect.vendor} cannot run it.`);
  return [];
}

function choiceOf(choice: ToolChoice, tools: readonly JsonObject[]): Json {
  if (typeof choice === 'string') return choice;
  const { tool } = choice;
  const own = tools.find(
    ({ type, name, server_label: label }) => type !== 'function' && [type, name, label].includes(tool),
  );
  if (own === undefined || tools.some(({ type, name }) => type === 'function' && name === tool))
    return { type: 'function', name: tool };
  const { type, name, server_label: label } = own;
  if (type === 'custom') return { type, name };
  return type === 'mcp' ? { type, server_label: label } : { type };
}
