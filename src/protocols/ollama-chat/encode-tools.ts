import { functionTools, providerTools } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ToolDefinition } from '../../core/tool.ts';
import type { Encoding } from './encoding.ts';

/** `tools`. Ollama knows no choice among them: what it is about is said by which are offered. */
export function encodeTools(encoding: Encoding): JsonObject {
  const { call, dialect } = encoding;
  if (call.parallelToolCalls !== undefined)
    encoding.dropped('parallelToolCalls', 'With Ollama the model decides how many tools it calls at once.');
  const own = providerTools(call).flatMap((tool) => {
    if (tool.provider === dialect.vendor || tool.provider === call.model.provider) return [tool.definition];
    encoding.dropped('tools', `A tool that only ${tool.provider} runs was left out.`);
    return [];
  });
  const functions = offered(functionTools(call), encoding);
  if (functions.some((tool) => tool.strict === true))
    encoding.dropped('tools.strict', 'Ollama does not hold the model to the schema of a tool.');
  const tools = [...functions.map((tool) => wireTool(tool, encoding)), ...own];
  return tools.length === 0 || call.toolChoice === 'none' ? {} : { tools };
}

function offered(tools: readonly ToolDefinition[], encoding: Encoding): readonly ToolDefinition[] {
  const { toolChoice } = encoding.call;
  if (toolChoice === undefined || toolChoice === 'auto') return tools;
  if (tools.length === 0) {
    encoding.dropped('toolChoice', 'There are no tools to choose from.');
    return tools;
  }
  if (toolChoice === 'none') {
    encoding.changed('toolChoice', 'Ollama has no tool choice; the tools were left out.');
    return tools;
  }
  if (toolChoice === 'required') {
    encoding.dropped('toolChoice', 'Ollama cannot make the model call a tool.');
    return tools;
  }
  encoding.changed(
    'toolChoice',
    `Ollama cannot make the model call a tool; ${toolChoice.tool} was sent as the only one.`,
  );
  return tools.filter(({ name }) => name === toolChoice.tool);
}

function wireTool(tool: ToolDefinition, encoding: Encoding): JsonObject {
  const { name, description, inputSchema, providerOptions } = tool;
  const definition = {
    name,
    ...(description === undefined ? {} : { description }),
    parameters: inputSchema,
  };
  return encoding.withOptions({ type: 'function', function: definition }, providerOptions);
}
