import fc from 'fast-check';
import { expect, test } from 'vitest';
import { handoffStage, journeys } from '../support/handoff-stage.ts';
import { otherSeed } from './fuzz.ts';

const stage = await handoffStage();

test.each([20_260_101, otherSeed])(
  'ten thousand conversations go on elsewhere, with the seed %i',
  { timeout: 600_000 },
  async (seed) => {
    const property = fc.asyncProperty(journeys, async (journey) => {
      expect(await stage.problems(journey)).toEqual([]);
    });
    await fc.assert(property, { numRuns: 10_000, seed });
  },
);
