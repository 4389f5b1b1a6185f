import { estimateTokens, textTokens } from '../../src/middleware/tokens/estimate.ts';
import type { TokenRates } from '../../src/middleware/tokens/rates.ts';
import { partOf, type Sample } from './token-samples.ts';

const names = [
  'base',
  'message',
  'anyTool',
  'tool',
  'forced',
  'barred',
  'schema',
  'anyOutput',
  'output',
  'thinks',
  'calls',
  'thoughts',
  'latin',
  'digits',
  'symbols',
  'cjk',
  'other',
] as const;
type Name = (typeof names)[number];

/**
 * What tokenizers are known to do with each kind of character: most recordings are short, and without these limits a
 * rate would be whatever explains one odd request.
 */
const limits: Readonly<Partial<Record<Name, readonly [least: number, most: number]>>> = {
  forced: [-800, 800],
  barred: [-800, 800],
  schema: [0, 0.45],
  output: [0, 0.45],
  latin: [0.15, 0.32],
  digits: [0.3, 1],
  symbols: [0.3, 0.9],
  cjk: [0.5, 1.5],
  other: [0.2, 1],
  thoughts: [0, 0.32],
};

/** What a word or a letter costs anywhere, where a family's recordings do not tell. */
const prior: Readonly<Record<Name, number>> = {
  base: 3,
  message: 4,
  anyTool: 20,
  tool: 10,
  forced: 0,
  barred: 0,
  schema: 0.22,
  anyOutput: 0,
  output: 0.2,
  thinks: 0,
  calls: 8,
  thoughts: 0.1,
  latin: 0.22,
  digits: 0.5,
  symbols: 0.5,
  cjk: 0.8,
  other: 0.5,
};

/** How far a rate may well lie from the prior. */
const scales: Readonly<Record<Name, number>> = {
  base: 100,
  message: 10,
  anyTool: 200,
  tool: 40,
  forced: 60,
  barred: 60,
  schema: 0.2,
  anyOutput: 60,
  output: 0.2,
  thinks: 15,
  calls: 15,
  thoughts: 0.1,
  latin: 0.05,
  digits: 0.3,
  symbols: 0.3,
  cjk: 0.3,
  other: 0.3,
};

function row({ features }: Sample): number[] {
  return [
    1,
    features.messages,
    features.tools > 0 ? 1 : 0,
    features.tools,
    features.forced ? 1 : 0,
    features.barred ? 1 : 0,
    features.schema,
    features.output > 0 ? 1 : 0,
    features.output,
    features.thinks ? 1 : 0,
    features.calls,
    features.thoughts,
    features.latin,
    features.digits,
    features.symbols,
    features.cjk,
    features.other,
  ];
}

/** Rates with the least squares of relative errors, none below zero, held to the prior where there is little to learn. */
export function fit(
  samples: readonly Sample[],
  from: Readonly<Record<Name, number>> = prior,
): Record<Name, number> {
  const rates = names.map((name) => from[name]);
  const rows = samples.map(row);
  const weights: number[] = [];
  const holds = names.map((name) => 1e-2 / scales[name] ** 2);
  const errors = samples.map(({ tokens }, at) => tokens - dot(rows[at] as number[], rates));
  for (let round = 0; round < 1_500; round += 1) {
    // Least absolute and not least square errors, by weights that are set anew: some recorded requests were altered by
    // their recorder, and some hosts put words of their own in front.
    if (round % 10 === 0)
      for (const [at, { tokens }] of samples.entries()) {
        // Between absolute and relative: a short call that is odd must not outweigh many long ones.
        const scale = (tokens + 50) ** 0.75;
        weights[at] = 1 / (scale * Math.max(0.1 * scale, Math.abs(errors[at] as number)));
      }
    for (let index = 0; index < names.length; index += 1) {
      let top =
        (holds[index] as number) * ((from[names[index] as Name] as number) - (rates[index] as number));
      let under = holds[index] as number;
      for (let at = 0; at < rows.length; at += 1) {
        const x = (rows[at] as number[])[index] as number;
        if (x === 0) continue;
        const weight = weights[at] as number;
        top += weight * x * (errors[at] as number);
        under += weight * x * x;
      }
      const [least, most] = limits[names[index] as Name] ?? [0, Number.POSITIVE_INFINITY];
      const next = Math.min(most, Math.max(least, (rates[index] as number) + top / under));
      const step = next - (rates[index] as number);
      if (step === 0) continue;
      rates[index] = next;
      for (let at = 0; at < rows.length; at += 1)
        errors[at] = (errors[at] as number) - step * ((rows[at] as number[])[index] as number);
    }
  }
  return Object.fromEntries(
    names.map((name, at) => [name, Number((rates[at] as number).toPrecision(4))]),
  ) as Record<Name, number>;
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, x, at) => sum + x * (right[at] as number), 0);
}

/**
 * The tightest bound, a number of tokens and a share of the estimate, that holds for 19 of 20 samples, each estimated with
 * rates that were learned without the tests of its part.
 */
export function errorBound(samples: readonly Sample[]): { errorTokens: number; errorShare: number } {
  const parts = [...new Set(samples.map(({ scene }) => partOf(scene)))];
  const guesses = parts.flatMap((part) => {
    const rates = fit(samples.filter(({ scene }) => partOf(scene) !== part));
    return samples
      .filter(({ scene }) => partOf(scene) === part)
      .map(({ features, tokens }) => {
        const guess = textTokens(features, rates as unknown as TokenRates);
        return { guess, error: Math.abs(tokens - guess) };
      });
  });
  const bounds = [0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5].map((errorShare) => {
    const rest = guesses.map(({ guess, error }) => Math.max(0, error - errorShare * guess));
    rest.sort((left, right) => left - right);
    // One more than 19 of 20, as a bound that is learned from few is too tight for the next one.
    const at = Math.min(rest.length, Math.ceil((rest.length + 1) * 0.95)) - 1;
    const errorTokens = Math.ceil(rest[at] ?? 0) + 1;
    const wide = guesses.reduce(
      (sum, { guess }) => sum + (errorTokens + errorShare * guess) / (guess + 50),
      0,
    );
    return { errorTokens, errorShare, wide };
  });
  const [best] = bounds.toSorted((left, right) => left.wide - right.wide);
  return { errorTokens: best?.errorTokens ?? 0, errorShare: best?.errorShare ?? 1 };
}

/** How far the packaged estimate is off, for the samples of one family. */
export function measured(samples: readonly Sample[]): { within: number; median: number } {
  const outcomes = samples.map(({ call, tokens }) => {
    const { tokens: guess, errorBound } = estimateTokens(call);
    return {
      error: Math.abs(guess - tokens) / tokens,
      isWithin: Math.abs(guess - tokens) <= (errorBound ?? 0),
    };
  });
  const errors = outcomes.map(({ error }) => error).sort((left, right) => left - right);
  return {
    within: outcomes.filter(({ isWithin }) => isWithin).length / Math.max(1, outcomes.length),
    median: errors[Math.floor(errors.length / 2)] ?? 0,
  };
}
