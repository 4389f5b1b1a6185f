import type { Effort, Reasoning } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import { fitsModel } from './dialect.ts';
import { isThoughtlessLoop } from './encode-ending.ts';
import type { Encoding } from './encoding.ts';

/** Fewest tokens to think with. https://docs.claude.com/en/docs/build-with-claude/extended-thinking */
const leastBudget = 1_024;

/** How the model is told to think, and how many tokens it may write. */
export interface ReasoningPlan {
  readonly thinking?: JsonObject;
  /** Value of `output_config.effort`. */
  readonly effort?: string;
  readonly maxTokens: number;
  /** Whether the model is told to think. */
  readonly isThinking: boolean;
  /** Whether it is told how many tokens to think with. */
  readonly isBudgeted: boolean;
}

/** Turns the portable effort or budget into this model's way of saying it. */
export function planReasoning(encoding: Encoding, messages: readonly JsonObject[]): ReasoningPlan {
  const { call, dialect } = encoding;
  const { reasoning } = call;
  if (reasoning === undefined || !encoding.takes('reasoning')) return planPlain(encoding);
  const style = styleOf(encoding, reasoning);
  if (reasoning.effort === 'none') return { ...planPlain(encoding), ...planSilence(encoding, style) };
  if (style === 'none') {
    encoding.dropped('reasoning', `${call.model.id} does not reason; the setting was left out.`);
    return planPlain(encoding);
  }
  if (style === 'adaptive') return planAdaptive(encoding, reasoning);
  // "Thinking may not be enabled when tool_choice forces tool use." With adaptive thinking it may (recorded).
  if (typeof call.toolChoice === 'object' && !dialect.unsupported.includes('toolChoice')) {
    const message = 'A model with a budget cannot think before a tool it must call; reasoning was left out.';
    encoding.dropped('reasoning', message);
    return planPlain(encoding);
  }
  if (isThoughtlessLoop(messages)) {
    const message =
      'A model with a budget cannot begin to think between its tool calls; reasoning was left out of this turn.';
    encoding.dropped('reasoning', message);
    return planPlain(encoding);
  }
  return planBudget(encoding, reasoning);
}

function planPlain(encoding: Encoding): ReasoningPlan {
  return { maxTokens: maxTokensOf(encoding), isThinking: false, isBudgeted: false };
}

type Style = 'none' | 'adaptive' | 'budget';

function styleOf({ call, dialect }: Encoding, { effort, budgetTokens }: Reasoning): Style {
  const { reasoningStyle } = call.model.facts;
  const isBudget = budgetTokens !== undefined && effort === undefined && reasoningStyle !== 'none';
  if (isBudget && fitsModel(call.model.id, dialect.budgetModels)) return 'budget';
  if (reasoningStyle === 'none' || reasoningStyle === 'adaptive' || reasoningStyle === 'budget')
    return reasoningStyle;
  return fitsModel(call.model.id, dialect.adaptiveModels) ? 'adaptive' : 'budget';
}

function planSilence(encoding: Encoding, style: Style): { thinking?: JsonObject; effort?: string } {
  const { call, dialect } = encoding;
  if (style === 'none') return {};
  // The newest models think unless told not to.
  if (!fitsModel(call.model.id, dialect.alwaysThinkingModels)) return { thinking: { type: 'disabled' } };
  encoding.changed('reasoning.effort', `${call.model.id} cannot be told not to think; it thinks little.`, {
    from: 'none',
    to: 'low',
  });
  return { effort: dialect.efforts.low };
}

function planAdaptive(encoding: Encoding, reasoning: Reasoning): ReasoningPlan {
  const { budgetTokens, summary } = reasoning;
  const effort =
    reasoning.effort ?? (budgetTokens === undefined ? undefined : effortNear(encoding, budgetTokens));
  if (budgetTokens !== undefined) {
    const message = `${encoding.call.model.id} decides itself how long to think; the budget became an effort.`;
    encoding.changed('reasoning.budgetTokens', message, { from: budgetTokens, to: effort });
  }
  const word = effort === undefined || effort === 'none' ? undefined : effortWord(encoding, effort);
  return {
    thinking: { type: 'adaptive', ...displayFor(summary) },
    ...(word === undefined ? {} : { effort: word }),
    maxTokens: maxTokensOf(encoding),
    isThinking: true,
    isBudgeted: false,
  };
}

