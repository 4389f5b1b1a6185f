import { type CallBody, type Effort, efforts, type OutputFormat, type Reasoning } from '../../core/call.ts';
import { defined, isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { ToolChoice } from '../../core/tool.ts';
import {
  invalid,
  listAt,
  objectAt,
  optionalNumber,
  optionalText,
  othersOf,
  refuseUnknown,
  textAt,
} from './server-check.ts';

/** What a `generation_config` says. */
export interface ParsedConfig extends Pick<
  CallBody,
  'maxTokens' | 'temperature' | 'topP' | 'seed' | 'stop' | 'reasoning' | 'toolChoice'
> {
  /** Whether calls are held to the schemas of their functions. */
  readonly isValidated: boolean;
  /** What we have no option for. */
  readonly own?: JsonObject;
}

/** Reads a `generation_config`; throws for members that Google does not know. */
export function parseConfig(config: JsonObject): ParsedConfig {
  refuseUnknown(config, new Set([...optionNames, ...ownNames]), 'generation_config');
  const at = (name: string): string => `generation_config.${name}`;
  const { tool_choice: choice, stop_sequences: stop } = config;
  const { reasoning, isOwn } = parseThinking(config);
  const own = othersOf(
    config,
    isOwn ? new Set([...optionNames].filter((name) => name !== 'thinking_summaries')) : optionNames,
  );
  return {
    isValidated: choice === 'validated',
    ...defined({
      maxTokens: optionalNumber(config['max_output_tokens'], at('max_output_tokens')),
      temperature: optionalNumber(config['temperature'], at('temperature')),
      topP: optionalNumber(config['top_p'], at('top_p')),
      seed: optionalNumber(config['seed'], at('seed')),
      stop:
        stop === undefined
          ? undefined
          : listAt(stop, at('stop_sequences')).map((each) => textAt(each, 'stop_sequences')),
      reasoning,
      toolChoice: parseChoice(choice),
      own,
    }),
  };
}

/** Reads a `response_format`: JSON, with a schema or without; anything else is no format of ours. */
export function parseFormat(value: Json | undefined): OutputFormat | undefined {
  const format = Array.isArray(value) && value.length === 1 ? (value as readonly Json[])[0] : value;
  if (format === undefined || format === null || Array.isArray(format)) return undefined;
  const { type, mime_type: mimeType, schema } = objectAt(format, 'response_format');
  if (type !== undefined && type !== 'text') return undefined;
  if (schema === undefined || schema === null)
    return mimeType === 'application/json' ? { type: 'json' } : undefined;
  if (mimeType !== undefined && mimeType !== 'application/json')
    throw invalid("A 'schema' needs the 'mime_type' application/json.");
  return { type: 'json-schema', name: 'output', schema: objectAt(schema, 'response_format.schema') };
}

function parseThinking(config: JsonObject): {
  readonly reasoning: Reasoning | undefined;
  readonly isOwn: boolean;
} {
  const level = optionalText(config['thinking_level'], 'generation_config.thinking_level');
  const summaries = optionalText(config['thinking_summaries'], 'generation_config.thinking_summaries');
  if (level !== undefined && !efforts.includes(level as Effort))
    throw invalid(`Invalid value at 'generation_config.thinking_level': ${level}.`);
  const isOwn = summaries !== undefined && summaries !== 'auto';
  if (level === undefined && (summaries === undefined || isOwn)) return { reasoning: undefined, isOwn };
  const reasoning = {
    ...(level === undefined ? {} : { effort: level as Effort }),
    ...(summaries === 'auto' ? { summary: 'auto' as const } : {}),
  };
  return { reasoning, isOwn };
}

function parseChoice(value: Json | undefined): ToolChoice | undefined {
  switch (value) {
    case undefined:
    case null:
    case 'validated':
      return undefined;
    case 'auto':
    case 'none':
      return value;
    case 'any':
      return 'required';
    default:
  }
  const allowed = isRecord(value)
    ? objectAt((value as JsonObject)['allowed_tools'], 'tool_choice.allowed_tools')
    : undefined;
  if (allowed === undefined) throw invalid("Invalid value at 'generation_config.tool_choice'.");
  const [only, ...others] = listAt(allowed['tools'], 'tool_choice.allowed_tools.tools');
  // Several tools of many: the nearest that we have is that one of all must be called.
  if (only === undefined || others.length > 0 || allowed['mode'] === 'auto')
    return allowed['mode'] === 'any' ? 'required' : 'auto';
  return { tool: textAt(only, 'tool_choice.allowed_tools.tools') };
}

const optionNames: ReadonlySet<string> = new Set([
  'max_output_tokens',
  'temperature',
  'top_p',
  'seed',
  'stop_sequences',
  'thinking_level',
  'thinking_summaries',
  'tool_choice',
]);
const ownNames = ['image_config', 'speech_config', 'transcription_config', 'video_config'];
