import type { Reasoning } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { effortOfBudget } from '../effort.ts';
import type { ResponsesOption } from './dialect.ts';
import type { Encoding } from './encoding.ts';

/** Everything about a call but its messages, tools and output format, in the format's names. */
export function encodeOptions(encoding: Encoding): JsonObject {
  const { call, dialect } = encoding;
  const body: Record<string, Json> = {};
  const names: readonly (readonly [ResponsesOption, string])[] = [
    ['temperature', 'temperature'],
    ['topP', 'top_p'],
    ['topK', 'top_k'],
    ['minP', 'min_p'],
    ['seed', 'seed'],
    ['stop', 'stop'],
    ['frequencyPenalty', 'frequency_penalty'],
    ['presencePenalty', 'presence_penalty'],
    ['user', dialect.userField],
    ['serviceTier', 'service_tier'],
    ['metadata', 'metadata'],
  ];
  if (call.maxTokens !== undefined && isAccepted(encoding, 'maxTokens'))
    body['max_output_tokens'] = tokenLimit(encoding, call.maxTokens);
  for (const [option, name] of names) {
    const value = call[option] as Json | undefined;
    if (value !== undefined && isAccepted(encoding, option)) body[name] = value;
  }
  const reasoning = encodeReasoning(encoding);
  const logprobs = call.logprobs !== undefined && isAccepted(encoding, 'logprobs') ? call.logprobs : false;
  const include = [
    ...(wantsEncrypted(encoding) ? ['reasoning.encrypted_content'] : []),
    ...(logprobs === false ? [] : ['message.output_text.logprobs']),
  ];
  return {
    ...body,
    ...(typeof logprobs === 'number' ? { top_logprobs: logprobs } : {}),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(include.length === 0 ? {} : { include }),
  };
}

/** Whether the host takes an option; if not, that is noted. */
export function isAccepted(encoding: Encoding, option: ResponsesOption): boolean {
  const { dialect } = encoding;
  if (!dialect.unsupported.includes(option)) return true;
  encoding.dropped(
    option,
    `\`${option}\` was left out: the Responses API of ${dialect.vendor} has no such setting.`,
  );
  return false;
}

function tokenLimit(encoding: Encoding, asked: number): number {
  const { minOutputTokens, vendor } = encoding.dialect;
  if (asked >= minOutputTokens) return asked;
  const message = `\`maxTokens\` was raised to ${minOutputTokens}, the least that ${vendor} accepts.`;
  encoding.changed('maxTokens', message, { from: asked, to: minOutputTokens });
  return minOutputTokens;
}

function encodeReasoning(encoding: Encoding): JsonObject | undefined {
  const { reasoning } = encoding.call;
  if (reasoning === undefined || Object.keys(reasoning).length === 0 || !isAccepted(encoding, 'reasoning'))
    return undefined;
  const effort = levelOf(encoding, reasoning);
  const { summary } = reasoning;
  if (effort === undefined && summary === undefined) return undefined;
  return { ...(effort === undefined ? {} : { effort }), ...(summary === undefined ? {} : { summary }) };
}

function levelOf(encoding: Encoding, { effort, budgetTokens }: Reasoning): string | undefined {
  const { vendor, effortLevels } = encoding.dialect;
  const asked = effort ?? (budgetTokens === undefined ? undefined : effortOfBudget(budgetTokens));
  if (asked === undefined) return undefined;
  if (budgetTokens !== undefined) {
    const message = `${vendor} takes no budget for thinking; it was sent as the level "${asked}".`;
    encoding.changed('reasoning.budgetTokens', message, { from: budgetTokens, to: asked });
  }
  const level = effortLevels[asked];
  if (level === undefined || level === asked) return asked;
  const what = level === null ? 'it was left out' : `"${level}" was sent`;
  encoding.changed('reasoning.effort', `${vendor} has no level "${asked}"; ${what}.`, {
    from: asked,
    to: level,
  });
  return level ?? undefined;
}

// Models without thoughts refuse the wish (recorded: "Encrypted content is not supported with this model"), so it is
// made only where the call or the model's facts speak of thoughts.
function wantsEncrypted(encoding: Encoding): boolean {
  const { call, dialect, store } = encoding;
  if (dialect.encryptedReasoning === 'always') return true;
  if (dialect.encryptedReasoning === 'never' || store !== false) return false;
  const { reasoningStyle } = call.model.facts;
  if (call.reasoning !== undefined) return call.reasoning.effort !== 'none';
  return reasoningStyle !== undefined && reasoningStyle !== 'none';
}
