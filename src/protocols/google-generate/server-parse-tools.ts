import type { CallBody } from '../../core/call.ts';
import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { ProviderTool, ToolChoice, ToolDefinition } from '../../core/tool.ts';
import { jsonSchemaOf } from './open-api-schema.ts';
import {
  invalid,
  listOf,
  messageOf,
  optionalMessage,
  refuseUnknown,
  someOf,
  textOf,
} from './server-check.ts';

interface Tools {
  readonly call: Partial<CallBody>;
  /** What only Google has. */
  readonly own: JsonObject | undefined;
}

/** `tools` and `toolConfig` as portable tools and choice. */
export function parseTools(value: Json | undefined, config: JsonObject, vendor: string): Tools {
  refuseUnknown(config, configMembers, 'tool_config');
  const calling = optionalMessage(config['functionCallingConfig'], 'function_calling_config') ?? {};
  const isStrict = modeOf(calling) === 'VALIDATED';
  const tools = listOf(value).flatMap((tool, index) =>
    toolsOf(messageOf(tool, `tools[${index}]`), vendor, isStrict),
  );
  const names = tools.flatMap((tool) => ('definition' in tool ? [] : [tool.name]));
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw invalid(`Duplicate function declaration found: ${twice}`);
  const choice = tools.length > 0 && names.length === 0 ? {} : choiceOf(calling, names);
  const isMixed = names.length > 0 && names.length < tools.length;
  return {
    call: {
      ...(tools.length === 0 ? {} : { tools }),
      ...(choice.toolChoice === undefined ? {} : { toolChoice: choice.toolChoice }),
    },
    own: someOf({
      retrievalConfig: config['retrievalConfig'],
      functionCallingConfig: names.length === 0 ? someOf(calling) : choice.own,
      includeServerSideToolInvocations: isMixed ? undefined : config['includeServerSideToolInvocations'],
    }),
  };
}

const configMembers: ReadonlySet<string> = new Set([
  'functionCallingConfig',
  'retrievalConfig',
  'includeServerSideToolInvocations',
]);
const declarationMembers: ReadonlySet<string> = new Set([
  'name',
  'description',
  'parameters',
  'parametersJsonSchema',
  'response',
  'responseJsonSchema',
  'behavior',
]);

function toolsOf(tool: JsonObject, vendor: string, isStrict: boolean): (ToolDefinition | ProviderTool)[] {
  const { functionDeclarations, ...own } = tool;
  const functions = listOf(functionDeclarations).map((one, index) => declarationOf(one, index, isStrict));
  return [...(Object.keys(own).length === 0 ? [] : [{ provider: vendor, definition: own }]), ...functions];
}

function declarationOf(value: Json, index: number, isStrict: boolean): ToolDefinition {
  const where = `tools.function_declarations[${index}]`;
  const declaration = messageOf(value, where);
  refuseUnknown(declaration, declarationMembers, where);
  const name = textOf(declaration['name'], `${where}.name`) ?? '';
  // The recorded refusal: "Invalid function name. Must start with a letter or an underscore…"
  if (!/^[A-Za-z_][\w.:-]{0,127}$/.test(name)) {
    throw invalid(`${where}.name: Invalid function name. Must start with a letter or an underscore.`);
  }
  const description = textOf(declaration['description'], `${where}.description`);
  const schema = declaration['parametersJsonSchema'] ?? jsonSchemaOf(declaration['parameters'] ?? {});
  if (!isRecord(schema)) throw invalid(`${where}: the parameters must be a schema.`);
  return {
    name,
    ...(description === undefined || description === '' ? {} : { description }),
    inputSchema:
      Object.keys(schema).length === 0 ? { type: 'object', properties: {} } : (schema as JsonObject),
    ...(isStrict ? { strict: true } : {}),
  };
}

// Names of enums count in any case (recorded: "any", "none").
function modeOf(calling: JsonObject): string | undefined {
  return textOf(calling['mode'], 'tool_config.function_calling_config.mode')?.toUpperCase();
}

function choiceOf(
  calling: JsonObject,
  names: readonly string[],
): { toolChoice?: ToolChoice; own?: JsonObject } {
  const mode = modeOf(calling);
  if (mode === undefined || mode === 'MODE_UNSPECIFIED') return {};
  if (names.length === 0) throw invalid('Function calling config is set without function_declarations.');
  const allowed = listOf(calling['allowedFunctionNames']).map(String);
  const unknown = allowed.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw invalid(`allowed_function_names holds ${unknown}, which no tool declares.`);
  switch (mode) {
    case 'AUTO':
      return { toolChoice: 'auto' };
    case 'NONE':
      return { toolChoice: 'none' };
    case 'VALIDATED':
      return allowed.length === 0 ? {} : { own: { mode, allowedFunctionNames: allowed } };
    case 'ANY':
      if (allowed.length === 1) return { toolChoice: { tool: allowed[0] ?? '' } };
      return {
        toolChoice: 'required',
        ...(allowed.length === 0 ? {} : { own: { allowedFunctionNames: allowed } }),
      };
    default:
      throw invalid(`Invalid value at 'tool_config.function_calling_config.mode': ${JSON.stringify(mode)}.`);
  }
}
