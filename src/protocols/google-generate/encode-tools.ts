import { functionTools, providerTools } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ToolDefinition } from '../../core/tool.ts';
import { schemaInForm } from '../schema-form.ts';
import type { Encoding } from './encoding.ts';

/** `tools` and `toolConfig`. */
export function encodeTools(encoding: Encoding): JsonObject {
  const { call, dialect } = encoding;
  const functions = functionTools(call);
  const ownTools = ownProviderTools(encoding);
  const declarations = functions.map((tool, index) => declaration(tool, `tools[${index}]`, encoding));
  const tools: JsonObject[] = [
    ...ownTools,
    ...(declarations.length === 0 ? [] : [{ functionDeclarations: declarations }]),
  ];
  const calling = functionCallingConfig(functions, encoding);
  const isMixed = ownTools.length > 0 && functions.length > 0 && encoding.isOneOf(dialect.mixedToolModels);
  const toolConfig: JsonObject = {
    ...(calling === undefined ? {} : { functionCallingConfig: calling }),
    ...(isMixed ? { includeServerSideToolInvocations: true } : {}),
  };
  if (call.parallelToolCalls !== undefined) {
    encoding.dropped('parallelToolCalls', 'Google decides by itself how many tools it calls at once.');
  }
  return {
    ...(tools.length === 0 ? {} : { tools }),
    ...(Object.keys(toolConfig).length === 0 ? {} : { toolConfig }),
  };
}

function ownProviderTools(encoding: Encoding): JsonObject[] {
  const { call, dialect } = encoding;
  return providerTools(call).flatMap((tool) => {
    if (tool.provider === dialect.vendor || tool.provider === call.model.provider) return [tool.definition];
    encoding.dropped('tools', `A tool that only ${tool.provider} runs was left out.`);
    return [];
  });
}

// The description is "required"; recorded requests without one send an empty text.
function declaration(tool: ToolDefinition, where: string, encoding: Encoding): JsonObject {
  const { toolSchemaField } = encoding.dialect;
  const schema =
    toolSchemaField === 'parameters'
      ? schemaInForm('google-openapi', tool.inputSchema, `${where}.inputSchema`, encoding)
      : tool.inputSchema;
  const wire = { name: tool.name, description: tool.description ?? '', [toolSchemaField]: schema };
  return encoding.withOptions(wire, tool.providerOptions);
}

function functionCallingConfig(
  functions: readonly ToolDefinition[],
  encoding: Encoding,
): JsonObject | undefined {
  const { toolChoice } = encoding.call;
  if (functions.length === 0) {
    // "Function calling config is set without function_declarations" is an error there.
    if (toolChoice !== undefined) encoding.dropped('toolChoice', 'There are no tools to choose from.');
    return undefined;
  }
  if (toolChoice === 'none') return { mode: 'NONE' };
  if (toolChoice === 'required') return { mode: 'ANY' };
  if (typeof toolChoice === 'object') return { mode: 'ANY', allowedFunctionNames: [toolChoice.tool] };
  const { strictMode } = encoding.dialect;
  const isStrict = functions.some((tool) => tool.strict === true);
  if (isStrict && strictMode !== undefined) return { mode: strictMode };
  if (isStrict) encoding.dropped('tools.strict', 'This host cannot hold a model to the schema of a tool.');
  return toolChoice === undefined ? undefined : { mode: 'AUTO' };
}
