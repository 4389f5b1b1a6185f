// The scenarios that show most of a decoder, over each protocol: what is broken in one shows here.
import { describe, expect, test } from 'vitest';
import { useSimulators } from '../../../test/support/simulated.ts';
import { models } from '../../catalog/models.ts';
import { scenarioActor } from './actor.ts';
import { scenarios } from './list.ts';
import { runScenario } from './run.ts';

const simulators = useSimulators();

const places: readonly (readonly [model: string, protocol: string])[] = [
  ['groq:openai/gpt-oss-120b', 'openai-chat'],
  ['openai:gpt-5-mini', 'openai-responses'],
  ['anthropic:claude-haiku-4-5', 'anthropic-messages'],
  ['google:gemini-2.5-flash', 'google-generate'],
  ['amazon-bedrock:us.anthropic.claude-haiku-4-5-20251001-v1:0', 'bedrock-converse'],
  ['cohere:command-a-reasoning-08-2025', 'cohere-chat'],
  ['ollama:gpt-oss:20b', 'ollama-chat'],
];
const tried = [
  'basic',
  'streaming',
  'token_limit',
  'multi_tool',
  'tool_round_trip',
  'object_streaming',
  'reasoning_streaming',
  'reasoning_round_trip',
];

// A mutation run tries one protocol at a time (scripts/mutate.mjs).
const only = process.env['REQLLM_ONLY_PROTOCOL'];
const wanted = places.filter(([, protocol]) => only === undefined || protocol === only);

test.runIf(wanted.length === 0)(`none of these models speaks ${only}`, () =>
  expect(places.map(([, protocol]) => protocol)).not.toContain(only),
);

describe.each(wanted)('%s', (model, protocol) => {
  test.each(tried)('%s', async (id) => {
    const simulator = await simulators.start({ turns: scenarioActor });
    const scenario = scenarios.find((each) => each.id === id);
    if (scenario === undefined) throw new TypeError(`No scenario ${id}.`);
    const found = models.find(model);
    const result = await runScenario(
      { ...scenario, applies: () => true },
      {
        client: simulator.client(),
        model: {
          provider: model.slice(0, model.indexOf(':')),
          id: model.slice(model.indexOf(':') + 1),
          protocol,
        },
        ...(found.ok ? { facts: found.model } : {}),
      },
    );
    expect([result.outcome, result.reason]).toEqual(['pass', undefined]);
  });
});
