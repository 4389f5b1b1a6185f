import type { ToolChoice, ToolDefinition } from '../../core/tool.ts';
import type { JsonObject } from '../../core/json.ts';
import { schemaInForm } from '../schema-form.ts';
import { fitsModel } from './dialect.ts';
import type { Encoding } from './encoding.ts';
import { betaOf } from './tool-betas.ts';

/** The tools, and what the model is to do with them. A budget to think with rules out that it is made to call one. */
export function encodeTools(encoding: Encoding, isBudgeted: boolean): JsonObject {
  const { call } = encoding;
  const choice = choiceOf(encoding, isBudgeted);
  const tools = (call.tools ?? []).flatMap((tool) => {
    if (!('definition' in tool))
      return choice.only === undefined || choice.only === tool.name ? [toolOf(encoding, tool)] : [];
    const isOurs = tool.provider === encoding.dialect.vendor || tool.provider === call.model.provider;
    if (isOurs) return [ownTool(encoding, tool.definition)];
    encoding.dropped('tools', `A tool of ${tool.provider} cannot run here; it was left out.`);
    return [];
  });
  if (tools.length > 0) return { tools, ...(choice.said === undefined ? {} : { tool_choice: choice.said }) };
  // "tool_choice may only be specified while providing tools".
  if (choice.said !== undefined && call.toolChoice !== 'none') {
    encoding.dropped('toolChoice', 'There are no tools to choose from; the tool choice was left out.');
  }
  return {};
}

// Asked for whoever wrote the definition: without it the tool is refused.
function ownTool(encoding: Encoding, definition: JsonObject): JsonObject {
  const beta = betaOf(definition);
  if (beta !== undefined) encoding.betas.add(beta);
  return definition;
}

function toolOf(encoding: Encoding, tool: ToolDefinition): JsonObject {
  const { name, description, inputSchema, providerOptions } = tool;
  const strict = tool.strict !== undefined && encoding.takes('strict') ? tool.strict : undefined;
  const schema =
    strict === true
      ? schemaInForm('anthropic', inputSchema, `tools.${name}.inputSchema`, encoding)
      : inputSchema;
  const block = {
    name,
    ...(description === undefined ? {} : { description }),
    input_schema: schema['type'] === undefined ? { type: 'object', ...schema } : schema,
    ...(strict === undefined ? {} : { strict }),
  };
  return encoding.withOptions(block, providerOptions);
}

interface Choice {
  readonly said?: JsonObject;
  /** The one tool to offer, where the model cannot be made to call it. */
  readonly only?: string;
}

function choiceOf(encoding: Encoding, isBudgeted: boolean): Choice {
  const { call, dialect } = encoding;
  const asked = call.toolChoice !== undefined && encoding.takes('toolChoice') ? call.toolChoice : undefined;
  const parallel =
    call.parallelToolCalls !== undefined && encoding.takes('parallelToolCalls')
      ? { disable_parallel_tool_use: !call.parallelToolCalls }
      : {};
  if (asked === undefined)
    return 'disable_parallel_tool_use' in parallel ? { said: { type: 'auto', ...parallel } } : {};
  if (asked === 'none') return { said: { type: 'none' } };
  if (asked === 'auto') return { said: { type: 'auto', ...parallel } };
  const isUnforced = fitsModel(call.model.id, dialect.unforcedToolModels);
  // "Thinking may not be enabled when tool_choice forces tool use." A named tool switches thinking off instead.
  if (!isUnforced && !(isBudgeted && asked === 'required'))
    return { said: { ...forced(asked), ...parallel } };
  const cause = isUnforced
    ? `${call.model.id} cannot be made to call a tool`
    : 'A model with a budget to think with cannot be made to call a tool';
  encoding.changed('toolChoice', `${cause}; it was left to choose.`, {
    from: asked === 'required' ? asked : { ...asked },
    to: 'auto',
  });
  return { said: { type: 'auto', ...parallel }, ...(asked === 'required' ? {} : { only: asked.tool }) };
}

function forced(choice: Exclude<ToolChoice, 'auto' | 'none'>): JsonObject {
  return choice === 'required' ? { type: 'any' } : { type: 'tool', name: choice.tool };
}
