import type { Call, Effort, Reasoning } from '../../core/call.ts';
import { fitsGlobs } from '../../core/glob.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Changes } from '../changes.ts';
import { effortOfBudget } from '../effort.ts';
import type { ChatOption, OpenaiChatDialect } from './dialect.ts';

/** Everything about a call but its messages, tools and output format, in OpenAI's names. */
export function encodeOptions(dialect: OpenaiChatDialect, call: Call, changes: Changes): JsonObject {
  const members: Record<string, Json> = {};
  for (const [option, name] of plainOptions) {
    const value = call[option] as Json | undefined;
    if (value !== undefined && isAccepted(dialect, option, changes))
      members[name === 'max_tokens' ? dialect.maxTokensField : name] = value;
  }
  if (call.logprobs !== undefined && isAccepted(dialect, 'logprobs', changes))
    Object.assign(members, logprobMembers(call.logprobs));
  if (call.reasoning !== undefined)
    Object.assign(members, encodeReasoning(forModel(dialect, call.model.id), call.reasoning, changes));
  return members;
}

/** Whether the host takes an option; if not, that is noted. */
export function isAccepted(dialect: OpenaiChatDialect, option: ChatOption, changes: Changes): boolean {
  const isExtra = option === 'topK' || option === 'minP';
  if (!dialect.unsupported.includes(option) && (!isExtra || dialect.sampling.includes(option))) return true;
  changes.dropped(
    option,
    `\`${option}\` was left out: ${dialect.vendor} has no such setting in Chat Completions.`,
  );
  return false;
}

// For the limit of the answer's length dialects have words of their own.
const plainOptions: readonly (readonly [ChatOption, string])[] = [
  ['maxTokens', 'max_tokens'],
  ['temperature', 'temperature'],
  ['topP', 'top_p'],
  ['topK', 'top_k'],
  ['minP', 'min_p'],
  ['seed', 'seed'],
  ['stop', 'stop'],
  ['frequencyPenalty', 'frequency_penalty'],
  ['presencePenalty', 'presence_penalty'],
  ['user', 'user'],
  ['serviceTier', 'service_tier'],
  ['metadata', 'metadata'],
];

function logprobMembers(logprobs: boolean | number): JsonObject {
  return typeof logprobs === 'number' ? { logprobs: true, top_logprobs: logprobs } : { logprobs };
}

function forModel(dialect: OpenaiChatDialect, id: string): OpenaiChatDialect {
  const own = dialect.modelEfforts.find(({ models }) => fitsGlobs(id, models));
  return own === undefined ? dialect : { ...dialect, ...own };
}

function encodeReasoning(dialect: OpenaiChatDialect, reasoning: Reasoning, changes: Changes): JsonObject {
  const { effort: style, vendor, budgetField } = dialect;
  if (reasoning.summary !== undefined) {
    changes.dropped(
      'reasoning.summary',
      '`reasoning.summary` was left out: Chat Completions has no summaries of thoughts.',
    );
  }
  const { effort, budgetTokens } = reasoning;
  if (effort === undefined && budgetTokens === undefined) return {};
  if (style === 'none') {
    changes.dropped(
      'reasoning',
      `\`reasoning\` was left out: ${vendor} lets the model decide how hard it thinks.`,
    );
    return {};
  }
  if (style === 'reasoning') return { reasoning: routerReasoning(dialect, effort, budgetTokens, changes) };
  const isOn = effort === undefined ? budgetTokens !== 0 : effort !== 'none';
  const budget =
    budgetTokens === undefined || budgetField === undefined ? {} : { [budgetField]: budgetTokens };
  const level = levelOf(dialect, effort, budgetField === undefined ? budgetTokens : undefined, changes);
  return {
    ...switchMember(style, isOn),
    ...(takesLevel(style, isOn) ? said(level) : withoutLevel(dialect, level, changes)),
    ...budget,
  };
}

// OpenRouter takes a level or a budget, not both.
function routerReasoning(
  dialect: OpenaiChatDialect,
  effort: Effort | undefined,
  budget: number | undefined,
  changes: Changes,
): JsonObject {
  if (budget === undefined) return { effort: levelOf(dialect, effort, undefined, changes) ?? 'medium' };
  if (effort !== undefined)
    changes.dropped('reasoning.effort', '`reasoning.effort` was left out: the budget says it more exactly.');
  return { max_tokens: budget };
}

// With a switch, "none" is the switch; as a level alone it is a word.
function takesLevel(style: OpenaiChatDialect['effort'], isOn: boolean): boolean {
  return style === 'reasoning_effort' || (style === 'thinking-and-effort' && isOn);
}

function switchMember(style: OpenaiChatDialect['effort'], isOn: boolean): JsonObject {
  if (style === 'thinking' || style === 'thinking-and-effort')
    return { thinking: { type: isOn ? 'enabled' : 'disabled' } };
  if (style === 'reasoning-enabled') return { reasoning: { enabled: isOn } };
  if (style === 'none-or-default') return said(isOn ? 'default' : 'none');
  if (style === 'enable_thinking') return { enable_thinking: isOn };
  return style === 'chat_template_kwargs' || style === 'chat_template_args'
    ? { [style]: { enable_thinking: isOn } }
    : {};
}

function said(level: string | undefined): JsonObject {
  return level === undefined ? {} : { reasoning_effort: level };
}

function withoutLevel(dialect: OpenaiChatDialect, level: string | undefined, changes: Changes): JsonObject {
  if (level !== undefined && level !== 'none') {
    changes.changed(
      'reasoning.effort',
      `${dialect.vendor} only switches thinking on or off; the level "${level}" was not sent.`,
      { from: level, to: 'on' },
    );
  }
  return {};
}

function levelOf(
  dialect: OpenaiChatDialect,
  effort: Effort | undefined,
  budget: number | undefined,
  changes: Changes,
): string | undefined {
  const asked = effort ?? (budget === undefined ? undefined : effortOfBudget(budget));
  if (budget !== undefined && asked !== undefined) {
    const message = `${dialect.vendor} takes no budget for thinking; it was sent as the level "${asked}".`;
    changes.changed('reasoning.budgetTokens', message, { from: budget, to: asked });
  }
  if (asked === undefined) return undefined;
  const level = dialect.effortLevels[asked];
  if (level === undefined || level === asked) return asked;
  const message = `${dialect.vendor} has no level "${asked}"; ${level === null ? 'it was left out' : `"${level}" was sent`}.`;
  changes.changed('reasoning.effort', message, { from: asked, to: level });
  return level ?? undefined;
}
