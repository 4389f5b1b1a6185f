import type { CallBody } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ProviderTool, ToolChoice, ToolDefinition } from '../../core/tool.ts';
import { listAt, matchAt, objectAt, optionalObjectAt, refusal } from './refusal.ts';
import { cacheOptions } from './server-parse-content.ts';

type Members = Readonly<Record<string, unknown>>;

const namePattern = /^[a-zA-Z0-9_-]{1,64}$/;

/** `toolConfig` in portable terms. */
export function parseTools(value: unknown, vendor: string): Pick<CallBody, 'tools' | 'toolChoice'> {
  const config = optionalObjectAt(value, 'toolConfig');
  if (config === undefined) return {};
  const tools: (ToolDefinition | ProviderTool)[] = [];
  for (const [index, each] of listAt(config['tools'], 'toolConfig.tools').entries()) {
    const place = `toolConfig.tools.${index}`;
    const tool = objectAt(each, place);
    const last = tools.at(-1);
    if (tool['cachePoint'] !== undefined && last !== undefined && 'name' in last) {
      const own = {
        ...last.providerOptions?.[vendor],
        ...cacheOptions(tool['cachePoint'], place, vendor)[vendor],
      };
      tools[tools.length - 1] = { ...last, providerOptions: { [vendor]: own } };
    } else tools.push(unlike(tools, toolOf(tool, place, vendor), place));
  }
  if (tools.length === 0)
    throw refusal(
      "1 validation error detected: Value at 'toolConfig.tools' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  const choice = optionalObjectAt(config['toolChoice'], 'toolConfig.toolChoice');
  return { tools, ...(choice === undefined ? {} : { toolChoice: choiceOf(choice, tools) }) };
}

function unlike<Tool extends ToolDefinition | ProviderTool>(
  tools: readonly (ToolDefinition | ProviderTool)[],
  tool: Tool,
  place: string,
): Tool {
  if ('name' in tool && tools.some((each) => 'name' in each && each.name === tool.name))
    throw refusal(`The tool ${tool.name} is already defined at ${place}.`);
  return tool;
}

function toolOf(tool: Members, place: string, vendor: string): ToolDefinition | ProviderTool {
  if (tool['toolSpec'] === undefined) return { provider: vendor, definition: tool as JsonObject };
  const where = `${place}.toolSpec`;
  const { name, description, inputSchema, strict, ...rest } = objectAt(tool['toolSpec'], where);
  if (description === '')
    throw refusal(
      `1 validation error detected: Value at '${where}.description' failed to satisfy constraint: Member must have length greater than or equal to 1`,
    );
  const schema = objectAt(objectAt(inputSchema, `${where}.inputSchema`)['json'], `${where}.inputSchema.json`);
  return {
    name: matchAt(name, `${where}.name`, namePattern),
    ...(typeof description === 'string' ? { description } : {}),
    inputSchema: schema as JsonObject,
    ...(typeof strict === 'boolean' ? { strict } : {}),
    ...(Object.keys(rest).length === 0 ? {} : { providerOptions: { [vendor]: rest as JsonObject } }),
  };
}

function choiceOf(choice: Members, tools: readonly (ToolDefinition | ProviderTool)[]): ToolChoice {
  if (choice['auto'] !== undefined) return 'auto';
  if (choice['any'] !== undefined) return 'required';
  const place = 'toolConfig.toolChoice.tool';
  const name = matchAt(objectAt(choice['tool'], place)['name'], `${place}.name`, namePattern);
  if (!tools.some((tool) => 'name' in tool && tool.name === name))
    throw refusal(`The tool ${name} at ${place} is not among the tools.`);
  return { tool: name };
}
