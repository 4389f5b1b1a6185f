import fc from 'fast-check';
import { test } from 'vitest';
import type { RecoveryMode } from '../../src/core/recovery.ts';
import { createStage, play, scenarios } from '../support/recovery-cuts.ts';
import { useSimulators } from '../support/simulated.ts';

// 1,000 random cuts for each protocol and mode (`../shared/design/reliability.md` §4) are made by `npm run fuzz` and
// `npm run reliability:report`, in a minute and a half of the processor; here they are 300.
const numRuns = Number(process.env['RECOVERY_RUNS'] ?? 300);
const simulators = useSimulators();
const responses = { provider: 'openai', id: 'gpt-5.1', protocol: 'openai-responses' } as const;
const interactions = {
  provider: 'google',
  id: 'gemini-3-flash-preview',
  protocol: 'google-interactions',
} as const;
type Asked = string | typeof responses | typeof interactions;
const models: readonly Asked[] = [
  'openai:gpt-4o-mini',
  responses,
  'mistral:mistral-small-latest',
  'anthropic:claude-haiku-4-5',
  'anthropic:claude-opus-4-8',
  'google:gemini-2.5-flash',
  interactions,
  'cohere:command-r-plus-08-2024',
];
const both: readonly RecoveryMode[] = ['continue', 'restart'];
const cases = [
  { mode: 'resume' as RecoveryMode, model: responses as Asked },
  { mode: 'resume' as RecoveryMode, model: interactions as Asked },
  ...models.flatMap((model) => both.map((mode) => ({ mode, model }))),
].map((each) => ({ ...each, name: typeof each.model === 'string' ? each.model : each.model.protocol }));

// Side by side, as most of the time is spent waiting: a reset must not overtake what was written before it.
test.concurrent.for(cases)(
  '$name: $mode, cut anywhere, loses and repeats nothing',
  async ({ mode, model }, { expect }) => {
    const stage = createStage(mode);
    const simulated = await simulators.start(stage.options);
    const client = simulated.client();
    let whole = 0;
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        const played = await play({ client, simulated, stage, model, mode }, scenario);
        whole += played.wasCut && played.isWhole ? 1 : 0;
        expect(played.problem).toBeUndefined();
      }),
      { numRuns },
    );
    expect(whole).toBeGreaterThan(numRuns / 10);
    await client.close();
    await expect.poll(() => simulated.connections()).toBe(0);
  },
);
