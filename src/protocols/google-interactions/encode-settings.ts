import type { OutputFormat, Reasoning } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { effortOfBudget } from '../effort.ts';
import type { GoogleInteractionsOption } from './dialect.ts';
import { encodeToolChoice } from './encode-tools.ts';
import type { Encoding } from './encoding.ts';

/** `generation_config`, `response_format` and the settings beside them. */
export function encodeSettings(encoding: Encoding): JsonObject {
  const { call, dialect } = encoding;
  const config: JsonObject = {
    ...settings(encoding),
    ...encodeThinking(encoding),
    ...encodeToolChoice(encoding),
  };
  for (const option of dialect.unsupported)
    if (call[option] !== undefined)
      encoding.dropped(option, `\`${option}\` was left out: interactions have no such setting.`);
  return {
    ...agentSafe(config, encoding),
    ...(call.output === undefined ? {} : { response_format: responseFormat(call.output, encoding) }),
    ...(call.serviceTier === undefined ? {} : { service_tier: call.serviceTier }),
    ...(call.metadata === undefined || dialect.unsupported.includes('metadata')
      ? {}
      : { labels: call.metadata }),
  };
}

function settings({ call, dialect }: Encoding): JsonObject {
  const names: readonly (readonly [GoogleInteractionsOption, string])[] = [
    ['maxTokens', 'max_output_tokens'],
    ['temperature', 'temperature'],
    ['topP', 'top_p'],
    ['topK', 'top_k'],
    ['seed', 'seed'],
    ['stop', 'stop_sequences'],
    ['frequencyPenalty', 'frequency_penalty'],
    ['presencePenalty', 'presence_penalty'],
  ];
  const taken = names.filter(([option]) => !dialect.unsupported.includes(option));
  return Object.fromEntries(
    taken.flatMap(([option, name]) => {
      const value = call[option] as Json | undefined;
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

// An agent has settings of its own (`agent_config`) and refuses those of a model.
function agentSafe(config: JsonObject, encoding: Encoding): JsonObject {
  const names = Object.keys(config);
  if (names.length === 0) return {};
  if (!encoding.isAgent) return { generation_config: config };
  encoding.dropped('generation_config', `An agent takes no ${names.join(', ')}; it was left out.`);
  return {};
}

function encodeThinking(encoding: Encoding): JsonObject {
  const { reasoning } = encoding.call;
  if (reasoning === undefined) return {};
  const { effort, summary } = reasoning;
  const { reasoningStyle } = encoding.call.model.facts;
  if (reasoningStyle === 'none' || encoding.isOneOf(encoding.dialect.thoughtlessModels)) {
    const isWanted = effort !== 'none' || reasoning.budgetTokens !== undefined;
    if (isWanted) encoding.dropped('reasoning', 'This model does not think.');
    return {};
  }
  if (summary === 'concise' || summary === 'detailed') {
    const message = 'Google gives summaries of one length only.';
    encoding.changed('reasoning.summary', message, { from: summary, to: 'auto' });
  }
  const level = levelOf(reasoning, encoding);
  const isOff = effort === 'none' && reasoning.budgetTokens === undefined;
  return {
    ...(level === undefined ? {} : { thinking_level: level }),
    ...(summary !== undefined || !isOff ? { thinking_summaries: 'auto' } : {}),
  };
}

function levelOf({ effort, budgetTokens }: Reasoning, encoding: Encoding): string | undefined {
  const { dialect } = encoding;
  const asked = effort ?? (budgetTokens === undefined ? undefined : effortOfBudget(budgetTokens));
  if (asked === undefined) return undefined;
  const wanted = dialect.levels[asked];
  const sent = wanted === 'minimal' && encoding.isOneOf(dialect.lowestLevelLowModels) ? 'low' : wanted;
  if (budgetTokens !== undefined) {
    const message = `Interactions take no budget for thinking; it was sent as the level "${sent}".`;
    encoding.changed('reasoning.budgetTokens', message, { from: budgetTokens, to: sent });
  } else if (sent !== asked) {
    const message = 'The nearest level of this model was sent.';
    encoding.changed('reasoning.effort', message, { from: asked, to: sent });
  }
  return sent;
}

function responseFormat(output: OutputFormat, encoding: Encoding): JsonObject {
  const json = { type: 'text', mime_type: 'application/json' };
  if (output.type === 'json') return json;
  const { description, schema, strict } = output;
  if (strict === false) encoding.changed('output.strict', 'Google always holds the model to the schema.');
  const isDescribed = description === undefined || 'description' in schema;
  return { ...json, schema: isDescribed ? schema : { description, ...schema } };
}
