import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { useSimulators } from '../../../test/support/simulated.ts';
import { brokenRuns, expectLaws, playBroken, scriptFor, toolHosts } from '../../../test/support/tool-laws.ts';
import { expectAllHeard } from '../../../test/support/tool-scene.ts';

const simulators = useSimulators();
expectAllHeard();
let ran = 0;

// The slow suite does 300 of each (test/faults/slow/tool-laws.test.ts).
it.each(toolHosts)('%s: a cut or invalid call never runs, and none runs twice', async (_name, model) => {
  await fc.assert(
    fc.asyncProperty(brokenRuns, async (broken) => {
      const stage = await simulators.start({ turns: scriptFor(broken) });
      const played = await playBroken(stage, stage.client(), model, broken);
      ran += played.executed.length;
      expectLaws(broken, played);
      await stage.close();
    }),
    { numRuns: 5 },
  );
});

// What never runs proves nothing.
afterAll(() => expect(ran).toBeGreaterThan(0));
