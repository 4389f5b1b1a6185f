import type { CallBody } from '../../core/call.ts';
import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { ProviderTool, ToolChoice, ToolDefinition } from '../../core/tool.ts';
import type { OpenaiChatDialect } from './dialect.ts';
import { refused } from './server-errors.ts';

type ToolMembers = Pick<CallBody, 'tools' | 'toolChoice' | 'parallelToolCalls'>;

/** The tools of a request. What has no portable form is put into `rest`. */
export function parseTools(
  wire: JsonObject,
  dialect: OpenaiChatDialect,
  rest: Record<string, Json | undefined>,
): ToolMembers {
  const { tools: list, tool_choice: choice, parallel_tool_calls: parallel } = wire;
  if (list != null && !Array.isArray(list))
    throw refused("Invalid type for 'tools': expected an array of objects.");
  const tools = (Array.isArray(list) ? (list as readonly Json[]) : []).map((tool, index) =>
    parseTool(tool, index, dialect),
  );
  if (tools.length === 0) {
    if (choice != null && choice !== 'none')
      throw refused("'tool_choice' is only allowed when 'tools' are specified.");
    if (parallel != null) throw refused("'parallel_tool_calls' is only allowed when 'tools' are specified.");
    return {};
  }
  const parsed = choice == null ? undefined : parseChoice(choice, tools);
  if (choice != null && parsed === undefined) rest['tool_choice'] = choice;
  return {
    tools,
    ...(parsed === undefined ? {} : { toolChoice: parsed }),
    ...(typeof parallel === 'boolean' ? { parallelToolCalls: parallel } : {}),
  };
}

function parseTool(tool: Json, index: number, dialect: OpenaiChatDialect): ToolDefinition | ProviderTool {
  const at = `tools[${index}]`;
  if (!isRecord(tool)) throw refused(`Invalid type for '${at}': expected an object.`);
  const { type, function: said, ...others } = tool as JsonObject;
  if (typeof type !== 'string') throw refused(`Missing required parameter: '${at}.type'.`);
  if (type !== 'function') return { provider: dialect.vendor, definition: tool as JsonObject };
  if (!isRecord(said)) throw refused(`Missing required parameter: '${at}.function'.`);
  const { name, description, parameters, strict } = said;
  if (typeof name !== 'string' || !/^[a-zA-Z0-9_-]{1,64}$/.test(name)) {
    throw refused(
      `Invalid '${at}.function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
    );
  }
  return {
    name,
    ...(typeof description === 'string' ? { description } : {}),
    inputSchema: (isRecord(parameters) ? parameters : { type: 'object', properties: {} }) as JsonObject,
    ...(typeof strict === 'boolean' ? { strict } : {}),
    ...(Object.keys(others).length === 0 ? {} : { providerOptions: { [dialect.vendor]: others } }),
  };
}

function parseChoice(
  choice: Json,
  tools: readonly (ToolDefinition | ProviderTool)[],
): ToolChoice | undefined {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice;
  if (choice === 'any') return 'required';
  const said = isRecord(choice) ? choice['function'] : undefined;
  const name = isRecord(said) ? said['name'] : undefined;
  if (typeof name === 'string') {
    if (tools.some((tool) => 'name' in tool && tool.name === name)) return { tool: name };
    throw refused(`Tool choice '${name}' not found in 'tools' parameter.`);
  }
  if (isRecord(choice) && typeof choice['type'] === 'string' && choice['type'] !== 'function')
    return undefined;
  throw refused("Invalid value for 'tool_choice'. Supported values are: 'none', 'auto', and 'required'.");
}
