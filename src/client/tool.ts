import { ReqLLMError } from '../core/error.ts';
import { defined, isRecord, type JsonObject } from '../core/json.ts';
import type { Message, ProviderOptions, ToolResultPart } from '../core/message.ts';

import type { ProviderTool, ToolDefinition } from '../core/tool.ts';
import { objectSchema, type SchemaInput, type TypeboxSchema } from '../schema/standard.ts';

/** What a running tool is told beside its arguments. */
export interface ToolContext {
  readonly toolCallId: string;
  /** The same for one call in every sitting of a run (step and call id): the key to make side effects idempotent with. */
  readonly executionId: string;
  /** Fires when the run is aborted or left, or the tool's time is over. */
  readonly signal: AbortSignal;
  /** The conversation up to and with the call. */
  readonly messages: readonly Message[];
  /** The model turn that asked for the call, from 1. */
  readonly step: number;
  /** 1, and one more for each time the run was resumed from stored state. */
  readonly attempt: number;
}

/** What `execute` gives back: a value, a promise, or values in a row of which the last is the result. */
export type ToolOutput<Result> = Result | Promise<Result> | AsyncIterable<Result>;

/** A schema whose checked values have this type, or JSON Schema. */
export type SchemaFor<Value> =
  | { readonly '~standard': { readonly types?: { readonly output: Value } | undefined } }
  | TypeboxSchema
  | JsonObject;

/** The type of what a schema lets through: a Standard Schema's output, else an object of JSON. */
export type ArgumentsOf<Schema> = Schema extends {
  readonly '~standard': { readonly types?: { readonly output: infer Value } | undefined };
}
  ? Value
  : JsonObject;

/** A tool as callers write it. */
export interface ToolSpec<Input extends SchemaInput = SchemaInput, Result = unknown> {
  /** Letters, digits, `_` and `-`, at most 64: the pattern that every provider accepts. */
  readonly name: string;
  /** What the tool does and when to use it; the model reads this. */
  readonly description?: string;
  /** What the arguments look like: JSON Schema of an object, or a Standard Schema. Default: no arguments. */
  readonly inputSchema?: Input;
  /** What a result looks like; `runTools` holds `execute` to it. */
  readonly outputSchema?: SchemaFor<Result>;
  /** Ask the provider to hold the model to the schema. */
  readonly strict?: boolean;
  readonly providerOptions?: ProviderOptions;
  /** Whether a call must be approved before it runs. Default false. What throws here counts as a failure of the tool. */
  needsApproval?: boolean | ((args: ArgumentsOf<Input>, context: ToolContext) => boolean | Promise<boolean>);
  /** Longest time for one call, in milliseconds; 0 for no limit. Default: `toolTimeoutMs` of the run. */
  readonly timeoutMs?: number;
  /** Runs the tool, in `runTools` and `streamTools` only, with arguments that fit the schema. */
  execute?(args: ArgumentsOf<Input>, context: ToolContext): ToolOutput<Result>;
  /** What the model is told of a result. Default: text as it is, parts as they are, anything else as JSON. */
  toModelOutput?(result: Result): string | ToolResultPart['content'];
}

/** A tool that can be given to a model and, when it has `execute`, be run by `runTools`. */
export interface Tool<Args = JsonObject, Result = unknown> extends ToolDefinition {
  /** The schemas as they were given, which check values at run time. */
  readonly schemas: { readonly input: SchemaInput; readonly output?: SchemaFor<Result> };
  readonly timeoutMs?: number;
  needsApproval?(args: Args, context: ToolContext): boolean | Promise<boolean>;
  execute?(args: Args, context: ToolContext): ToolOutput<Result>;
  toModelOutput?(result: Result): string | ToolResultPart['content'];
}

/**
 * A tool that a provider defines and the caller runs, such as Anthropic's `bash` and `computer`: `{ ...bash(), execute }`.
 * Its calls come by the name in its definition, with arguments as the provider documents them.
 */
export interface HostedTool extends ProviderTool {
  needsApproval?(args: JsonObject, context: ToolContext): boolean | Promise<boolean>;
  execute?(args: JsonObject, context: ToolContext): ToolOutput<unknown>;
  readonly timeoutMs?: number;
}

/** What may stand in a list of tools. */
export type ToolInput = ToolSpec | ToolDefinition | ProviderTool | HostedTool;

