import type { OutputFormat, Reasoning } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import { schemaInForm } from '../schema-form.ts';
import type { BoundedOption, CohereChatOption } from './dialect.ts';
import type { Encoding } from './encoding.ts';

/** The settings of the request beside its messages and tools. */
export function encodeSettings(encoding: Encoding): JsonObject {
  const output = take('output', encoding);
  const reasoning = take('reasoning', encoding);
  refuseOthers(encoding);
  return {
    ...member('max_tokens', take('maxTokens', encoding)),
    ...member('temperature', take('temperature', encoding)),
    ...member('p', bounded('topP', encoding)),
    ...member('k', bounded('topK', encoding)),
    ...member('seed', take('seed', encoding)),
    ...member('stop_sequences', take('stop', encoding)),
    ...member('frequency_penalty', bounded('frequencyPenalty', encoding)),
    ...member('presence_penalty', bounded('presencePenalty', encoding)),
    ...member('logprobs', logprobs(encoding)),
    ...member('response_format', output === undefined ? undefined : responseFormat(output, encoding)),
    ...member('thinking', reasoning === undefined ? undefined : thinking(reasoning, encoding)),
  };
}

function refuseOthers(encoding: Encoding): void {
  const { call } = encoding;
  if (call.minP !== undefined) encoding.dropped('minP', 'Cohere has no such setting.');
  if (call.user !== undefined) encoding.dropped('user', 'Cohere takes no id of the end user.');
  if (call.metadata !== undefined) encoding.dropped('metadata', 'Cohere takes no metadata.');
  if (call.serviceTier !== undefined)
    encoding.dropped('serviceTier', 'Cohere has no service tiers; set `priority` in providerOptions.');
}

function member(name: string, value: JsonObject[string]): JsonObject {
  return value === undefined ? {} : { [name]: value };
}

function take<Option extends CohereChatOption>(
  option: Option,
  encoding: Encoding,
): Encoding['call'][Option] | undefined {
  const value = encoding.call[option];
  if (value === undefined || !encoding.dialect.unsupported.includes(option)) return value;
  encoding.dropped(option, 'This host does not take the setting.');
  return undefined;
}

function bounded(option: BoundedOption, encoding: Encoding): number | undefined {
  const value = take(option, encoding);
  if (value === undefined) return undefined;
  const [least, greatest] = encoding.dialect.bounds[option];
  const sent = Math.min(Math.max(value, least), greatest);
  if (sent !== value) {
    encoding.changed(option, `Cohere takes values from ${least} to ${greatest}; the nearest was sent.`, {
      from: value,
      to: sent,
    });
  }
  return sent;
}

function logprobs(encoding: Encoding): boolean | undefined {
  const wanted = take('logprobs', encoding);
  if (typeof wanted !== 'number') return wanted;
  encoding.changed('logprobs', 'Cohere tells the chosen tokens only, no alternatives.', {
    from: wanted,
    to: true,
  });
  return true;
}

function responseFormat(output: OutputFormat, encoding: Encoding): JsonObject {
  if (output.type === 'json') return { type: 'json_object' };
  const { description, strict } = output;
  const schema = schemaInForm('cohere', output.schema, 'output.schema', encoding);
  if (strict === false) encoding.changed('output.strict', 'Cohere always holds the model to the schema.');
  const isDescribed = description === undefined || 'description' in schema;
  return { type: 'json_object', json_schema: isDescribed ? schema : { description, ...schema } };
}

function thinking({ effort, budgetTokens, summary }: Reasoning, encoding: Encoding): JsonObject | undefined {
  const isOff = budgetTokens === 0 || (effort === 'none' && budgetTokens === undefined);
  if (doesNotThink(encoding)) {
    if (!isOff) encoding.dropped('reasoning', 'This model does not think.');
    return undefined;
  }
  if (summary !== undefined) encoding.dropped('reasoning.summary', 'Cohere tells the thoughts themselves.');
  if (isOff) return { type: 'disabled' };
  if (budgetTokens !== undefined) {
    if (effort !== undefined) encoding.dropped('reasoning.effort', 'The budget says how much to think.');
    return { type: 'enabled', token_budget: budgetTokens };
  }
  if (effort === undefined) return { type: 'enabled' };
  const budget = encoding.dialect.budgets[effort];
  encoding.changed('reasoning.effort', 'Cohere has no efforts; thinking was sent with a budget of tokens.', {
    from: effort,
    to: budget ?? 'enabled',
  });
  return { type: 'enabled', ...(budget === undefined ? {} : { token_budget: budget }) };
}

function doesNotThink({ call, dialect }: Encoding): boolean {
  const { facts, id } = call.model;
  if (facts.reasoningStyle !== undefined) return facts.reasoningStyle === 'none';
  return dialect.thoughtlessModels.some((pattern) => new RegExp(pattern).test(id));
}
