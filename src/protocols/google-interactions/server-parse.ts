import type { CallBody } from '../../core/call.ts';
import { defined, type Json, type JsonObject } from '../../core/json.ts';
import type { ProviderTool, ToolDefinition } from '../../core/tool.ts';
import { mergeJson } from '../json-merge.ts';
import type { ServerRequest } from '../protocol.ts';
import type { GoogleInteractionsDialect } from './dialect.ts';
import {
  invalid,
  listAt,
  objectAt,
  optionalBoolean,
  optionalObject,
  optionalText,
  othersOf,
  refuseUnknown,
  textAt,
} from './server-check.ts';
import { parseInput } from './server-parse-input.ts';
import { parseConfig, parseFormat } from './server-parse-settings.ts';

/** Reads a request for an interaction, as strictly as Google does. What we have no option for becomes the vendor's own settings. */
export function parseRequest(request: ServerRequest, dialect: GoogleInteractionsDialect): CallBody {
  const { vendor } = dialect;
  const body = objectAt(request.body, 'body');
  refuseUnknown(body, bodyMembers, '');
  const { model, agent } = body;
  if ((model === undefined) === (agent === undefined))
    throw invalid('Exactly one of `model` and `agent` is required.');
  if (agent !== undefined && body['generation_config'] !== undefined)
    throw invalid('`generation_config` cannot be used with an agent.');
  if (body['background'] === true && body['store'] === false)
    throw invalid('An interaction in the background must be stored.');
  const id = textAt(model ?? agent, 'model');
  const tools = listAt(body['tools'], 'tools').map((tool, index) =>
    parseTool(objectAt(tool, `tools[${index}]`), `tools[${index}]`, vendor),
  );
  const {
    toolChoice,
    isValidated,
    own: ownConfig,
    ...config
  } = parseConfig(optionalObject(body['generation_config'], 'generation_config') ?? {});
  const own = mergeJson(
    ownMembers(body, dialect),
    ownConfig === undefined ? {} : { generation_config: ownConfig },
  );
  return {
    model: { spec: `${vendor}:${id}`, provider: vendor, id, facts: {} },
    messages: messagesOf(body, dialect),
    stream: optionalBoolean(body['stream'], 'stream') ?? false,
    ...(tools.length === 0 ? {} : { tools: isValidated ? tools.map(strict) : tools }),
    ...config,
    ...defined({
      toolChoice,
      output: parseFormat(body['response_format']),
      serviceTier: optionalText(body['service_tier'], 'service_tier'),
      metadata: dialect.unsupported.includes('metadata') ? undefined : labelsOf(body['labels']),
      providerOptions: Object.keys(own).length === 0 ? undefined : { [vendor]: own },
    }),
  };
}

function messagesOf(body: JsonObject, dialect: GoogleInteractionsDialect): CallBody['messages'] {
  const hasHistory = typeof body['previous_interaction_id'] === 'string';
  const messages = parseInput(body['input'], { dialect, hasHistory });
  const system = optionalText(body['system_instruction'], 'system_instruction');
  if (system === undefined || system === '') return messages;
  return [{ role: 'system', content: [{ type: 'text', text: system }] }, ...messages];
}

function parseTool(tool: JsonObject, where: string, vendor: string): ToolDefinition | ProviderTool {
  const type = textAt(tool['type'], `${where}.type`);
  if (type !== 'function') return { provider: vendor, definition: tool };
  const own = othersOf(tool, functionMembers);
  return {
    name: textAt(tool['name'], `${where}.name`),
    ...defined({ description: optionalText(tool['description'], `${where}.description`) }),
    inputSchema: optionalObject(tool['parameters'], `${where}.parameters`) ?? { type: 'object' },
    ...(own === undefined ? {} : { providerOptions: { [vendor]: own } }),
  };
}

function strict(tool: ToolDefinition | ProviderTool): ToolDefinition | ProviderTool {
  return 'definition' in tool ? tool : { ...tool, strict: true };
}

// What the client says by itself is not said by the caller.
function ownMembers(body: JsonObject, dialect: GoogleInteractionsDialect): JsonObject {
  const own = Object.fromEntries(
    ownNames.flatMap((name) => {
      const value = body[name];
      return value === undefined || value === null ? [] : [[name, value]];
    }),
  );
  if (own['store'] !== dialect.store || dialect.store === undefined) return own;
  const { store: _store, ...others } = own;
  return others;
}

function labelsOf(value: Json | undefined): Record<string, string> | undefined {
  return optionalObject(value, 'labels') as Record<string, string> | undefined;
}

const functionMembers: ReadonlySet<string> = new Set(['type', 'name', 'description', 'parameters']);
const ownNames = [
  'store',
  'background',
  'previous_interaction_id',
  'cached_content',
  'safety_settings',
  'response_modalities',
  'agent_config',
  'environment',
  'continuation_token',
  'webhook_config',
];
const bodyMembers: ReadonlySet<string> = new Set([
  ...ownNames,
  'model',
  'agent',
  'input',
  'system_instruction',
  'tools',
  'generation_config',
  'response_format',
  'response_mime_type',
  'service_tier',
  'labels',
  'stream',
]);
