import { ReqLLMError } from '../core/error.ts';
import { isRecord } from '../core/json.ts';
import { didYouMean } from '../core/suggest.ts';

/** Says what is wrong with a value, after the name of its setting; undefined when nothing is. */
export type Check = (value: unknown) => string | undefined;

/**
 * Holds the settings of a layer against what it knows. A limit that is `NaN`, or stands under a name that nobody reads,
 * limits nothing, and nobody would notice. Throws `config`.
 */
export function checkSettings(
  layer: string,
  options: unknown,
  checks: Readonly<Record<string, Check>>,
  needed?: string,
): void {
  if (!isRecord(options)) throw refusal(`${layer} takes an object of settings.`);
  if (needed !== undefined && options[needed] === undefined)
    throw refusal(`${layer} needs the setting \`${needed}\`.`);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, name)) throw unknownName(layer, name, Object.keys(checks));
    const wrong = value === undefined ? undefined : checks[name]?.(value);
    if (wrong !== undefined) throw refusal(`The setting \`${name}\` of ${layer} ${wrong}.`);
  }
}

/** A finite number above zero. */
export const positive: Check = (value) =>
  isNumber(value) && value > 0 && Number.isFinite(value) ? undefined : 'must be a number above 0';

/** A whole number above zero. */
export const whole: Check = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 1 ? undefined : 'must be a whole number of at least 1';

/** A number of at least zero, `Infinity` too. */
export const notNegative: Check = (value) =>
  isNumber(value) && value >= 0 ? undefined : 'must be a number of at least 0';

/** From 0 to 1. */
export const share: Check = (value) =>
  isNumber(value) && value >= 0 && value <= 1 ? undefined : 'must be a number from 0 to 1';

export const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');

export const text: Check = (value) => (typeof value === 'string' ? undefined : 'must be text');

export const callable: Check = (value) => (typeof value === 'function' ? undefined : 'must be a function');

/** An object, or an instance of a class, with functions of these names. */
export function having(...names: readonly string[]): Check {
  return (value) => {
    const isObject = typeof value === 'object' && value !== null;
    const lacks = names.find(
      (name) => !isObject || typeof (value as Record<string, unknown>)[name] !== 'function',
    );
    return lacks === undefined ? undefined : `must have the function \`${lacks}\``;
  };
}

/** One of these words. */
export function oneOf(...words: readonly string[]): Check {
  return (value) => (words.includes(value as string) ? undefined : `must be ${listed(words)}`);
}

/** One of these words, or a function. */
export function oneOfOrFunction(...words: readonly string[]): Check {
  return (value) =>
    typeof value === 'function' || words.includes(value as string)
      ? undefined
      : `must be ${listed(words)} or a function`;
}

/** What each layer with a store may be told of it. */
export const storeChecks: Readonly<Record<string, Check>> = {
  store: having('claim', 'settle', 'left'),
  name: text,
  leaseMs: positive,
  onStoreFailure: oneOf('refuse', 'allow'),
  storeTimeoutMs: notNegative,
  now: callable,
};

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(value);
}

function listed(words: readonly string[]): string {
  return `one of ${words.map((word) => `'${word}'`).join(', ')}`;
}

function unknownName(layer: string, name: string, known: readonly string[]): ReqLLMError {
  const hint = didYouMean(name, known) || ` Its settings are ${known.join(', ')}.`;
  return refusal(`${layer} has no setting "${name}".${hint}`);
}

function refusal(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
