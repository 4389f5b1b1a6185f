import type { CallReport, Observer } from '../../core/observation.ts';
import type { AnyCall } from '../../core/operation.ts';
import { measureTokens } from '../../middleware/tokens/estimate.ts';

/** An estimate put right by what a provider counted for earlier calls of the same model. */
export interface LearnedEstimate {
  readonly tokens: number;
  /** 19 of 20 of the earlier calls, each estimated from those before it, were within as much for their length. */
  readonly errorBound: number;
  /** From how many calls it was learned. */
  readonly learnedFrom: number;
}

/** What a client learned of the tokens of its own calls. */
export interface TokenMemory extends Observer {
  /** Undefined while too few calls of the model were seen. */
  learned(model: string, estimate: number): LearnedEstimate | undefined;
}

interface Lesson {
  /** What was estimated, and what the provider counted. */
  readonly pairs: { readonly guess: number; readonly actual: number }[];
  /** How far off each call was by those before it, as a share of its length. */
  readonly misses: number[];
  line: Line;
  seen: number;
}

interface Line {
  readonly slope: number;
  readonly base: number;
}

const mostModels = 200;
const mostPairs = 32;
const mostMisses = 64;
const fewestForLine = 8;
// The largest of nineteen is passed by one of twenty.
const fewestForBound = 19;
// What a miss is a share of: short calls are off by a few tokens whatever they say.
const atLeast = 50;
const plain: Line = { slope: 1, base: 0 };

/** Creates the memory of one client: of each model a line through its last calls, and how well that foretold the next. */
export function createTokenMemory(): TokenMemory {
  const lessons = new Map<string, Lesson>();
  const learn = (model: string, guess: number, actual: number): void => {
    const known = lessons.get(model);
    if (known === undefined && lessons.size >= mostModels) lessons.delete([...lessons.keys()][0] ?? '');
    const lesson = known ?? { pairs: [], misses: [], line: plain, seen: 0 };
    lessons.set(model, lesson);
    if (lesson.pairs.length >= fewestForLine) {
      const foretold = at(lesson.line, guess);
      keep(lesson.misses, Math.abs(actual - foretold) / (foretold + atLeast), mostMisses);
    }
    keep(lesson.pairs, { guess, actual }, mostPairs);
    lesson.seen += 1;
    lesson.line = lineThrough(lesson.pairs);
  };
  return {
    begin(start, call) {
      const guess = wordsOf(call);
      if (guess === undefined) return undefined;
      return {
        end(report) {
          const actual = countOf(report, start.model);
          if (actual !== undefined) learn(start.model, guess, actual);
        },
      };
    },
    learned(model, estimate) {
      const lesson = lessons.get(model);
      if (lesson === undefined || lesson.misses.length < fewestForBound) return undefined;
      const sorted = lesson.misses.toSorted((left, right) => left - right);
      const share = sorted[Math.min(sorted.length, Math.ceil((sorted.length + 1) * 0.95)) - 1] ?? 1;
      const tokens = at(lesson.line, estimate);
      const errorBound = Math.ceil(share * (tokens + atLeast));
      return { tokens: Math.round(tokens), errorBound, learnedFrom: lesson.seen };
    },
  };
}

function wordsOf(call: AnyCall): number | undefined {
  if (call.operation !== 'text') return undefined;
  const { tokens, features } = measureTokens(call);
  return features.images.length > 0 || features.uncounted.length > 0 ? undefined : tokens;
}

// One request that was answered to its end; what was repeated, went on elsewhere or ran tools at the provider says less.
function countOf({ attempts, outcome, usage, model, cached }: CallReport, asked: string): number | undefined {
  const isPlain = outcome === 'ok' && cached === undefined && attempts.length === 1 && model === asked;
  if (!isPlain || usage.status !== 'final' || usage.tools !== undefined) return undefined;
  return usage.inputTokens === null || usage.inputTokens < 1 ? undefined : usage.inputTokens;
}

function at({ slope, base }: Line, guess: number): number {
  return Math.max(1, slope * guess + base);
}

/** The line of the middle slope (Theil and Sen): single odd calls do not move it. */
function lineThrough(pairs: Lesson['pairs']): Line {
  if (pairs.length < fewestForLine) return plain;
  const slopes = pairs.flatMap((left, index) =>
    pairs.slice(index + 1).flatMap((right) => {
      const run = right.guess - left.guess;
      return Math.abs(run) < 1 ? [] : [(right.actual - left.actual) / run];
    }),
  );
  const slope = slopes.length < fewestForLine ? 1 : Math.min(2, Math.max(0.5, middle(slopes)));
  return { slope, base: middle(pairs.map(({ guess, actual }) => actual - slope * guess)) };
}

function middle(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

function keep<Item>(items: Item[], item: Item, most: number): void {
  items.push(item);
  if (items.length > most) items.shift();
}
