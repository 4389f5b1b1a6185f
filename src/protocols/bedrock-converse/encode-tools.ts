import { functionTools, providerTools } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { ToolDefinition } from '../../core/tool.ts';
import { mergeJson } from '../json-merge.ts';
import { schemaInForm } from '../schema-form.ts';
import { cachePoint } from './cache-point.ts';
import type { ReasoningPlan } from './encode-reasoning.ts';
import type { Encoding } from './encoding.ts';

/** `toolConfig`. */
export function encodeTools(encoding: Encoding, reasoning: ReasoningPlan): JsonObject {
  const { call } = encoding;
  const tools = [
    ...ownTools(encoding),
    ...functionTools(call).flatMap((tool, index) => toolSpec(tool, `tools[${index}]`, encoding)),
  ];
  const isNone = call.toolChoice === 'none';
  if (tools.length === 0 || isNone) {
    const named = namesInHistory(encoding);
    if (tools.length === 0 && call.toolChoice !== undefined && !isNone)
      encoding.dropped('toolChoice', 'There are no tools to choose from.');
    if (named.length === 0) {
      if (tools.length > 0)
        encoding.changed('toolChoice', 'Bedrock cannot forbid tools; they were not sent instead.');
      return {};
    }
    if (tools.length === 0) return { toolConfig: { tools: stubs(named, encoding) } };
    encoding.dropped('toolChoice', 'Bedrock cannot forbid tools that the conversation has calls of.');
    return { toolConfig: { tools } };
  }
  return { toolConfig: { tools, ...toolChoice(encoding, reasoning) } };
}

function ownTools(encoding: Encoding): JsonObject[] {
  const { call, dialect } = encoding;
  return providerTools(call).flatMap((tool) => {
    if (tool.provider === dialect.vendor || tool.provider === call.model.provider) return [tool.definition];
    encoding.dropped('tools', `A tool that only ${tool.provider} runs was left out.`);
    return [];
  });
}

function toolSpec(tool: ToolDefinition, where: string, encoding: Encoding): JsonObject[] {
  const { name, description, strict } = tool;
  // An empty description is refused, an absent one is not.
  const said = description === undefined || description === '' ? {} : { description };
  const schema =
    strict === true
      ? schemaInForm(encoding.schemaForm(), tool.inputSchema, `${where}.inputSchema`, encoding)
      : tool.inputSchema;
  const { cachePoint: _point, ...options } = encoding.ownOptions(tool.providerOptions);
  const wire = {
    name,
    ...said,
    inputSchema: { json: schema },
    ...(strict === undefined ? {} : { strict }),
  };
  return [{ toolSpec: mergeJson(wire, options) }, ...cachePoint(tool.providerOptions, encoding)];
}

// "The toolConfig field must be defined when using toolUse and toolResult content blocks."
function stubs(names: readonly string[], encoding: Encoding): Json[] {
  const why = 'Bedrock wants the tools of calls in the conversation defined; placeholders were sent.';
  encoding.added('tools', why);
  return names.map((name) => ({ toolSpec: { name, inputSchema: { json: { type: 'object' } } } }));
}

function namesInHistory({ call }: Encoding): string[] {
  const names = new Set<string>();
  let results = 0;
  for (const message of call.messages) {
    if (message.role === 'tool') results += message.content.length;
    if (message.role !== 'assistant') continue;
    for (const part of message.content) if (part.type === 'tool-call') names.add(part.name);
  }
  return names.size === 0 && results > 0 ? ['tool'] : [...names];
}

function toolChoice(encoding: Encoding, { isThinking }: ReasoningPlan): JsonObject {
  const { toolChoice: choice } = encoding.call;
  if (choice === undefined) return {};
  if (choice === 'auto' || choice === 'none') return { toolChoice: { auto: {} } };
  if (isThinking) {
    // "Thinking may not be enabled when tool_choice forces tool use." (recorded, HTTP 400)
    encoding.changed('toolChoice', 'A model that thinks cannot be made to call a tool; it may choose.');
    return { toolChoice: { auto: {} } };
  }
  return { toolChoice: choice === 'required' ? { any: {} } : { tool: { name: choice.tool } } };
}
