import { type CallBody, type Effort, efforts, type Reasoning } from '../../core/call.ts';
import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';
import { modelOf } from '../../core/model.ts';
import type { ServerRequest } from '../protocol.ts';
import type { AnthropicMessagesDialect } from './dialect.ts';
import { integerAt, listAt, numberAt, objectAt, refusal, textAt } from './refusal.ts';
import { parseMessages } from './server-parse-messages.ts';
import { parseTools } from './server-parse-tools.ts';
import { refuseContradictions } from './server-refuse.ts';
import type { WireBody } from './wire.ts';
import { betaOf } from './tool-betas.ts';

// Members with a portable meaning.
const portable: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'system',
  'max_tokens',
  'stream',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'metadata',
  'service_tier',
  'thinking',
  'output_config',
  'output_format',
  'tools',
  'tool_choice',
  'anthropic_version',
  'anthropic_beta',
]);

// Members that only Anthropic understands; they are kept in its own words.
const own: ReadonlySet<string> = new Set([
  'cache_control',
  'container',
  'context_management',
  'diagnostics',
  'inference_geo',
  'mcp_servers',
  'speed',
  'user_profile_id',
  'workspace_id',
]);

/** A Messages request in portable terms. Throws `invalid-request` where the API answers 400. */
export function parseRequest(dialect: AnthropicMessagesDialect, request: ServerRequest): CallBody {
  const body: WireBody = objectAt(request.body, 'body');
  for (const name of Object.keys(body)) {
    if (!portable.has(name) && !own.has(name))
      throw refusal(`${name.slice(0, 80)}: Extra inputs are not permitted`);
  }
  if (dialect.versionIn === 'header' && request.headers['anthropic-version'] === undefined) {
    throw refusal('anthropic-version: header is required');
  }
  const maxTokens = integerAt(body.max_tokens, 'max_tokens', 1);
  if (maxTokens === undefined) throw refusal('max_tokens: Field required');
  const providerOptions = optionsIn(dialect, body, request);
  const call = {
    model: modelOf({ provider: dialect.vendor, id: modelIn(dialect, body, request.path) }),
    messages: parseMessages(body, dialect.vendor),
    stream: body.stream === true || isStreamPath(dialect, request.path),
    ...parseTools(body, dialect.vendor),
    ...parseOutput(body),
    maxTokens,
    ...parseSampling(body),
    ...parseSettings(body),
    ...parseReasoning(body, maxTokens),
    ...(providerOptions === undefined ? {} : { providerOptions: { [dialect.vendor]: providerOptions } }),
  };
  refuseContradictions(dialect, call, body, betasIn(body, request));
  return call;
}

/** Whether a path is that of a call or a streamed call; `undefined` when it is neither, else the model it names. */
export function modelInPath(template: string, path: string): string | null | undefined {
  const [before = '', after] = template.split('{model}');
  const plain = path.split('?')[0] ?? '';
  // Hosts have paths before it, such as /anthropic or /v1/projects/….
  if (after === undefined) return plain.endsWith(template) ? null : undefined;
  const from = plain.lastIndexOf(before);
  if (from < 0 || !plain.endsWith(after)) return undefined;
  const id = plain.slice(from + before.length, plain.length - after.length);
  if (id === '' || id.includes('/')) return undefined;
  try {
    return decodeURIComponent(id);
  } catch {
    return undefined;
  }
}

function isStreamPath({ path, streamPath }: AnthropicMessagesDialect, given: string): boolean {
  return streamPath !== undefined && streamPath !== path && modelInPath(streamPath, given) !== undefined;
}

function modelIn(
  { path, streamPath = path }: AnthropicMessagesDialect,
  body: WireBody,
  given: string,
): string {
  const named = modelInPath(path, given) ?? modelInPath(streamPath, given);
  if (named != null) return named;
  const id = textAt(body.model, 'model');
  if (id === '') throw refusal('model: String should have at least 1 character');
  return id;
}

function parseSampling(body: WireBody): Pick<CallBody, 'temperature' | 'topP' | 'topK'> {
  const temperature = numberAt(body.temperature, 'temperature', { min: 0, max: 1 });
  const topP = numberAt(body.top_p, 'top_p', { min: 0, max: 1 });
  const topK = integerAt(body.top_k, 'top_k', 0);
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(topK === undefined ? {} : { topK }),
  };
}

