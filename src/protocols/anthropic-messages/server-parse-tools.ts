import type { CallBody } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ProviderTool, ToolChoice, ToolDefinition } from '../../core/tool.ts';
import { asText } from '../loose.ts';
import { listAt, objectAt, refusal, textAt } from './refusal.ts';
import { optionsOf } from './server-parse-content.ts';
import type { WireBody } from './wire.ts';

type ToolMembers = Pick<CallBody, 'tools' | 'toolChoice' | 'parallelToolCalls'>;

/** The tools of a request and the choice among them. */
export function parseTools(body: WireBody, vendor: string): ToolMembers {
  const tools =
    body.tools == null
      ? []
      : listAt(body.tools, 'tools').map((tool, index) => parseTool(tool, `tools.${index}`, vendor));
  // A set of tools from an MCP server has no name of its own.
  const names = tools.map(nameOf).filter((name) => name !== undefined);
  if (new Set(names).size < names.length) throw refusal('tools: Tool names must be unique.');
  return { ...(tools.length === 0 ? {} : { tools }), ...parseChoice(body.tool_choice, names) };
}

function nameOf(tool: ToolDefinition | ProviderTool): string | undefined {
  return 'definition' in tool ? asText(tool.definition['name']) : tool.name;
}

function parseTool(value: unknown, place: string, vendor: string): ToolDefinition | ProviderTool {
  const tool = objectAt(value, place);
  if (tool['type'] != null && tool['type'] !== 'custom') {
    textAt(tool['type'], `${place}.type`);
    return { provider: vendor, definition: tool as JsonObject };
  }
  const name = textAt(tool['name'], `${place}.custom.name`);
  if (!/^[a-zA-Z0-9_-]{1,128}$/.test(name)) {
    throw refusal(`${place}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`);
  }
  if (tool['input_schema'] === undefined) throw refusal(`${place}.custom.input_schema: Field required`);
  const inputSchema = objectAt(tool['input_schema'], `${place}.custom.input_schema`) as JsonObject;
  if (inputSchema['type'] !== 'object')
    throw refusal(`${place}.custom.input_schema.type: Input should be 'object'`);
  const { description, strict } = tool;
  return {
    name,
    ...(typeof description === 'string' ? { description } : {}),
    inputSchema,
    ...(typeof strict === 'boolean' ? { strict } : {}),
    ...optionsOf(tool, ['type', 'name', 'description', 'input_schema', 'strict'], vendor),
  };
}

function parseChoice(value: unknown, names: readonly string[]): ToolMembers {
  if (value == null) return {};
  const choice = objectAt(value, 'tool_choice');
  if (names.length === 0) throw refusal('tool_choice: may only be specified while providing tools');
  const disabled = choice['disable_parallel_tool_use'];
  const parallel = typeof disabled === 'boolean' ? { parallelToolCalls: !disabled } : {};
  return { toolChoice: chosen(choice, names), ...parallel };
}

function chosen(choice: Readonly<Record<string, unknown>>, names: readonly string[]): ToolChoice {
  switch (choice['type']) {
    case 'auto':
    case 'none':
      return choice['type'];
    case 'any':
      return 'required';
    case 'tool': {
      const tool = textAt(choice['name'], 'tool_choice.tool.name');
      if (!names.includes(tool)) throw refusal(`Tool '${tool.slice(0, 80)}' not found in provided tools`);
      return { tool };
    }
    default:
      throw refusal(
        "tool_choice: Input tag does not match any of the expected tags: 'any', 'auto', 'none', 'tool'",
      );
  }
}
