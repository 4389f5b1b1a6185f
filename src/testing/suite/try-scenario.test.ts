// What `verify` says of answers that are not as on record: each failure in the layer where it is.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useSimulators } from '../../../test/support/simulated.ts';
import { models } from '../../catalog/models.ts';
import type { Transport } from '../../http/transport.ts';
import { scenarioActor } from '../scenarios/actor.ts';
import { scenarios } from '../scenarios/list.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Simulator } from '../simulator.ts';
import type { Turn } from '../turn.ts';
import { leadToSimulator } from './lead-to-simulator.ts';
import { type TrialResult, tryScenario } from './try-scenario.ts';

const simulators = useSimulators();
const folder = mkdtempSync(join(tmpdir(), 'try-scenario-'));
const model = 'openai:gpt-4o-mini';
let good: Simulator;
beforeAll(async () => {
  good = await simulators.start({ turns: scenarioActor });
});
afterAll(() => rmSync(folder, { recursive: true }));

type Change = (body: string) => string;

async function trial(
  id: string,
  mode: 'record' | 'verify' | 'replay',
  simulated: Simulator,
  change?: Change,
): Promise<TrialResult> {
  const scenario = scenarios.find((each) => each.id === id);
  const lead = await leadToSimulator(simulated, 'openai');
  if (scenario === undefined || lead === undefined) throw new TypeError(`There is no ${id}.`);
  return tryScenario({
    scenario,
    model,
    facts: models.get(model),
    folder,
    mode,
    transport: change === undefined ? lead : changed(lead, change),
    client: { keys: simulated.keys, defaults: { retry: 0 } },
  });
}

/** The network with every body rewritten. */
function changed(lead: Transport, change: Change): Transport {
  return async (request, signal) => {
    const response = await lead(request, signal);
    let text = '';
    const decoder = new TextDecoder();
    for (let bytes = await response.body.read(); bytes !== undefined; bytes = await response.body.read())
      text += decoder.decode(bytes, { stream: true });
    const reads = [new TextEncoder().encode(change(text))];
    return {
      ...response,
      body: { read: () => Promise.resolve(reads.shift()), close: () => response.body.close() },
    };
  };
}

const answering = (turn: Turn): Promise<Simulator> => simulators.start({ turns: [turn] });

describe('verify', () => {
  beforeAll(async () => {
    for (const id of ['basic', 'streaming', 'multi_tool'])
      expect(await trial(id, 'record', good)).toMatchObject({ outcome: 'pass' });
  });

  test('passes where the form is as on record', async () => {
    for (const id of ['basic', 'streaming', 'multi_tool'])
      expect(await trial(id, 'verify', good)).toMatchObject({ outcome: 'pass' });
  });

  test('an answer that is as it must be, in another form', async () => {
    const result = await trial('basic', 'verify', good, (body) =>
      body.replace('"usage":{', '"usage":{"extra":1,'),
    );
    expect(result).toMatchObject({ outcome: 'fail', layer: 'drift' });
    expect(result.reason).toMatch(/body\.usage\.extra was absent on record and is number\. Record it again/);
  });

  test.each(['basic', 'streaming'])(
    '%s: an answer that cannot be used any more, as its form is another',
    async (id) => {
      const result = await trial(id, 'verify', good, (body) =>
        body.replaceAll(/"content":"[^"]*"/g, '"content":7'),
      );
      expect(result).toMatchObject({ outcome: 'fail', layer: 'drift' });
      expect(result.reason).toMatch(/content was string on record and is number.* So: \w/);
    },
  );

  test('an answer in the same form that is not as it must be', async () => {
    const rome = { name: 'get_weather', input: { location: 'Rome', unit: 'celsius' } };
    const result = await trial('multi_tool', 'verify', await answering({ toolCalls: [rome] }));
    expect(result).toMatchObject({ outcome: 'fail', layer: 'assertion' });
    expect(result.reason).toContain('The place must be Paris');
  });

  test.each([
    ['a key that is not valid', { type: 'status', status: 401 }],
    ['too many requests', { type: 'status', status: 429 }],
    ['a connection that breaks', { type: 'reset', after: 0 }],
  ] as const)('%s is no drift', async (_, fault) => {
    const result = await trial('basic', 'verify', await answering({ text: 'Hello', fault }));
    expect(result).toMatchObject({ outcome: 'fail', layer: 'transport' });
  });
});

test('a request that is not the one on record is a failure of the request', async () => {
  expect(await trial('usage', 'record', good)).toMatchObject({ outcome: 'pass' });
  const usage = scenarios.find(({ id }) => id === 'usage');
  if (usage === undefined) throw new TypeError('There is no usage.');
  const scenario: Scenario = {
    ...usage,
    async run(stage) {
      await stage.client.generateText(stage.model, 'Another prompt');
    },
  };
  const result = await tryScenario({ scenario, model, folder, mode: 'replay' });
  expect(result).toMatchObject({ outcome: 'fail', layer: 'request' });
  expect(result.reason).toContain('The nearest');
});