function effortWord(encoding: Encoding, effort: Exclude<Effort, 'none'>): string {
  const { call, dialect } = encoding;
  const known = effort === 'xhigh' && fitsModel(call.model.id, dialect.noExtraHighModels) ? 'high' : effort;
  const word = dialect.efforts[known];
  if (word !== effort)
    encoding.changed('reasoning.effort', `${call.model.id} has no effort ${effort}.`, {
      from: effort,
      to: word,
    });
  return word;
}

function effortNear({ dialect }: Encoding, budget: number): Exclude<Effort, 'none'> {
  const levels = Object.entries(dialect.budgets) as [Exclude<Effort, 'none'>, number][];
  const enough = levels.filter(([, tokens]) => tokens <= Math.max(budget, leastBudget));
  return enough.at(-1)?.[0] ?? 'low';
}

function planBudget(encoding: Encoding, reasoning: Reasoning): ReasoningPlan {
  const { call, dialect } = encoding;
  const { effort, budgetTokens, summary } = reasoning;
  const level = effort === undefined || effort === 'none' ? 'medium' : effort;
  const wanted = Math.max(leastBudget, Math.floor(budgetTokens ?? dialect.budgets[level]));
  if (budgetTokens !== undefined && wanted !== budgetTokens) {
    encoding.changed('reasoning.budgetTokens', 'A model thinks with whole tokens, 1024 at least.', {
      from: budgetTokens,
      to: wanted,
    });
  }
  if (budgetTokens !== undefined && effort !== undefined) {
    encoding.dropped(
      'reasoning.effort',
      `${call.model.id} takes a budget; the effort beside it was left out.`,
      effort,
    );
  }
  const { budget, maxTokens } = fitBudget(encoding, wanted);
  return {
    thinking: { type: 'enabled', budget_tokens: budget, ...displayFor(summary) },
    maxTokens,
    isThinking: true,
    isBudgeted: true,
  };
}

// "`max_tokens` must be greater than `thinking.budget_tokens`" (recorded, HTTP 400): thoughts count as output.
function fitBudget(encoding: Encoding, wanted: number): { budget: number; maxTokens: number } {
  const { call, dialect } = encoding;
  const limit = call.model.facts.maxOutputTokens;
  const asked = call.maxTokens ?? (limit === undefined ? 0 : limit);
  if (asked > wanted) return { budget: wanted, maxTokens: asked };
  const room = Math.max(leastBudget, call.maxTokens ?? dialect.defaultMaxTokens);
  const maxTokens =
    limit === undefined ? wanted + room : Math.max(Math.min(wanted + room, limit), leastBudget + 1);
  const budget = Math.min(wanted, Math.max(leastBudget, maxTokens - leastBudget));
  if (budget !== wanted) {
    encoding.changed('reasoning', 'The model writes fewer tokens than it was to think with.', {
      from: wanted,
      to: budget,
    });
  }
  if (call.maxTokens === undefined) {
    if (limit === undefined) addedMaxTokens(encoding, maxTokens);
  } else if (maxTokens !== call.maxTokens) {
    encoding.changed('maxTokens', 'Thoughts count as output, so the limit was raised by them.', {
      from: call.maxTokens,
      to: maxTokens,
    });
  }
  return { budget, maxTokens };
}

// The format demands a limit. The model's own is none; a smaller one may cut the answer, so it is told.
function maxTokensOf(encoding: Encoding): number {
  const { call, dialect } = encoding;
  const known = call.maxTokens ?? call.model.facts.maxOutputTokens;
  if (known !== undefined) return known;
  addedMaxTokens(encoding, dialect.defaultMaxTokens);
  return dialect.defaultMaxTokens;
}

function addedMaxTokens(encoding: Encoding, maxTokens: number): void {
  const message = `The Messages format demands a limit, and none is known for this model; pass maxTokens to choose one.`;
  encoding.added('maxTokens', message, maxTokens);
}

// Newer models hide their thoughts unless asked for the summary of them.
function displayFor(summary: Reasoning['summary']): JsonObject {
  return summary === undefined ? {} : { display: 'summarized' };
}
