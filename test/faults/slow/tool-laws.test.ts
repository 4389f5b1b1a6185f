import fc from 'fast-check';
import { expect, it } from 'vitest';
import { useSimulators } from '../../support/simulated.ts';
import { brokenRuns, expectLaws, playBroken, scriptFor, toolHosts } from '../../support/tool-laws.ts';
import { expectAllHeard } from '../../support/tool-scene.ts';

const simulators = useSimulators();
expectAllHeard();

it.each(toolHosts)('%s: 300 runs, broken at random', async (_name, model) => {
  const seen = { ran: 0, resumed: 0, refused: 0, streamed: 0 };
  await fc.assert(
    fc.asyncProperty(brokenRuns, async (broken) => {
      const stage = await simulators.start({ turns: scriptFor(broken) });
      const played = await playBroken(stage, stage.client(), model, broken);
      expectLaws(broken, played);
      seen.ran += played.executed.length;
      seen.resumed += played.sittings > 1 ? 1 : 0;
      seen.streamed += broken.isStream && played.executed.length > 0 ? 1 : 0;
      for (const { outcomes } of played.run.steps)
        seen.refused += outcomes.filter(({ status }) => status === 'refused').length;
      await stage.close();
    }),
    { numRuns: 300 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
});
