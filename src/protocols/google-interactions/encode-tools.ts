import { functionTools, providerTools } from '../../core/call.ts';
import { isRecord, type JsonObject } from '../../core/json.ts';
import type { ToolDefinition } from '../../core/tool.ts';
import type { Encoding } from './encoding.ts';

/** `tools`: the caller's functions, and those that Google runs itself. */
export function encodeTools(encoding: Encoding): JsonObject {
  const functions = functionTools(encoding.call).map((tool) => functionTool(tool, encoding));
  const tools = [...ownTools(encoding), ...functions];
  return tools.length === 0 ? {} : { tools };
}

/** `tool_choice`, a part of `generation_config`. */
export function encodeToolChoice(encoding: Encoding): JsonObject {
  const { toolChoice } = encoding.call;
  const functions = functionTools(encoding.call);
  if (functions.length === 0) {
    if (toolChoice !== undefined) encoding.dropped('toolChoice', 'There are no tools to choose from.');
    return {};
  }
  if (toolChoice === 'none') return { tool_choice: 'none' };
  if (toolChoice === 'required') return { tool_choice: 'any' };
  if (typeof toolChoice === 'object')
    return { tool_choice: { allowed_tools: { mode: 'any', tools: [toolChoice.tool] } } };
  // Holds the model to the schemas of all functions.
  if (functions.some((tool) => tool.strict === true)) return { tool_choice: 'validated' };
  return toolChoice === undefined ? {} : { tool_choice: 'auto' };
}

function functionTool(tool: ToolDefinition, encoding: Encoding): JsonObject {
  const { name, description, inputSchema, providerOptions } = tool;
  const said = description === undefined ? {} : { description };
  return encoding.withOptions({ type: 'function', name, ...said, parameters: inputSchema }, providerOptions);
}

function ownTools(encoding: Encoding): JsonObject[] {
  const { call, dialect } = encoding;
  return providerTools(call).flatMap((tool) => {
    if (tool.provider === dialect.vendor || tool.provider === call.model.provider)
      return [ownTool(tool.definition, encoding)];
    encoding.dropped('tools', `A tool that only ${tool.provider} runs was left out.`);
    return [];
  });
}

// generateContent has `{ googleSearch: { … } }` where interactions have `{ type: 'google_search', … }`.
function ownTool(definition: JsonObject, encoding: Encoding): JsonObject {
  const [only, ...others] = Object.entries(definition);
  if (definition['type'] !== undefined || only === undefined || others.length > 0) return definition;
  const [name, settings] = only;
  const type = snake(name);
  const members = isRecord(settings) ? snakeMembers(settings as JsonObject) : {};
  const refused = Object.keys(members).filter((member) => lacking[type]?.includes(member) === true);
  for (const member of refused)
    encoding.dropped('tools', `The search of an interaction has no ${member}; it was left out.`);
  const taken = Object.entries(members).filter(([member]) => !refused.includes(member));
  return { type, ...Object.fromEntries(taken) };
}

// https://ai.google.dev/api/interactions-api#GoogleSearch knows `search_types` alone.
const lacking: Readonly<Record<string, readonly string[]>> = {
  google_search: ['time_range_filter', 'exclude_domains'],
};

function snakeMembers(settings: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [snake(name), value]));
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
