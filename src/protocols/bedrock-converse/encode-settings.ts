import type { Call, OutputFormat } from '../../core/call.ts';
import { defined, type JsonObject } from '../../core/json.ts';
import { mergeJson } from '../json-merge.ts';
import { schemaInForm } from '../schema-form.ts';
import { factFor } from './dialect.ts';
import type { ReasoningPlan } from './encode-reasoning.ts';
import type { Encoding } from './encoding.ts';

/** `inferenceConfig` and the settings beside it. */
export function encodeSettings(encoding: Encoding, reasoning: ReasoningPlan): JsonObject {
  const { call } = encoding;
  dropForeign(encoding);
  const inferenceConfig = defined({
    maxTokens: unless(reasoning, 'maxTokens', reasoning.maxTokens, encoding),
    ...sampling(encoding, reasoning),
    stopSequences: call.stop,
  });
  const fields = mergeJson(reasoning.fields, topK(encoding, reasoning));
  return {
    ...(isEmpty(inferenceConfig) ? {} : { inferenceConfig }),
    ...(isEmpty(fields) ? {} : { additionalModelRequestFields: fields }),
    ...(call.output === undefined ? {} : outputConfig(call.output, encoding)),
    ...(call.serviceTier === undefined ? {} : { serviceTier: { type: call.serviceTier } }),
    ...(call.metadata === undefined ? {} : { requestMetadata: call.metadata }),
  };
}

const foreign = ['minP', 'seed', 'frequencyPenalty', 'presencePenalty', 'logprobs', 'user'] as const;

function dropForeign(encoding: Encoding): void {
  for (const option of foreign)
    if (encoding.call[option] !== undefined) encoding.dropped(option, 'Converse has no such setting.');
  if (encoding.call.parallelToolCalls !== undefined)
    encoding.dropped('parallelToolCalls', 'Converse has no such setting; the model decides.');
}

function sampling(encoding: Encoding, reasoning: ReasoningPlan): Pick<Call, 'temperature' | 'topP'> {
  const { call, dialect } = encoding;
  if (encoding.isOneOf(dialect.fixedSamplingModels)) {
    for (const option of ['temperature', 'topP'] as const)
      if (call[option] !== undefined) encoding.dropped(option, 'This model takes no sampling settings.');
    return {};
  }
  let temperature = unless(reasoning, 'temperature', call.temperature, encoding);
  let topP = unless(reasoning, 'topP', call.topP, encoding);
  // "`temperature` may only be set to 1 when thinking is enabled", and top-p to 0.95 and above.
  if (reasoning.isThinking && temperature !== undefined && temperature !== 1) {
    encoding.dropped('temperature', 'A model that thinks takes none but 1.');
    temperature = undefined;
  }
  if (reasoning.isThinking && topP !== undefined && topP < 0.95) {
    encoding.dropped('topP', 'A model that thinks takes none below 0.95.');
    topP = undefined;
  }
  if (temperature !== undefined && topP !== undefined && encoding.isOneOf(dialect.oneSamplerModels)) {
    encoding.dropped('topP', 'This model takes temperature or top-p, not both.');
    topP = undefined;
  }
  return defined({ temperature, topP });
}

function unless<Value>(
  { refused }: ReasoningPlan,
  option: ReasoningPlan['refused'][number],
  value: Value | undefined,
  encoding: Encoding,
): Value | undefined {
  if (value === undefined || !refused.includes(option)) return value;
  encoding.dropped(option, 'This model refuses the setting when it thinks hard.');
  return undefined;
}

function topK(encoding: Encoding, { isThinking }: ReasoningPlan): JsonObject {
  const { call, dialect } = encoding;
  if (call.topK === undefined) return {};
  const path = factFor(dialect.topK, call.model.id);
  if (path === undefined || isThinking || encoding.isOneOf(dialect.fixedSamplingModels)) {
    encoding.dropped('topK', 'This model takes no such setting, as far as is known.');
    return {};
  }
  return [...path]
    .reverse()
    .reduce<JsonObject[string]>((inner, name) => ({ [name]: inner }), call.topK) as JsonObject;
}

// https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html; the schema travels as text.
function outputConfig(output: OutputFormat, encoding: Encoding): JsonObject {
  if (output.type === 'json') {
    encoding.dropped(
      'output',
      'Converse has no JSON mode without a schema; pass one, or ask for JSON in the prompt.',
    );
    return {};
  }
  if (output.strict === false)
    encoding.changed('output.strict', 'Bedrock always holds the model to the schema.');
  const { name, description } = output;
  const schema = schemaInForm(encoding.schemaForm(), output.schema, 'output.schema', encoding);
  const jsonSchema = defined({ schema: JSON.stringify(schema), name, description });
  return { outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema } } } };
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
