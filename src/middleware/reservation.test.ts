import { expect, it } from 'vitest';
import { failureOf, useSimulators } from '../../test/support/simulated.ts';
import { faults } from '../testing/fault.ts';
import { budget } from './budget.ts';
import { fallback } from './fallback.ts';
import { memoryLimits } from './stores/memory-limits.ts';
import type { LimitStore } from './stores/limit-store.ts';

const simulators = useSimulators();
const cheap = 'openai:gpt-4o-mini';
const dear = 'anthropic:claude-opus-4-1';
const options = { maxTokens: 1_000, retry: 0 } as const;

function watched(): { readonly store: LimitStore; readonly amounts: number[] } {
  const memory = memoryLimits();
  const amounts: number[] = [];
  const claim: LimitStore['claim'] = (id, gauges, leaseMs) => {
    amounts.push(gauges[0]?.amount ?? Number.NaN);
    return memory.claim(id, gauges, leaseMs);
  };
  return { store: { ...memory, claim }, amounts };
}

it('each model of a chain is reserved for at its own price', async () => {
  const simulated = await simulators.start({
    turns: (call) =>
      call.model.id === 'gpt-4o-mini' ? { fault: faults.status(500) } : { text: 'one two three' },
  });
  const { store, amounts } = watched();
  const layer = budget({ usd: 1, store });
  const inClient = simulated.client({ middleware: [layer, fallback([dear])] });
  const response = await inClient.generateText(cheap, 'Hello', options);
  expect(response.model.spec).toBe(dear);
  const ofCall = simulated.client({ middleware: [layer] });
  await ofCall.generateText([cheap, dear], 'Hello', options);
  // A thousand tokens of answer: $0.0006 and $0.075, and the prompt.
  expect(amounts.map((amount) => Math.round(amount / 1e5) / 1e4)).toEqual([
    expect.closeTo(0.0006, 3),
    expect.closeTo(0.075, 2),
    expect.closeTo(0.0006, 3),
    expect.closeTo(0.075, 2),
  ]);
  await layer.settled();
  // Two answers of three words, and perhaps the prompts that were lost: nothing is left reserved.
  expect(await layer.left()).toBeGreaterThan(0.99);
});

it('a model that there is too little money for is not asked; a cheaper one is', async () => {
  const simulated = await simulators.start({
    turns: (call) =>
      call.model.id === 'gpt-4o-mini' ? { fault: faults.status(500) } : { text: 'one two three' },
  });
  const layer = budget({ usd: 0.02 });
  const client = simulated.client({ middleware: [layer] });
  const response = await client.generateText([cheap, dear, 'anthropic:claude-haiku-4-5'], 'Hello', options);
  expect(response.model.spec).toBe('anthropic:claude-haiku-4-5');
  const asked = simulated.requests.map(({ path }) => path);
  expect(asked).toHaveLength(2);
  await expect(client.generateText([cheap, dear], 'Hello', options)).rejects.toMatchObject({
    code: 'server',
  });
  expect(simulated.requests).toHaveLength(3);
});

it('a budget for each call holds for each of its models', async () => {
  const simulated = await simulators.start({ turns: [{ fault: faults.status(500) }] });
  const client = simulated.client({ middleware: [budget({ usd: 0.02, per: 'call' })] });
  const error = await failureOf(client.generateText([cheap, dear], 'Hello', options));
  expect(error.code).toBe('server');
  expect(simulated.requests).toHaveLength(1);
});
