import type { Reasoning } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Encoding } from './encoding.ts';

/** `thinkingConfig` for the call's `reasoning`, as a budget or a level, whichever the model takes. */
export function thinkingConfig(encoding: Encoding): JsonObject | undefined {
  const reasoning = encoding.call.reasoning ?? {};
  const style = styleOf(encoding);
  if (style === 'none') {
    const isWanted = reasoning.effort !== 'none' || reasoning.budgetTokens !== undefined;
    if (isWanted) encoding.dropped('reasoning', 'This model does not think.');
    return undefined;
  }
  const { summary } = reasoning;
  if (summary === 'concise' || summary === 'detailed') {
    encoding.changed('reasoning.summary', 'Google gives summaries of one length only.', {
      from: summary,
      to: 'auto',
    });
  }
  const amount = style === 'budget' ? budget(reasoning, encoding) : level(reasoning, encoding);
  const isOff =
    amount['thinkingBudget'] === 0 || (reasoning.effort === 'none' && reasoning.budgetTokens === undefined);
  const hasThoughts = summary !== undefined || !isOff;
  return { ...amount, ...(hasThoughts ? { includeThoughts: true } : {}) };
}

function styleOf(encoding: Encoding): 'none' | 'budget' | 'level' {
  const { call, dialect } = encoding;
  const known = call.model.facts.reasoningStyle;
  if (known === 'none' || known === 'budget' || known === 'level') return known;
  if (encoding.isOneOf(dialect.thoughtlessModels)) return 'none';
  if (encoding.isOneOf(dialect.levelModels)) return 'level';
  return encoding.isOneOf(dialect.budgetModels) ? 'budget' : 'level';
}

function budget({ effort, budgetTokens }: Reasoning, encoding: Encoding): JsonObject {
  const { dialect, modelName } = encoding;
  const wanted = budgetTokens ?? (effort === undefined ? undefined : dialect.budgets[effort]);
  if (wanted === undefined) return {};
  if (budgetTokens !== undefined && effort !== undefined) {
    encoding.dropped('reasoning.effort', 'The budget says how much to think.');
  }
  const range = dialect.budgetRanges.find(({ models }) => new RegExp(models).test(modelName));
  // -1 leaves the amount to the model.
  const sent =
    range === undefined || wanted === -1 ? wanted : Math.min(Math.max(wanted, range.min), range.max);
  if (sent !== wanted) {
    const setting = budgetTokens === undefined ? 'reasoning.effort' : 'reasoning.budgetTokens';
    encoding.changed(setting, 'The budget was moved into the range that this model takes.', {
      from: wanted,
      to: sent,
    });
  }
  return { thinkingBudget: sent };
}

function level({ effort, budgetTokens }: Reasoning, encoding: Encoding): JsonObject {
  const { dialect } = encoding;
  // Budget and level exclude each other; models with levels still take a budget.
  if (effort === undefined) return budgetTokens === undefined ? {} : { thinkingBudget: budgetTokens };
  if (budgetTokens !== undefined) {
    encoding.dropped(
      'reasoning.budgetTokens',
      'Google takes a level or a budget, not both; the level was sent.',
    );
  }
  const wanted = dialect.levels[effort];
  const isTooLow = wanted === 'minimal' && encoding.isOneOf(dialect.lowestLevelLowModels);
  const sent = isTooLow ? 'low' : wanted;
  if (sent !== effort) {
    encoding.changed('reasoning.effort', 'The nearest level of this model was sent.', {
      from: effort,
      to: sent,
    });
  }
  return { thinkingLevel: sent };
}
