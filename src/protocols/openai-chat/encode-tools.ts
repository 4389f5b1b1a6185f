import type { Call } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ProviderOptions } from '../../core/message.ts';
import type { ProviderTool, ToolChoice, ToolDefinition } from '../../core/tool.ts';
import type { Changes } from '../changes.ts';
import { schemaInForm } from '../schema-form.ts';
import type { OpenaiChatDialect } from './dialect.ts';
import { isAccepted } from './encode-options.ts';

/** The settings of a part or tool that are for this host. */
export function ownOptions(
  dialect: OpenaiChatDialect,
  call: Call,
  options: ProviderOptions | undefined,
): JsonObject {
  if (options === undefined) return {};
  return { ...options[dialect.vendor], ...options[call.model.provider] };
}

/** `tools`, `tool_choice` and `parallel_tool_calls`. */
export function encodeTools(dialect: OpenaiChatDialect, call: Call, changes: Changes): JsonObject {
  if (call.tools !== undefined && call.tools.length > 0 && !isAccepted(dialect, 'tools', changes)) return {};
  const tools = (call.tools ?? []).flatMap((tool) =>
    'definition' in tool
      ? hostTool(dialect, call, tool, changes)
      : [encodeTool(dialect, call, tool, changes)],
  );
  if (tools.length === 0) {
    // OpenAI answers 400 to either of them without tools.
    if (call.toolChoice !== undefined && call.toolChoice !== 'none')
      changes.dropped('toolChoice', '`toolChoice` was left out, as the call has no tools.');
    if (call.parallelToolCalls !== undefined)
      changes.dropped('parallelToolCalls', '`parallelToolCalls` was left out, as the call has no tools.');
    return {};
  }
  const choice =
    call.toolChoice !== undefined && isAccepted(dialect, 'toolChoice', changes)
      ? encodeChoice(dialect, call.toolChoice, changes)
      : {};
  const parallel = call.parallelToolCalls !== undefined && isAccepted(dialect, 'parallelToolCalls', changes);
  return { tools, ...choice, ...(parallel ? { parallel_tool_calls: call.parallelToolCalls } : {}) };
}

/** `response_format`, or the instruction that stands in for it on hosts without one. */
export function encodeOutput(
  dialect: OpenaiChatDialect,
  call: Call,
  changes: Changes,
): { readonly members: JsonObject; readonly instruction?: string } {
  const { output } = call;
  const { responseFormat, vendor } = dialect;
  if (output === undefined) return { members: {} };
  if (output.type === 'json' && responseFormat !== 'none')
    return { members: { response_format: { type: 'json_object' } } };
  if (output.type === 'json-schema' && responseFormat === 'json_schema') {
    const { name, description, schema } = output;
    const strict = strictMember(dialect, output.strict, 'output.strict', changes);
    const sent =
      strict['strict'] === true
        ? schemaInForm(dialect.strictOutput, schema, 'output.schema', changes)
        : schema;
    const format = { name, ...(description === undefined ? {} : { description }), schema: sent, ...strict };
    return { members: { response_format: { type: 'json_schema', json_schema: format } } };
  }
  changes.changed(
    'output',
    `${vendor} has no output schemas; the model was asked for the form in words, so check what it returns.`,
  );
  const wish = 'Answer with nothing but one JSON object, without a code fence.';
  const instruction =
    output.type === 'json' ? wish : `${wish} It must fit this JSON Schema:\n${JSON.stringify(output.schema)}`;
  return {
    members: responseFormat === 'none' ? {} : { response_format: { type: 'json_object' } },
    instruction,
  };
}

function encodeTool(
  dialect: OpenaiChatDialect,
  call: Call,
  tool: ToolDefinition,
  changes: Changes,
): JsonObject {
  const { name, description, inputSchema } = tool;
  const setting = `tools.${name}`;
  const strict = strictMember(dialect, tool.strict, `${setting}.strict`, changes);
  const parameters =
    strict['strict'] === true
      ? schemaInForm(dialect.strictTools, inputSchema, `${setting}.inputSchema`, changes)
      : inputSchema;
  const definition = { name, ...(description === undefined ? {} : { description }), parameters, ...strict };
  return { type: 'function', function: definition, ...ownOptions(dialect, call, tool.providerOptions) };
}

function hostTool(
  dialect: OpenaiChatDialect,
  call: Call,
  { provider, definition }: ProviderTool,
  changes: Changes,
): JsonObject[] {
  if (provider === call.model.provider || provider === dialect.vendor) return [definition];
  changes.dropped('tools', `A tool of ${provider} was left out, as ${dialect.vendor} cannot run it.`);
  return [];
}

function encodeChoice(dialect: OpenaiChatDialect, choice: ToolChoice, changes: Changes): JsonObject {
  const kind = typeof choice === 'string' ? choice : 'tool';
  const replacement = dialect.toolChoices[kind];
  if (replacement === undefined || replacement === choice) {
    return {
      tool_choice:
        typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.tool } },
    };
  }
  // Mistral's "any" is "required" by another name.
  if (!(kind === 'required' && replacement === 'any')) {
    const sent = replacement === 'omit' ? 'left out' : `sent as "${replacement}"`;
    const from = typeof choice === 'string' ? choice : { tool: choice.tool };
    changes.changed('toolChoice', `${dialect.vendor} refuses this \`toolChoice\`; it was ${sent}.`, {
      from,
      to: replacement,
    });
  }
  return replacement === 'omit' ? {} : { tool_choice: replacement };
}

function strictMember(
  dialect: OpenaiChatDialect,
  strict: boolean | undefined,
  setting: string,
  changes: Changes,
): JsonObject {
  if (strict === undefined) return {};
  if (dialect.strictJsonSchema) return { strict };
  if (strict)
    changes.dropped(
      setting,
      `\`${setting}\` was left out: ${dialect.vendor} does not hold models to a schema.`,
    );
  return {};
}
