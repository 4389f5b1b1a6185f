// What a run costs, by what the simulator counted and the price list, without the books of the run itself.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { useSimulators } from '../../../../test/support/simulated.ts';
import { listPrice, models } from '../../../models.ts';
import { leadToSimulator, scenarioActor, scenarios, type SimulatorOptions } from '../../../testing/index.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Respondent } from './respondent.ts';
import { type ModelRun, outOfMoney, runModels } from './run-models.ts';

const simulators = useSimulators();
const folder = mkdtempSync(join(tmpdir(), 'compat-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A simulator that is paid as the provider would be, and what it would have charged. */
async function paidSimulator(
  options: SimulatorOptions = {},
): Promise<Respondent & { charged: number; requests: number }> {
  const simulated = await simulators.start({ turns: scenarioActor, ...options });
  const respondent: Respondent & { charged: number; requests: number } = {
    isPaid: true,
    charged: 0,
    requests: 0,
    async reach(provider) {
      const lead = await leadToSimulator(simulated, provider);
      if (lead === undefined) throw new TypeError(provider);
      return {
        client: { keys: simulated.keys, defaults: { retry: 0 } },
        async transport(request, signal) {
          respondent.requests += 1;
          const response = await lead(request, signal);
          const pieces: string[] = [];
          const decoder = new TextDecoder();
          const read = async (): Promise<Uint8Array | undefined> => {
            const bytes = await response.body.read();
            if (bytes !== undefined) pieces.push(decoder.decode(bytes, { stream: true }));
            else respondent.charged += priceOf(JSON.parse(pieces.join('')) as Said);
            return bytes;
          };
          return { ...response, body: { read, close: () => response.body.close() } };
        },
      };
    },
    close: () => simulated.close(),
  };
  return respondent;
}

// Chat bodies of OpenAI; of other formats nothing is added up.
interface Said {
  readonly model: string;
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number };
}

function priceOf({ model, usage }: Said): number {
  if (usage?.prompt_tokens === undefined) return 0;
  const facts = models.get(`openai:${model}`);
  const [input = 0, output = 0] = [listPrice(facts, 'input'), listPrice(facts, 'output')];
  return (usage.prompt_tokens * input + usage.completion_tokens * output) / 1e6;
}

const chats = ['gpt-4o', 'gpt-4o-mini', 'gpt-4-turbo', 'gpt-4', 'gpt-3.5-turbo'].map((id) => `openai:${id}`);

async function run(
  respondent: Respondent,
  specs: readonly string[],
  ids: readonly string[],
  more: { maxCost?: number; concurrency?: number } = {},
): Promise<ModelRun[]> {
  const chosen = specs.map((spec) => {
    const found = models.find(spec);
    return found.ok ? { spec, facts: found.model } : { spec };
  });
  return runModels(chosen, {
    scenarios: scenarios.filter(({ id }) => ids.includes(id)),
    mode: 'record',
    folder,
    isKept: false,
    concurrency: 4,
    respondent,
    signal: new AbortController().signal,
    progress: { scenario: () => {}, model: () => {}, done: () => {} },
    ...more,
  });
}

const sum = (runs: readonly ModelRun[]): number => runs.reduce((total, { spent }) => total + spent, 0);
const resultsOf = (runs: readonly ModelRun[]): ModelRun['results'] => runs.flatMap(({ results }) => results);

describe('the budget of a run', () => {
  // The simulator keeps to the limits of these.
  const ids = ['basic', 'token_limit', 'context_append', 'multi_turn', 'multi_tool', 'no_tool'];

  test('what is spent is what the counted tokens cost', async () => {
    const respondent = await paidSimulator();
    const runs = await run(respondent, chats, ids);
    expect(resultsOf(runs).map(({ outcome }) => outcome)).toEqual(chats.flatMap(() => ids.map(() => 'pass')));
    expect(respondent.charged).toBeGreaterThan(0.001);
    expect(sum(runs)).toBeCloseTo(respondent.charged, 7);
    expect(resultsOf(runs).reduce((total, { cost }) => total + (cost ?? 0), 0)).toBeCloseTo(sum(runs), 9);
    expect(exitCodeOf(runs)).toBe(0);
  });

  test.each([0.01, 0.025, 0.04])('is never passed, however many spend from it: $%d', async (maxCost) => {
    const respondent = await paidSimulator();
    const runs = await run(respondent, chats, ids, { maxCost, concurrency: 5 });
    expect(respondent.charged).toBeGreaterThan(0);
    expect(respondent.charged).toBeLessThanOrEqual(maxCost);
    expect(sum(runs)).toBeCloseTo(respondent.charged, 7);
    const unpaid = resultsOf(runs).filter(({ reason }) => reason === outOfMoney);
    expect(unpaid.length).toBeGreaterThan(0);
    expect(unpaid.every(({ outcome }) => outcome === 'skip')).toBe(true);
    expect(exitCodeOf(runs)).toBe(3);
  });

  test('those side by side wait for what others reserved and do not need', async () => {
    const respondent = await paidSimulator({ pace: { frameMs: 5 } });
    // One call of gpt-4 reserves $0.03 and costs a tenth of it.
    const runs = await run(respondent, ['openai:gpt-4', 'openai:gpt-4-0613'], ['basic', 'multi_turn'], {
      maxCost: 0.05,
      concurrency: 2,
    });
    expect(resultsOf(runs).map(({ outcome, reason }) => reason ?? outcome)).toEqual(Array(4).fill('pass'));
  });

  test('nothing is sent where nothing may be spent', async () => {
    const respondent = await paidSimulator();
    const runs = await run(respondent, chats, ['basic'], { maxCost: 0 });
    expect([respondent.requests, sum(runs), exitCodeOf(runs)]).toEqual([0, 0, 3]);
  });

  test('what has no known price counts ten cents a call', async () => {
    const respondent = await paidSimulator();
    const runs = await run(
      respondent,
      ['cohere:c4ai-aya-expanse-8b', 'cohere:c4ai-aya-expanse-32b'],
      ['basic'],
      {
        maxCost: 0.15,
        concurrency: 1,
      },
    );
    expect(resultsOf(runs).map(({ outcome }) => outcome)).toEqual(['pass', 'skip']);
    expect(sum(runs)).toBeCloseTo(0.1, 9);
  });

  test('a stream that breaks is charged by estimate', async () => {
    const respondent = await paidSimulator({
      turns: () => ({ text: 'Hello there, this goes on', fault: { type: 'reset', after: 2 } }),
    });
    const runs = await run(respondent, ['openai:gpt-4'], ['streaming']);
    expect(resultsOf(runs)).toMatchObject([{ outcome: 'fail', layer: 'transport', cost: null }]);
    expect(sum(runs)).toBeGreaterThan(0);
    expect(exitCodeOf(runs)).toBe(1);
  });
});

test.each([
  [[], 1],
  [['pass'], 0],
  [['skip'], 1],
  [['pass', 'fail', 'poor'], 1],
  [['pass', 'poor'], 3],
  [['pass', 'skip'], 0],
] as const)('the exit code of %j is %d', (outcomes, code) => {
  const results = outcomes.map((each) => ({
    scenario: 'basic',
    outcome: each === 'poor' ? ('skip' as const) : each,
    ...(each === 'poor' ? { reason: outOfMoney } : {}),
    ms: 0,
    cost: 0,
    fixture: '',
  }));
  expect(exitCodeOf([{ model: 'a:b', spent: 0, results }])).toBe(code);
});
