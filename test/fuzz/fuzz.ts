import { appendFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, it } from 'vitest';

/**
 * The targets of the reliability plan (`../shared/design/reliability.md` §3): 1 bytes to events, 2 events to chunks, 3 JSON
 * in pieces, 4 requests, 5 addresses and headers, 6 waits, 7 redaction, 8 recovery, 9 schemas, 10 whole calls over loopback.
 */
export type Target = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

// What reads the bytes and words of strangers is tried most.
const mostTried: ReadonlySet<Target> = new Set([1, 2, 3]);
const most = Number(process.env['FUZZ_RUNS'] ?? 200_000);
// A tenth of it in CI, all of it before a release: its cases are made of many small steps.
const ofRecovery = Number(process.env['FUZZ_RECOVERY'] ?? 20_000);
const overLoopback = Number(process.env['FUZZ_LOOPBACK'] ?? 5_000);

/** How many cases a target gets. */
export function casesOf(target: Target): number {
  if (target === 10) return overLoopback;
  if (target === 8) return ofRecovery;
  return mostTried.has(target) ? most : most / 10;
}

const fixedSeed = 20_260_101;

/**
 * The other seed: `npm run fuzz` gives a new one each time, and FUZZ_SEED shows a failure again. In a plain run of the suite
 * it is fixed too, so that a commit that was green stays green.
 */
export const otherSeed: number = Number(process.env['FUZZ_SEED'] ?? 20_261_123);

const longestMs = 3_000;

export interface FuzzOptions {
  readonly target: Target;
  readonly title: string;
  /** The part of the target's cases that this one gets; those of a target add up to 1. */
  readonly share: number;
  /** How many cases one run of the property is. Default 1. */
  readonly casesPerRun?: number;
  run(options: { readonly runs: number; readonly seed: number }): void | Promise<void>;
}

/** Registers a part of a target: half of its cases with the fixed seed, half with the other one. */
export function fuzz({ target, title, share, casesPerRun = 1, run }: FuzzOptions): void {
  const runs = Math.max(1, Math.round((casesOf(target) * share) / 2 / casesPerRun));
  const cases = runs * casesPerRun;
  const timed = async (seed: number): Promise<void> => {
    const startedAt = performance.now();
    await run({ runs, seed });
    note({ target, title, cases, ms: Math.round(performance.now() - startedAt) });
  };
  describe(title, () => {
    it(`${cases} cases with the fixed seed`, () => timed(fixedSeed));
    it(`${cases} cases with the seed ${otherSeed}`, () => timed(otherSeed));
  });
}

/** A part of a target that is one property. No case may take more than three seconds of the processor. */
export function fuzzProperty<Input>(
  options: Omit<FuzzOptions, 'run'>,
  inputs: fc.Arbitrary<Input>,
  check: (input: Input) => void,
): void {
  const property = fc.property(inputs, (input) => {
    const before = process.cpuUsage();
    check(input);
    const { user, system } = process.cpuUsage(before);
    const ms = (user + system) / 1_000;
    if (ms > longestMs) throw new Error(`it took ${Math.round(ms)} ms of the processor`);
  });
  fuzz({
    ...options,
    run: ({ runs, seed }) => fc.assert(property, { numRuns: runs, seed, includeErrorInReport: true }),
  });
}

/** The same for a property that waits: no case may go on for three seconds. */
export function fuzzAsyncProperty<Input>(
  options: Omit<FuzzOptions, 'run'>,
  inputs: fc.Arbitrary<Input>,
  check: (input: Input) => Promise<void>,
): void {
  let tried = 0;
  const property = fc.asyncProperty(inputs, async (input) => {
    await withoutHang(check(input));
    tried += 1;
    // What is weakly held is let go of between turns; a property that never waits would keep all of it.
    if (tried % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  });
  fuzz({
    ...options,
    run: ({ runs, seed }) => fc.assert(property, { numRuns: runs, seed, includeErrorInReport: true }),
  });
}

// By the turns of a timer, as a process that the machine leaves waiting has not hung.
async function withoutHang(waiting: Promise<void>): Promise<void> {
  let turns = 0;
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      turns += 1;
      if (turns * 100 >= longestMs) reject(new Error(`it hangs for ${longestMs} ms`));
    }, 100);
  });
  try {
    await Promise.race([waiting, hang]);
  } finally {
    clearInterval(timer);
  }
}

/** For the table that `npm run fuzz -- --report` writes. */
function note(figures: { target: Target; title: string; cases: number; ms: number }): void {
  const file = process.env['FUZZ_FIGURES'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(figures)}\n`);
}
