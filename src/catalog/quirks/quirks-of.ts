import type { QuirkAction, QuirkWhen } from '../schema.ts';
import { planFor } from './compile.ts';
import { rulesFor } from './load.ts';
import type { Rule } from './rule.ts';

/** One thing that a rule does to calls, and to which. */
export interface QuirkStep {
  readonly when?: QuirkWhen;
  readonly action: QuirkAction;
}

/** A rule about a model: what would happen to a call. */
export interface ModelQuirk {
  readonly id: string;
  /** The protocol over which it counts. */
  readonly protocol: string;
  readonly says: string;
  /** Who enforces it: an encoder and its dialect, the rule engine when `quirks` is on, or nobody. */
  readonly enforced: Rule['enforced'];
  /** Where it is enforced, or why it is not. */
  readonly by?: string;
  /** What the engine does, in the order in which it acts; empty for rules that others enforce. */
  readonly steps: readonly QuirkStep[];
  readonly source: string;
  /** `obs`: seen in a recording or worked around by a shipped client. `doc`: documented. `code`: seen in code only. */
  readonly confidence: Rule['confidence'];
}

/** The rules about one model over one protocol, also for an id that no catalogue lists. */
export async function quirksOf(
  provider: string,
  protocol: string,
  model: string,
): Promise<readonly ModelQuirk[]> {
  const plan = planFor({ provider, protocol, rules: await rulesFor(provider) }, model);
  const choices = [...plan.call, ...plan.body].flatMap((step) => step.choices);
  return plan.rules.map((rule): ModelQuirk => {
    const { id, says, enforced, by, source, confidence } = rule;
    const steps = choices
      .filter((choice) => choice.rule === rule)
      .map(({ when, action }): QuirkStep => ({ action, ...(when === undefined ? {} : { when }) }));
    return { id, protocol, says, enforced, ...(by === undefined ? {} : { by }), steps, source, confidence };
  });
}
