import { functionTools, providerTools } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ToolDefinition } from '../../core/tool.ts';
import { schemaInForm } from '../schema-form.ts';
import type { Encoding } from './encoding.ts';

/** `tools`, `tool_choice` and `strict_tools`. */
export function encodeTools(encoding: Encoding): JsonObject {
  const { call, dialect } = encoding;
  const functions = offered(functionTools(call), encoding);
  const own = providerTools(call).flatMap((tool) => {
    if (tool.provider === dialect.vendor || tool.provider === call.model.provider) return [tool.definition];
    encoding.dropped('tools', `A tool that only ${tool.provider} runs was left out.`);
    return [];
  });
  if (call.parallelToolCalls !== undefined)
    encoding.dropped('parallelToolCalls', 'Cohere decides by itself how many tools it calls at once.');
  const isStrict = functions.some((tool) => tool.strict === true);
  const tools = [...functions.map((tool) => wireTool(tool, isStrict, encoding)), ...own];
  if (tools.length === 0) {
    if (call.toolChoice !== undefined) encoding.dropped('toolChoice', 'There are no tools to choose from.');
    return {};
  }
  return { tools, ...choice(encoding), ...strictness(functions, encoding) };
}

// Cohere can demand a tool, but not name it: the one that is wanted is the only one offered.
function offered(tools: readonly ToolDefinition[], encoding: Encoding): readonly ToolDefinition[] {
  const { toolChoice } = encoding.call;
  if (typeof toolChoice !== 'object') return tools;
  const wanted = tools.filter(({ name }) => name === toolChoice.tool);
  if (wanted.length === 0 || wanted.length === tools.length) return tools;
  encoding.changed('toolChoice', `Cohere takes no name here; ${toolChoice.tool} was sent as the only tool.`);
  return wanted;
}

function wireTool(
  { name, description, inputSchema, providerOptions }: ToolDefinition,
  isStrict: boolean,
  encoding: Encoding,
): JsonObject {
  const definition = {
    name,
    ...(description === undefined ? {} : { description }),
    parameters: isStrict
      ? schemaInForm('cohere', inputSchema, `tools.${name}.inputSchema`, encoding)
      : inputSchema,
  };
  return encoding.withOptions({ type: 'function', function: definition }, providerOptions);
}

function choice({ call: { toolChoice } }: Encoding): JsonObject {
  if (toolChoice === undefined || toolChoice === 'auto') return {};
  return { tool_choice: toolChoice === 'none' ? 'NONE' : 'REQUIRED' };
}

function strictness(tools: readonly ToolDefinition[], encoding: Encoding): JsonObject {
  const strict = tools.filter((tool) => tool.strict === true).length;
  if (strict === 0) return {};
  if (strict < tools.length)
    encoding.changed('tools.strict', 'Cohere is strict about all tools or none; it was asked to be for all.');
  return { strict_tools: true };
}