function parseSettings(body: WireBody): Pick<CallBody, 'stop' | 'user' | 'serviceTier'> {
  const stop = body.stop_sequences == null ? [] : listAt(body.stop_sequences, 'stop_sequences').map(stopAt);
  const user = body.metadata == null ? undefined : objectAt(body.metadata, 'metadata')['user_id'];
  const tier = body.service_tier;
  return {
    ...(stop.length === 0 ? {} : { stop }),
    ...(user == null ? {} : { user: textAt(user, 'metadata.user_id') }),
    ...(tier == null ? {} : { serviceTier: textAt(tier, 'service_tier') }),
  };
}

function stopAt(value: unknown, index: number): string {
  const stop = textAt(value, `stop_sequences.${index}`);
  if (stop.trim() === '') throw refusal('stop_sequences: each stop sequence must contain non-whitespace');
  return stop;
}

function parseOutput(body: WireBody): Pick<CallBody, 'output'> {
  const config =
    body.output_config == null ? undefined : objectAt(body.output_config, 'output_config')['format'];
  const given = config ?? body.output_format;
  if (given == null) return {};
  const format = objectAt(given, 'output_config.format');
  if (format['type'] !== 'json_schema')
    throw refusal("output_config.format.type: Input should be 'json_schema'");
  const schema = objectAt(format['schema'], 'output_config.format.schema') as JsonObject;
  return { output: { type: 'json-schema', name: 'output', schema } };
}

function parseReasoning(body: WireBody, maxTokens: number): { reasoning?: Reasoning } {
  const effort = effortIn(body);
  const said = effort === undefined ? {} : { effort };
  if (body.thinking == null) return effort === undefined ? {} : { reasoning: said };
  const thinking = objectAt(body.thinking, 'thinking');
  const summary = thinking['display'] === 'summarized' ? { summary: 'auto' as const } : {};
  switch (thinking['type']) {
    case 'disabled':
      return { reasoning: { effort: 'none' } };
    case 'adaptive':
      return { reasoning: { ...said, ...summary } };
    case 'enabled': {
      const budgetTokens = integerAt(thinking['budget_tokens'], 'thinking.enabled.budget_tokens', 1_024);
      if (budgetTokens === undefined) throw refusal('thinking.enabled.budget_tokens: Field required');
      if (budgetTokens >= maxTokens)
        throw refusal('`max_tokens` must be greater than `thinking.budget_tokens`.');
      return { reasoning: { ...said, budgetTokens, ...summary } };
    }
    default:
      throw refusal(
        "thinking: Input tag does not match any of the expected tags: 'adaptive', 'disabled', 'enabled'",
      );
  }
}

function effortIn(body: WireBody): Effort | undefined {
  const effort = isRecord(body.output_config) ? body.output_config['effort'] : undefined;
  if (effort == null) return undefined;
  const known = efforts.find((each) => each === effort && each !== 'none' && each !== 'minimal');
  if (known === undefined)
    throw refusal("output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'");
  return known;
}

function optionsIn(
  dialect: AnthropicMessagesDialect,
  body: WireBody,
  request: ServerRequest,
): JsonObject | undefined {
  const options: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body))
    if (own.has(name) && value != null) setOwn(options, name, value);
  const config = isRecord(body.output_config) ? Object.entries(body.output_config) : [];
  const rest = config.filter(([name]) => name !== 'format' && name !== 'effort');
  if (rest.length > 0) options['output_config'] = Object.fromEntries(rest);
  // Betas that encoding asks for by itself need no saying.
  const ofTools = (Array.isArray(body.tools) ? body.tools : []).map((tool) => betaOf(tool as Json));
  const implied = [dialect.filesBeta, 'structured-outputs-2025-11-13', ...dialect.betas, ...ofTools];
  const asked = betasIn(body, request).filter((beta) => !implied.includes(beta));
  if (asked.length > 0) options['betas'] = asked;
  return Object.keys(options).length === 0 ? undefined : (options as Record<string, Json>);
}

function betasIn(body: WireBody, { headers }: ServerRequest): string[] {
  const said = (headers['anthropic-beta'] ?? '').split(',').map((beta) => beta.trim());
  const inBody = Array.isArray(body['anthropic_beta']) ? body['anthropic_beta'] : [];
  return [...said, ...inBody].filter((beta) => typeof beta === 'string' && beta !== '');
}
