import { isRecord } from '../core/json.ts';
import type { RecoveryMode, RecoveryPolicy } from '../core/recovery.ts';
import { didYouMean } from '../core/suggest.ts';
import type { RecoveryOptions, TextOptions } from './options.ts';

const modes: readonly RecoveryMode[] = ['resume', 'continue', 'restart'];
const names = [
  'modes',
  'maxAttempts',
  'fallback',
  'maxExtraOutputTokens',
  'onRetract',
] as const satisfies readonly (keyof RecoveryOptions)[];

/** What the option `recovery` comes to; undefined when nothing is to be done. */
export function recoveryPolicy(option: TextOptions['recovery']): RecoveryPolicy | undefined {
  if (option === undefined || option === 'off') return undefined;
  const said: RecoveryOptions = typeof option === 'string' ? { modes: [option] } : option;
  const { maxAttempts = 2, fallback = [], maxExtraOutputTokens, onRetract } = said;
  if (maxAttempts === 0 || (said.modes.length === 0 && fallback.length === 0)) return undefined;
  return {
    modes: [...new Set(said.modes)],
    maxAttempts,
    fallback,
    ...(maxExtraOutputTokens === undefined ? {} : { maxExtraOutputTokens }),
    ...(onRetract === undefined ? {} : { onRetract }),
  };
}

/** What is wrong with a value of the option, as the end of a sentence. */
export function checkRecovery(value: unknown): string | undefined {
  const known = ["'off'", ...modes.map((mode) => `'${mode}'`)].join(', ');
  if (typeof value === 'string')
    return value === 'off' || modes.some((mode) => mode === value) ? undefined : `must be one of ${known}`;
  if (!isRecord(value)) return `must be one of ${known}, or an object of ${names.join(', ')}`;
  const unknown = Object.keys(value).find((name) => !names.some((each) => each === name));
  if (unknown !== undefined)
    return `has no member "${unknown}".${didYouMean(unknown, names)} It takes ${names.join(', ')}`;
  const { modes: wanted, fallback, maxAttempts, maxExtraOutputTokens, onRetract } = value;
  if (!Array.isArray(wanted) || !wanted.every((mode) => modes.some((each) => each === mode)))
    return "needs `modes`, a list of 'resume', 'continue' and 'restart'";
  if (maxAttempts !== undefined && !isCount(maxAttempts, 0))
    return 'has a `maxAttempts` that is no whole number of at least 0';
  if (maxExtraOutputTokens !== undefined && !isCount(maxExtraOutputTokens, 1))
    return 'has a `maxExtraOutputTokens` that is no whole number of at least 1';
  if (fallback !== undefined && !Array.isArray(fallback)) return 'has a `fallback` that is no list of models';
  return onRetract === undefined || typeof onRetract === 'function'
    ? undefined
    : 'has an `onRetract` that is no function';
}

function isCount(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least;
}
