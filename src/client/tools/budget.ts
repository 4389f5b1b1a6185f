import { ReqLLMError } from '../../core/error.ts';
import type { Message } from '../../core/message.ts';
import type { ModelInput } from '../../core/model.ts';
import { usage as usageOf, type Usage } from '../../core/usage.ts';
import type { Warning } from '../../core/warning.ts';
import type { TextOptions } from '../options.ts';
import type { Turns } from '../turns.ts';
import type { Step } from './tool-run.ts';

/** The turn that would come, and what was used before it. */
export interface NextTurn {
  readonly turns: Turns;
  readonly model: ModelInput;
  readonly options: TextOptions;
  readonly messages: readonly Message[];
  readonly steps: readonly Step[];
  /** Absent before the first turn. */
  readonly usage?: Usage;
}

export type BudgetAnswer =
  | { readonly type: 'go'; readonly warning?: Warning }
  | { readonly type: 'stop'; readonly message: string };

/**
 * Whether the next turn keeps within the limit. It is taken to read the whole conversation at four characters a token,
 * or what the last turn read and wrote where that is more, and to write as much as the turns before on average.
 */
export async function checkBudget(
  { usd, strict }: { readonly usd: number; readonly strict: boolean },
  next: NextTurn,
): Promise<BudgetAnswer> {
  const spent = next.usage === undefined ? 0 : (next.usage.cost?.total ?? null);
  const estimate = await estimateOf(next);
  if (spent === null || estimate === null) {
    const message = `What this run costs is not known, so maxCost (${usd} US dollars) cannot be kept.`;
    if (strict) throw budgetError(message);
    return { type: 'go', warning: { code: 'advice', setting: 'maxCost', message } };
  }
  if (spent + estimate <= usd) return { type: 'go' };
  const message = `The run has cost ${spent} US dollars and its next turn about ${estimate}, which passes maxCost (${usd}).`;
  return { type: 'stop', message };
}

/** The limit does not even allow the first turn, or is not known to be kept. */
export function budgetError(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'budget', phase: 'config' });
}

async function estimateOf({ turns, model, options, messages, steps }: NextTurn): Promise<number | null> {
  const { knowledge } = await turns.target(model, options);
  const last = steps.at(-1)?.response.attempts.at(-1)?.usage;
  const written = steps.map(({ response }) => response.attempts.at(-1)?.usage.outputTokens ?? 0);
  const outputTokens =
    written.length === 0 ? 0 : Math.round(written.reduce((sum, tokens) => sum + tokens, 0) / written.length);
  const seen = (last?.inputTokens ?? 0) + (last?.outputTokens ?? 0);
  const inputTokens = Math.max(seen, Math.ceil(lengthOf(messages) / 4));
  const { serviceTier } = options;
  const facts = { at: new Date(), ...(serviceTier === undefined ? {} : { serviceTier }) };
  const priced = knowledge?.priced(usageOf({ inputTokens, outputTokens, cacheReadTokens: 0 }), facts);
  return priced?.cost?.total ?? null;
}

// Bytes of images and files are no text; what they cost the last turn has told.
function lengthOf(messages: readonly Message[]): number {
  return JSON.stringify(messages, (key, value: unknown) => (key === 'data' ? undefined : value)).length;
}
