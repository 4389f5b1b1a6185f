import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStage, play, scenarios } from '../../test/support/recovery-cuts.ts';
import { useSimulators } from '../../test/support/simulated.ts';
import type { RecoveryMode } from '../core/recovery.ts';

const simulators = useSimulators();
const responses = { provider: 'openai', id: 'gpt-5.1', protocol: 'openai-responses' } as const;
const interactions = {
  provider: 'google',
  id: 'gemini-3-flash-preview',
  protocol: 'google-interactions',
} as const;
const cases: readonly (readonly [string, RecoveryMode, string | typeof responses | typeof interactions])[] = [
  ['openai-responses', 'resume', responses],
  ['google-interactions', 'resume', interactions],
  ['openai-responses', 'continue', responses],
  ['openai-chat', 'continue', 'openai:gpt-4o-mini'],
  ['openai-chat with a prefix', 'continue', 'mistral:mistral-small-latest'],
  ['anthropic-messages with a prefill', 'continue', 'anthropic:claude-haiku-4-5'],
  ['anthropic-messages', 'continue', 'anthropic:claude-opus-4-8'],
  [
    'bedrock-converse with a prefill',
    'continue',
    'amazon-bedrock:us.anthropic.claude-haiku-4-5-20251001-v1:0',
  ],
  ['ollama-chat with a prefill', 'continue', 'ollama:llama3.2'],
  ['google-generate', 'continue', 'google:gemini-2.5-flash'],
  ['anthropic-messages', 'restart', 'anthropic:claude-haiku-4-5'],
  ['openai-chat', 'restart', 'openai:gpt-4o-mini'],
];

// The slow suite does 1,000 each, and all protocols (test/fuzz/recovery.test.ts).
test.for(cases)(
  '%s: %s, cut anywhere, loses and repeats nothing',
  { timeout: 60_000 },
  async ([, mode, model]) => {
    const stage = createStage(mode);
    const simulated = await simulators.start(stage.options);
    const client = simulated.client();
    let cut = 0;
    let whole = 0;
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        const played = await play({ client, simulated, stage, model, mode }, scenario);
        cut += played.wasCut ? 1 : 0;
        whole += played.wasCut && played.isWhole ? 1 : 0;
        expect(played.problem).toBeUndefined();
      }),
      { numRuns: 15 },
    );
    // What never breaks proves nothing.
    expect(cut).toBeGreaterThan(3);
    expect(whole).toBeGreaterThan(0);
    await client.close();
    await expect.poll(() => simulated.connections()).toBe(0);
  },
);
