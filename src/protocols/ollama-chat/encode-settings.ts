import type { OutputFormat } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Encoding } from './encoding.ts';

/** `options`, `format`, `think` and `logprobs`. */
export function encodeSettings(encoding: Encoding): JsonObject {
  const { call } = encoding;
  const options: JsonObject = {
    ...member('num_predict', call.maxTokens),
    ...member('temperature', call.temperature),
    ...member('top_p', call.topP),
    ...member('top_k', call.topK),
    ...member('min_p', call.minP),
    ...member('seed', call.seed),
    ...member('stop', call.stop),
    ...member('frequency_penalty', call.frequencyPenalty),
    ...member('presence_penalty', call.presencePenalty),
  };
  for (const setting of ['user', 'metadata', 'serviceTier'] as const)
    if (call[setting] !== undefined) encoding.dropped(setting, 'Ollama has no such setting.');
  return {
    ...member('format', call.output === undefined ? undefined : format(call.output, encoding)),
    ...member('think', call.reasoning === undefined ? undefined : think(encoding)),
    ...logprobs(call.logprobs),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
}

function member(name: string, value: JsonObject[string]): JsonObject {
  return value === undefined ? {} : { [name]: value };
}

function format(output: OutputFormat, encoding: Encoding): Json {
  if (output.type === 'json') return 'json';
  const { schema, description, strict } = output;
  if (strict === false) encoding.changed('output.strict', 'Ollama always holds the model to the schema.');
  const isDescribed = description === undefined || 'description' in schema;
  return isDescribed ? schema : { description, ...schema };
}

function logprobs(wanted: boolean | number | undefined): JsonObject {
  if (wanted === undefined) return {};
  return typeof wanted === 'number' ? { logprobs: true, top_logprobs: wanted } : { logprobs: wanted };
}

function think(encoding: Encoding): Json | undefined {
  const { reasoning = {}, model } = encoding.call;
  const { effort, budgetTokens, summary } = reasoning;
  if (model.facts.reasoningStyle === 'none') {
    if (effort !== 'none' || budgetTokens !== undefined)
      encoding.dropped('reasoning', 'This model does not think.');
    return undefined;
  }
  if (budgetTokens !== undefined)
    encoding.dropped('reasoning.budgetTokens', 'Ollama has no budget for thoughts.');
  if (summary !== undefined) encoding.dropped('reasoning.summary', 'Ollama tells the thoughts themselves.');
  const sent = isLeveled(encoding) ? level(encoding) : effort !== 'none';
  const isMeant = effort === undefined || sent === effort || (sent === false && effort === 'none');
  if (!isMeant)
    encoding.changed('reasoning.effort', 'The nearest that Ollama takes for this model was sent.', {
      from: effort,
      to: sent,
    });
  return sent;
}

function level({ call, dialect }: Encoding): Json {
  const effort = call.reasoning?.effort;
  return effort === undefined ? true : dialect.levels[effort];
}

function isLeveled({ call, dialect }: Encoding): boolean {
  return dialect.levelModels.some((pattern) => new RegExp(pattern).test(call.model.id));
}
