import { type CallBody, type Effort, efforts, type OutputFormat, type Reasoning } from '../../core/call.ts';
import { defined, isRecord, type Json, type JsonObject } from '../../core/json.ts';
import { jsonSchemaOf } from './open-api-schema.ts';
import { invalid, listOf, numberOf, optionalMessage, refuseUnknown, someOf } from './server-check.ts';

interface Settings {
  readonly call: Partial<CallBody>;
  /** What only Google has. */
  readonly own: JsonObject | undefined;
}

/** `generationConfig` as portable options. */
export function parseSettings(config: JsonObject): Settings {
  refuseUnknown(config, known, 'generation_config');
  const number = (name: string): number | undefined => numberOf(config[name], `generation_config.${name}`);
  const output = outputOf(config);
  const thinking = thinkingOf(optionalMessage(config['thinkingConfig'], 'generation_config.thinking_config'));
  const mimeType = config['responseMimeType'];
  const isOwnType = mimeType !== undefined && mimeType !== 'application/json' && mimeType !== 'text/plain';
  return {
    call: defined({
      maxTokens: number('maxOutputTokens'),
      temperature: number('temperature'),
      topP: number('topP'),
      topK: number('topK'),
      seed: number('seed'),
      stop: config['stopSequences'] === undefined ? undefined : stopOf(config['stopSequences']),
      presencePenalty: number('presencePenalty'),
      frequencyPenalty: number('frequencyPenalty'),
      logprobs: logprobsOf(config, number('logprobs')),
      output,
      reasoning: thinking.reasoning,
    }),
    own: someOf({
      ...Object.fromEntries(ownMembers.map((name) => [name, config[name]])),
      responseMimeType: isOwnType ? mimeType : undefined,
      responseSchema: isOwnType ? config['responseSchema'] : undefined,
      thinkingConfig: thinking.own,
    }),
  };
}

const ownMembers = [
  'responseModalities',
  'candidateCount',
  'speechConfig',
  'imageConfig',
  'mediaResolution',
  'audioTimestamp',
  'routingConfig',
  'modelSelectionConfig',
  'enableEnhancedCivicAnswers',
  'enableAffectiveDialog',
  'streamFunctionCallArguments',
];
const known: ReadonlySet<string> = new Set([
  ...ownMembers,
  'maxOutputTokens',
  'temperature',
  'topP',
  'topK',
  'seed',
  'stopSequences',
  'presencePenalty',
  'frequencyPenalty',
  'responseLogprobs',
  'logprobs',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
  '_responseJsonSchema',
  'thinkingConfig',
]);

function stopOf(value: Json): readonly string[] {
  const stops = listOf(value);
  if (!stops.every((stop) => typeof stop === 'string')) throw invalid('stop_sequences must be texts.');
  if (stops.length > 5) throw invalid('The number of stop sequences must be at most 5.');
  return stops;
}

function logprobsOf(config: JsonObject, count: number | undefined): boolean | number | undefined {
  const isOn = config['responseLogprobs'];
  if (count !== undefined && isOn !== true)
    throw invalid('logprobs can only be set if response_logprobs is set.');
  return count ?? (typeof isOn === 'boolean' ? isOn : undefined);
}

function outputOf(config: JsonObject): OutputFormat | undefined {
  const json = config['responseJsonSchema'] ?? config['_responseJsonSchema'];
  const openApi = config['responseSchema'];
  if (json !== undefined && openApi !== undefined)
    throw invalid('Set one of response_schema and response_json_schema.');
  const mimeType = config['responseMimeType'];
  const schema = json ?? (openApi === undefined ? undefined : jsonSchemaOf(openApi));
  if (schema !== undefined && mimeType !== 'application/json' && mimeType !== 'text/x.enum') {
    throw invalid("A response schema needs the response_mime_type 'application/json'.");
  }
  if (mimeType !== 'application/json') return undefined;
  return isRecord(schema)
    ? { type: 'json-schema', name: 'output', schema: schema as JsonObject }
    : { type: 'json' };
}

function thinkingOf(config: JsonObject | undefined): { reasoning?: Reasoning; own?: JsonObject } {
  if (config === undefined) return {};
  const budget = numberOf(config['thinkingBudget'], 'thinking_budget');
  const level = config['thinkingLevel'];
  if (budget !== undefined && level !== undefined) {
    throw invalid('You can only set only one of thinking budget and thinking level.');
  }
  const effort = typeof level === 'string' ? effortOf(level) : budget === 0 ? 'none' : undefined;
  const reasoning = {
    ...defined({ effort, budgetTokens: budget !== undefined && budget > 0 ? budget : undefined }),
    ...(config['includeThoughts'] === true ? { summary: 'auto' as const } : {}),
  };
  return {
    ...(Object.keys(reasoning).length === 0 ? {} : { reasoning }),
    // -1 leaves the amount to the model; no portable word says so.
    ...(budget !== undefined && budget < 0 ? { own: { thinkingBudget: budget } } : {}),
  };
}

function effortOf(level: string): Effort | undefined {
  const name = level.toLowerCase();
  if (name === 'thinking_level_unspecified') return undefined;
  const effort = efforts.find((one) => one === name && one !== 'none' && one !== 'max');
  if (effort === undefined) throw invalid(`Invalid value at 'thinking_level': "${level}".`);
  return effort;
}
