import { ReqLLMError } from '../../core/error.ts';
import { isRecord } from '../../core/json.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { TextOptions } from '../options.ts';
import type { RunToolsOptions } from './tool-run.ts';

/** The settings of the loop, all there; what is left is for each turn. */
export interface LoopSettings extends Pick<
  RunToolsOptions,
  'tools' | 'prepareStep' | 'approve' | 'onStep' | 'onToolProgress'
> {
  readonly maxSteps: number;
  readonly stopWhen: readonly NonNullable<Extract<RunToolsOptions['stopWhen'], (run: never) => unknown>>[];
  readonly replies: NonNullable<RunToolsOptions['replies']>;
  readonly concurrency: number;
  readonly toolTimeoutMs: number;
  readonly onToolError: 'return' | 'throw';
  readonly maxCost?: { readonly usd: number; readonly strict: boolean };
}

const loopNames = [
  'tools',
  'maxSteps',
  'stopWhen',
  'prepareStep',
  'approve',
  'replies',
  'concurrency',
  'toolTimeoutMs',
  'onToolError',
  'maxCost',
  'onStep',
  'onToolProgress',
] as const satisfies readonly (keyof RunToolsOptions)[];

/** Parts the options of a run. Throws `config` for a wrong one; those of a turn are checked when it is sent. */
export function splitOptions(options: RunToolsOptions): {
  readonly settings: LoopSettings;
  readonly turn: TextOptions;
} {
  if (!isRecord(options) || !Array.isArray(options.tools))
    throw refusal('`runTools` needs the option `tools`, a list of tools.');
  const { tools, maxSteps = 10, concurrency = 8, toolTimeoutMs = 300_000, ...rest } = options;
  const { stopWhen = [], replies = {}, onToolError = 'return', maxCost, ...others } = rest;
  const { prepareStep, approve, onStep, onToolProgress, ...turn } = others;
  checkWhole('maxSteps', maxSteps);
  checkWhole('concurrency', concurrency);
  if (typeof toolTimeoutMs !== 'number' || !(toolTimeoutMs >= 0))
    throw refusal('The option `toolTimeoutMs` must be a number of milliseconds, 0 for no limit.');
  if (onToolError !== 'return' && onToolError !== 'throw')
    throw refusal("The option `onToolError` must be one of 'return', 'throw'.");
  const conditions = typeof stopWhen === 'function' ? [stopWhen] : stopWhen;
  for (const condition of conditions) checkFunction('stopWhen', condition);
  const functions = { prepareStep, approve, onStep, onToolProgress };
  for (const [name, value] of Object.entries(functions)) if (value !== undefined) checkFunction(name, value);
  checkNames(turn);
  return {
    settings: {
      ...(functions as Pick<RunToolsOptions, 'prepareStep'>),
      tools,
      maxSteps,
      stopWhen: conditions,
      replies,
      concurrency,
      toolTimeoutMs,
      onToolError,
      ...(maxCost === undefined ? {} : { maxCost: limitOf(maxCost) }),
    },
    turn,
  };
}

function limitOf(maxCost: NonNullable<RunToolsOptions['maxCost']>): { usd: number; strict: boolean } {
  const { usd, strict = false } = typeof maxCost === 'number' ? { usd: maxCost } : maxCost;
  if (typeof usd !== 'number' || !(usd > 0))
    throw refusal('The option `maxCost` must be a number of US dollars above 0, or { usd, strict }.');
  return { usd, strict };
}

// The names of a turn's options are checked when it is sent; here only those that were meant for the loop.
function checkNames(turn: TextOptions): void {
  for (const name of Object.keys(turn)) {
    const hint = name === 'stop' ? '' : didYouMean(name, loopNames);
    if (hint !== '') throw refusal(`Unknown option "${name}".${hint}`);
  }
}

function checkWhole(name: string, value: unknown): void {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    throw refusal(`The option \`${name}\` must be a whole number of at least 1.`);
}

function checkFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') throw refusal(`The option \`${name}\` must be a function.`);
}

function refusal(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
