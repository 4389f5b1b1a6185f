import type { OutputFormat } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import { schemaInForm } from '../schema-form.ts';
import type { GoogleGenerateOption } from './dialect.ts';
import { thinkingConfig } from './encode-thinking.ts';
import type { Encoding } from './encoding.ts';

/** `generationConfig` and the settings beside it. */
export function encodeSettings(encoding: Encoding): JsonObject {
  const { call, dialect } = encoding;
  const output = take('output', encoding);
  const generationConfig: JsonObject = {
    ...member('maxOutputTokens', take('maxTokens', encoding)),
    ...member('temperature', take('temperature', encoding)),
    ...member('topP', take('topP', encoding)),
    ...member('topK', take('topK', encoding)),
    ...member('seed', take('seed', encoding)),
    ...member('stopSequences', take('stop', encoding)),
    ...member('presencePenalty', take('presencePenalty', encoding)),
    ...member('frequencyPenalty', take('frequencyPenalty', encoding)),
    ...logprobs(take('logprobs', encoding)),
    ...(output === undefined ? {} : outputConfig(output, encoding)),
    ...member(
      'thinkingConfig',
      take('reasoning', encoding) === undefined ? undefined : thinkingConfig(encoding),
    ),
  };
  if (call.minP !== undefined) encoding.dropped('minP', 'Google has no such setting.');
  if (call.user !== undefined) encoding.dropped('user', 'Google takes no id of the end user.');
  const metadata = take('metadata', encoding);
  if (metadata !== undefined && !dialect.sendLabels)
    encoding.dropped('metadata', 'This host takes no labels.');
  return {
    ...(Object.keys(generationConfig).length === 0 ? {} : { generationConfig }),
    ...member('serviceTier', call.serviceTier),
    ...member('labels', dialect.sendLabels ? metadata : undefined),
  };
}

function member(name: string, value: JsonObject[string]): JsonObject {
  return value === undefined ? {} : { [name]: value };
}

function take<Option extends GoogleGenerateOption>(
  option: Option,
  encoding: Encoding,
): Encoding['call'][Option] | undefined {
  const { call, dialect } = encoding;
  const value = call[option];
  if (value === undefined) return undefined;
  const isRefused = dialect.modelUnsupported.some(
    ({ models, options }) => options.includes(option) && encoding.isOneOf([models]),
  );
  if (!isRefused && !dialect.unsupported.includes(option)) return value;
  encoding.dropped(option, `This ${isRefused ? 'model' : 'host'} does not take the setting.`);
  return undefined;
}

function logprobs(wanted: boolean | number | undefined): JsonObject {
  if (wanted === undefined) return {};
  return typeof wanted === 'number'
    ? { responseLogprobs: true, logprobs: wanted }
    : { responseLogprobs: wanted };
}

function outputConfig(output: OutputFormat, encoding: Encoding): JsonObject {
  if (output.type === 'json') return { responseMimeType: 'application/json' };
  const { outputSchemaField } = encoding.dialect;
  if (output.strict === false)
    encoding.changed('output.strict', 'Google always holds the model to the schema.');
  const { description } = output;
  const described =
    description === undefined || 'description' in output.schema
      ? output.schema
      : { description, ...output.schema };
  const schema =
    outputSchemaField === 'responseSchema'
      ? schemaInForm('google-openapi', described, 'output.schema', encoding)
      : described;
  return { responseMimeType: 'application/json', [outputSchemaField]: schema };
}
