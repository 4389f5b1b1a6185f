import fc from 'fast-check';
import { describe, it } from 'vitest';

/** How often each target is tried: this many times for a weight of 1, half with a fixed seed and half with a fresh one. */
export const runs: number = Number(process.env['FUZZ_RUNS'] ?? 20_000);

/** The fresh seed; set FUZZ_SEED to see a failure again. */
export const freshSeed: number = Number(process.env['FUZZ_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));

const fixedSeed = 20_260_101;

export interface FuzzOptions {
  readonly title: string;
  /** Share of the runs that this target gets; cases that take longer get less. */
  readonly weight: number;
  run(options: { readonly runs: number; readonly seed: number }): void;
}

/** Registers one target, with both seeds. */
export function fuzz({ title, weight, run }: FuzzOptions): void {
  const share = Math.max(1, Math.round((runs * weight) / 2));
  describe(title, () => {
    it(`${share} cases with the fixed seed`, () => run({ runs: share, seed: fixedSeed }));
    it(`${share} cases with the fresh seed ${freshSeed}`, () => run({ runs: share, seed: freshSeed }));
  });
}

/** A target that is one property. */
export function fuzzProperty<Input>(
  title: string,
  weight: number,
  inputs: fc.Arbitrary<Input>,
  check: (input: Input) => void,
): void {
  const property = fc.property(inputs, check);
  fuzz({
    title,
    weight,
    run: ({ runs: numRuns, seed }) => fc.assert(property, { numRuns, seed, includeErrorInReport: true }),
  });
}