/** Checks a tool and makes its schema plain JSON. Throws `config` for a bad name or a schema that is no object. */
export function tool<Input extends SchemaInput = JsonObject, Result = unknown>(
  spec: ToolSpec<Input, Result>,
): Tool<ArgumentsOf<Input>, Result> {
  const { needsApproval, timeoutMs, execute, toModelOutput, outputSchema } = spec;
  const definition = definitionOf(spec);
  checkRunning(spec);
  return {
    ...definition,
    schemas: {
      input: spec.inputSchema ?? definition.inputSchema,
      ...(outputSchema === undefined ? {} : { output: outputSchema }),
    },
    ...(needsApproval === undefined || needsApproval === false
      ? {}
      : { needsApproval: needsApproval === true ? () => true : needsApproval }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(execute === undefined ? {} : { execute }),
    ...(toModelOutput === undefined ? {} : { toModelOutput }),
  };
}

/** The part of a tool that a call carries, checked. */
function definitionOf(spec: Pick<ToolSpec, keyof ToolDefinition>): ToolDefinition {
  checkShape(spec);
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

// Other libraries' spellings would else pass for a tool without arguments, or one that does nothing.
function checkShape(spec: unknown): void {
  if (!isRecord(spec))
    throw wrong('A tool is made of one object: `tool({ name, description, inputSchema, execute })`.');
  const theirs = ['parameters', 'input_schema', 'schema'].find((member) => spec[member] !== undefined);
  if (theirs !== undefined && spec['inputSchema'] === undefined)
    throw wrong(`The tool ${String(spec['name'])} has \`${theirs}\`; here that is \`inputSchema\`.`);
  if (spec['name'] === undefined) throw wrong('A tool needs a `name`, beside its `inputSchema`.');
}

/** The tools of a call, checked; names must differ. */
export function toolsOf(inputs: readonly unknown[]): (ToolDefinition | ProviderTool)[] {
  return checkedTools(inputs, definitionOf);
}

/** The tools of a run that may be called by name, checked, with what is needed to run them. */
export function runnableTools(inputs: readonly unknown[]): Tool[] {
  const tools = checkedTools(inputs, (input) =>
    'schemas' in input ? (input as unknown as Tool) : tool(input),
  );
  return tools.flatMap((each, index) => {
    if (!('definition' in each)) return [each];
    const { name } = each.definition;
    const { execute, needsApproval, timeoutMs } = inputs[index] as HostedTool;
    const running = defined({ execute, needsApproval, timeoutMs }) as Pick<Tool, 'execute'>;
    if (typeof name !== 'string') return [];
    return [{ name, inputSchema: anyObject, schemas: { input: anyObject }, ...running }];
  });
}

// The provider holds the model to its own schema and does not show it.
const anyObject: JsonObject = { type: 'object' };

function checkedTools<Made extends ToolDefinition>(
  inputs: readonly unknown[],
  make: (spec: ToolSpec) => Made,
): (Made | ProviderTool)[] {
  const tools = inputs.map((input, index) => {
    if (!isRecord(input))
      throw wrong(`tools[${index}] must be a tool object; make it with \`tool({ name, inputSchema })\`.`);
    return 'definition' in input ? providerTool(input, index) : make(input as unknown as ToolSpec);
  });
  const names = tools
    .map((each) => ('name' in each ? each.name : undefined))
    .filter((name) => name !== undefined);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw wrong(`Two tools are called ${twice}; names must differ.`);
  return tools;
}

function providerTool(
  { provider, definition, body, protocol }: Record<string, unknown>,
  index: number,
): ProviderTool {
  if (typeof provider !== 'string' || !isRecord(definition))
    throw wrong(`tools[${index}] must have \`provider\` and a \`definition\` object.`);
  return {
    provider,
    definition: definition as JsonObject,
    ...(isRecord(body) ? { body: body as JsonObject } : {}),
    ...(typeof protocol === 'string' ? { protocol } : {}),
  };
}

function checkRunning({
  name,
  ...spec
}: Pick<ToolSpec, 'name' | 'execute' | 'toModelOutput' | 'timeoutMs'>): void {
  for (const member of ['execute', 'toModelOutput'] as const)
    if (spec[member] !== undefined && typeof spec[member] !== 'function')
      throw wrong(`The \`${member}\` of the tool ${name} must be a function.`);
  const { timeoutMs = 0 } = spec;
  if (typeof timeoutMs !== 'number' || !(timeoutMs >= 0))
    throw wrong(`The \`timeoutMs\` of the tool ${name} must be a number of milliseconds, 0 for no limit.`);
}

function wrong(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
