import type { StopCondition } from './tool-run.ts';

/** Stops after this many turns. */
export function stepCount(steps: number): StopCondition {
  return ({ step }) => step >= steps;
}

/** Stops after a turn that called one of these tools. */
export function hasToolCall(...names: readonly string[]): StopCondition {
  return ({ steps }) => steps.at(-1)?.calls.some(({ name }) => names.includes(name)) === true;
}

/** Stops when the run has cost more than this many US dollars. An unknown cost stops nothing. */
export function costOver(usd: number): StopCondition {
  return ({ usage }) => usage.cost !== null && usage.cost.total > usd;
}

/** Stops when the run has used more than this many tokens, input and output together. */
export function tokensOver(tokens: number): StopCondition {
  return ({ usage }) => usage.totalTokens !== null && usage.totalTokens > tokens;
}
