import type { Effort, Reasoning } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import { factFor, type ReasoningForm } from './dialect.ts';
import type { Encoding } from './encoding.ts';

/** What `reasoning` comes to on the wire, and what else it decides. */
export interface ReasoningPlan {
  /** For `additionalModelRequestFields`. */
  readonly fields: JsonObject;
  readonly maxTokens: number | undefined;
  /** Whether an Anthropic model thinks: it then takes no forced tool, no top-k and no temperature but 1. */
  readonly isThinking: boolean;
  /** Settings that the model refuses at this level. */
  readonly refused: readonly ('temperature' | 'topP' | 'maxTokens')[];
}

const leastBudget = 1_024;

/** Translates `reasoning` for the model. */
export function encodeReasoning(encoding: Encoding): ReasoningPlan {
  const { reasoning, maxTokens } = encoding.call;
  const plain: ReasoningPlan = { fields: {}, maxTokens, isThinking: false, refused: [] };
  if (reasoning === undefined) return plain;
  const form = formOf(encoding);
  switch (form?.type) {
    case undefined:
      if (reasoning.effort !== 'none' || reasoning.budgetTokens !== undefined)
        encoding.dropped(
          'reasoning',
          'It is not known that this model thinks; see `additionalModelRequestFields`.',
        );
      return plain;
    case 'budget':
      return budgetPlan(reasoning, plain, encoding);
    case 'adaptive':
      return adaptivePlan(reasoning, plain, encoding);
    case 'nova':
      return novaPlan(reasoning, plain, encoding);
    case 'member': {
      const level = levelOf(reasoning, encoding);
      return level === undefined ? plain : { ...plain, fields: { [form.name]: level } };
    }
  }
}

function formOf({ call, dialect }: Encoding): ReasoningForm | undefined {
  const known = call.model.facts.reasoningStyle;
  if (known === 'none') return undefined;
  const form = factFor(dialect.reasoning, call.model.id);
  if (known === 'budget' || known === 'adaptive') return { type: known };
  return form ?? (known === undefined ? undefined : { type: 'member', name: 'reasoning_effort' });
}

function budgetPlan(reasoning: Reasoning, plain: ReasoningPlan, encoding: Encoding): ReasoningPlan {
  const { effort, budgetTokens } = reasoning;
  if (effort === 'none' && budgetTokens === undefined)
    return { ...plain, fields: { thinking: { type: 'disabled' } } };
  if (effort !== undefined && budgetTokens !== undefined)
    encoding.dropped('reasoning.effort', 'The budget says how much to think.');
  const wanted =
    budgetTokens ?? encoding.dialect.budgets[effort === undefined || effort === 'none' ? 'medium' : effort];
  const budget = Math.max(wanted, leastBudget);
  if (budget !== wanted) {
    const values = { from: wanted, to: budget };
    encoding.changed('reasoning.budgetTokens', 'No model thinks with fewer tokens.', values);
  }
  const fields = { thinking: { type: 'enabled', budget_tokens: budget } };
  return { ...plain, fields, maxTokens: roomFor(budget, encoding), isThinking: true };
}

// "`max_tokens` must be greater than `thinking.budget_tokens`": thoughts count as output.
function roomFor(budget: number, encoding: Encoding): number | undefined {
  const { maxTokens } = encoding.call;
  if (maxTokens === undefined || maxTokens > budget) return maxTokens;
  const raised = budget + maxTokens;
  const why = 'Thoughts count as output, so the limit was raised by them.';
  encoding.changed('maxTokens', why, { from: maxTokens, to: raised });
  return raised;
}

function adaptivePlan(reasoning: Reasoning, plain: ReasoningPlan, encoding: Encoding): ReasoningPlan {
  const { effort, budgetTokens, summary } = reasoning;
  if (budgetTokens !== undefined)
    encoding.dropped(
      'reasoning.budgetTokens',
      'This model decides itself how long it thinks; pass an effort.',
    );
  if (effort === 'none') return { ...plain, fields: { thinking: { type: 'disabled' } } };
  const display = summary === undefined ? {} : { display: 'summarized' };
  const thinking = { type: 'adaptive', ...display };
  if (effort === undefined) return { ...plain, fields: { thinking }, isThinking: true };
  const level = encoding.dialect.efforts[effort];
  noteLevel(effort, level, encoding);
  return { ...plain, fields: { thinking, output_config: { effort: level } }, isThinking: true };
}

// "maxReasoningEffort high: temperature, topP and maxTokens must be unset".
// https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html
function novaPlan(reasoning: Reasoning, plain: ReasoningPlan, encoding: Encoding): ReasoningPlan {
  if (reasoning.effort === 'none') return { ...plain, fields: { reasoningConfig: { type: 'disabled' } } };
  const level = levelOf(reasoning, encoding);
  if (level === undefined) return plain;
  const fields = { reasoningConfig: { type: 'enabled', maxReasoningEffort: level } };
  return { ...plain, fields, refused: level === 'high' ? ['temperature', 'topP', 'maxTokens'] : [] };
}

function levelOf({ effort, budgetTokens }: Reasoning, encoding: Encoding): string | undefined {
  if (budgetTokens !== undefined)
    encoding.dropped('reasoning.budgetTokens', 'This model takes a level, no budget; pass an effort.');
  if (effort === undefined) return undefined;
  if (effort === 'none') {
    encoding.dropped('reasoning.effort', 'This model cannot be told not to think.');
    return undefined;
  }
  const level = encoding.dialect.levels[effort];
  noteLevel(effort, level, encoding);
  return level;
}

function noteLevel(effort: Effort, level: string, encoding: Encoding): void {
  if (level === effort) return;
  const values = { from: effort, to: level };
  encoding.changed('reasoning.effort', 'The nearest level of this model was sent.', values);
}
