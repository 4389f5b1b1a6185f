import { models } from 'reqllm/models';
import type { Cell, LedgerModels } from '../../../src/catalog/evidence/ledger.ts';
import { scenarioActor } from '../../../src/testing/scenarios/actor.ts';
import { runScenario } from '../../../src/testing/scenarios/run.ts';
import type { Scenario } from '../../../src/testing/scenarios/scenario.ts';
import { simulator } from '../../../src/testing/simulator.ts';

/** One model of each protocol, or host with ways of its own, that nobody recorded with the scenarios. */
export const simulatedModels: Readonly<Record<string, string>> = {
  'cohere:command-a-03-2025': 'cohere-chat',
  'ollama:llama3.1:8b': 'ollama-chat',
  'mistral:mistral-small-latest': 'openai-chat',
  'deepseek:deepseek-chat': 'openai-chat',
  'perplexity:sonar': 'openai-chat',
};

/** What the scenarios come to over the simulator: it shows that the protocol carries them, and nothing of the model. */
export async function simulatedCells(scenarios: readonly Scenario[]): Promise<LedgerModels> {
  await using simulated = await simulator({ turns: scenarioActor, pace: { frameMs: 0 } });
  await using slow = await simulator({ turns: scenarioActor, pace: { frameMs: 4 } });
  const ledger: Record<string, Record<string, Record<string, Cell>>> = {};
  for (const [model, surface] of Object.entries(simulatedModels)) {
    const found = models.find(model);
    const facts = found.ok ? { facts: found.model } : {};
    const cells: Record<string, Cell> = {};
    for (const scenario of scenarios.filter(({ type }) => type === 'text')) {
      // What is left in the middle needs a stream that takes its time.
      const client = (scenario.id === 'abort' ? slow : simulated).client({ defaults: { retry: 0 } });
      const { outcome, layer, reason } = await runScenario(scenario, { client, model, ...facts });
      if (outcome === 'skip') continue;
      cells[scenario.id] = {
        result: outcome,
        date: 'unknown',
        fixture: `simulator/${surface}`,
        source: 'simulator',
        ...(layer === undefined ? {} : { layer }),
        ...(reason === undefined ? {} : { reason: reason.slice(0, 240) }),
      };
    }
    ledger[model] = { [surface]: cells };
  }
  return ledger;
}
