import { ReqLLMError } from '../core/error.ts';
import { isRecord, type JsonObject } from '../core/json.ts';
import type { ProviderOptions } from '../core/message.ts';
import { objectSchema, type SchemaInput } from '../core/schema.ts';
import type { ProviderTool, ToolDefinition } from '../core/tool.ts';

/** A tool as callers write it. */
export interface ToolSpec {
  /** Letters, digits, `_` and `-`, at most 64: the pattern that every provider accepts. */
  readonly name: string;
  /** What the tool does and when to use it; the model reads this. */
  readonly description?: string;
  /** What the arguments look like: JSON Schema of an object, or a Standard Schema. Default: no arguments. */
  readonly inputSchema?: SchemaInput;
  /** Ask the provider to hold the model to the schema. */
  readonly strict?: boolean;
  readonly providerOptions?: ProviderOptions;
}

export type ToolInput = ToolSpec | ToolDefinition | ProviderTool;

/** Checks a tool and makes its schema plain JSON. Throws `config` for a bad name or a schema that is no object. */
export function tool(spec: ToolSpec): ToolDefinition {
  const { name, description, inputSchema = {}, strict, providerOptions } = spec;
  if (typeof name !== 'string' || !/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(name)) {
    throw wrong(
      `"${String(name).slice(0, 80)}" is no tool name; use letters, digits, _ and -, at most 64, beginning with a letter or _.`,
    );
  }
  if (description !== undefined && typeof description !== 'string')
    throw wrong(`The description of the tool ${name} must be text.`);
  return {
    name,
    inputSchema: objectSchema(inputSchema, `The inputSchema of the tool ${name}`),
    ...(description === undefined ? {} : { description }),
    ...(strict === undefined ? {} : { strict }),
    ...(providerOptions === undefined ? {} : { providerOptions }),
  };
}

/** The tools of a call, checked; names must differ. */
export function toolsOf(inputs: readonly unknown[]): (ToolDefinition | ProviderTool)[] {
  const tools = inputs.map((input, index) => toolOf(input, index));
  const names = tools
    .map((each) => ('name' in each ? each.name : undefined))
    .filter((name) => name !== undefined);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw wrong(`Two tools are called ${twice}; names must differ.`);
  return tools;
}

function toolOf(input: unknown, index: number): ToolDefinition | ProviderTool {
  if (!isRecord(input))
    throw wrong(`tools[${index}] must be a tool object; make it with \`tool({ name, inputSchema })\`.`);
  if (!('definition' in input)) return tool(input as unknown as ToolSpec);
  if (typeof input['provider'] !== 'string' || !isRecord(input['definition'])) {
    throw wrong(`tools[${index}] must have \`provider\` and a \`definition\` object.`);
  }
  return { provider: input['provider'], definition: input['definition'] as JsonObject };
}

function wrong(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
