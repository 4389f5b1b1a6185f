import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callOf, replyOf } from '../../test/support/calls.ts';
import { failureOf, useSimulators } from '../../test/support/simulated.ts';
import { virtualTime } from '../../test/support/virtual-time.ts';
import type { Next, Reply } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import { ReqLLMError } from '../core/error.ts';
import type { ModelLookup } from '../core/lookup.ts';
import { reportedCost, usage } from '../core/usage.ts';
import { faults } from '../testing/fault.ts';
import { budget } from './budget.ts';
import { cache } from './cache.ts';
import { promptTokens } from './estimate.ts';
import { fallback } from './fallback.ts';
import type { LimitStore } from './stores/limit-store.ts';

const simulators = useSimulators();
const spec = 'openai:gpt-4o-mini';

/** A dollar for each token, in and out. */
const dollarPerToken: ModelLookup = {
  model: () => Promise.reject(new Error('not asked')),
  find: () => Promise.resolve([]),
  price: () =>
    Promise.resolve((used) => ({
      ...used,
      cost: reportedCost((used.inputTokens ?? 0) + (used.outputTokens ?? 0), { source: 'registry' }),
    })),
};
// What is reserved for a prompt, and what is counted for one whose usage nobody told.
const { most: promptDollars, likely: likelyDollars } = promptTokens(callOf());

function answering(outputTokens: number, more: Partial<Reply> = {}): Next {
  const chunks: Chunk[] = [
    { type: 'text', block: 0, text: 'Hi' },
    { type: 'usage', usage: usage({ inputTokens: promptDollars, outputTokens }) },
    { type: 'finish', reason: 'stop' },
  ];
  return (call) => Promise.resolve({ ...replyOf(call, chunks), ...more });
}

async function readAll({ chunks }: Reply): Promise<void> {
  while ((await chunks.batch()) !== undefined);
}

describe('budget', () => {
  it('refuses before anything is sent, and says what is left and when it renews', async () => {
    const now = (): number => Date.UTC(2026, 10, 22, 23, 0, 0);
    const layer = budget({ usd: promptDollars + 10, per: 'day', now });
    let sent = 0;
    const next: Next = (call) => {
      sent += 1;
      return answering(3)(call);
    };
    await readAll(await layer(callOf({}, { maxTokens: 4 }), next, dollarPerToken));
    await layer.settled();
    expect(await layer.left()).toBe(7);
    const error = await failureOf(layer(callOf({}, { maxTokens: 40 }), next, dollarPerToken));
    expect(error).toMatchObject({ code: 'budget', retryable: false, retryAfterMs: 3_600_000 });
    expect(error.message).toContain(`has $7.00 left`);
    expect(error.message).toContain('renews in 3600 s');
    expect(sent).toBe(1);
  });

  it('never spends more than there is, when estimates are exact, whatever the schedule', async () => {
    const calls = fc.array(
      fc.record({
        afterMs: fc.nat(500),
        takesMs: fc.nat(500),
        tokens: fc.integer({ min: 1, max: 20 }),
        end: fc.constantFrom('read', 'left', 'failed'),
      }),
      { minLength: 1, maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(
        calls,
        fc.integer({ min: promptDollars, max: 20 * promptDollars }),
        async (plan, usd) => {
          const time = virtualTime();
          const layer = budget({ usd, now: time.now });
          let spent = 0;
          const running = plan.map(async ({ afterMs, takesMs, tokens, end }) => {
            await time.sleep(afterMs);
            const next: Next = async (call) => {
              await time.sleep(takesMs);
              if (end === 'failed')
                throw new ReqLLMError('No.', { code: 'server', phase: 'headers', status: 400 });
              // A stream that is left makes no more of its answer.
              spent += end === 'left' ? likelyDollars : promptDollars + tokens;
              return answering(tokens)(call);
            };
            try {
              const reply = await layer(callOf({}, { maxTokens: tokens }), next, dollarPerToken);
              await (end === 'left' ? reply.chunks.return() : readAll(reply));
            } catch (error) {
              expect(['budget', 'server']).toContain((error as ReqLLMError).code);
            }
          });
          await time.runAll();
          await Promise.all(running);
          await layer.settled();
          expect(spent).toBeLessThanOrEqual(usd);
          const left = await layer.left();
          expect(left).toBe(usd - spent);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('begins anew with each period', async () => {
    const time = { at: Date.UTC(2026, 0, 1, 10, 59) };
    const layer = budget({ usd: promptDollars + 5, per: 'hour', now: () => time.at });
    const ask = (): Promise<Reply> => layer(callOf({}, { maxTokens: 5 }), answering(5), dollarPerToken);
    await readAll(await ask());
    await layer.settled();
    await expect(ask()).rejects.toMatchObject({ code: 'budget', retryAfterMs: 60_000 });
    time.at += 60_000;
    await readAll(await ask());
  });

  it('gives each tag a budget of its own; a call with several needs room in all of them', async () => {
    const layer = budget({ usd: promptDollars + 5, by: 'tag' });
    const ask = async (...tags: string[]): Promise<void> =>
      readAll(await layer(callOf({ tags }, { maxTokens: 5 }), answering(5), dollarPerToken));
    await ask('red');
    await layer.settled();
    const error = await failureOf(ask('blue', 'red'));
    expect(error.message).toContain('of "red"');
    expect(await layer.left('blue')).toBe(promptDollars + 5);
    await ask('blue');
    await ask();
    await expect(ask()).rejects.toMatchObject({ code: 'budget' });
  });

  it('counts single calls, and names that a function gives', async () => {
    const each = budget({ usd: promptDollars + 5, per: 'call' });
    await readAll(await each(callOf({}, { maxTokens: 5 }), answering(5), dollarPerToken));
    await readAll(await each(callOf({}, { maxTokens: 5 }), answering(5), dollarPerToken));
    await expect(each(callOf({}, { maxTokens: 6 }), answering(5), dollarPerToken)).rejects.toMatchObject({
      code: 'budget',
    });
    const named = budget({ usd: 1, by: () => undefined });
    await readAll(await named(callOf({}, { maxTokens: 5 }), answering(5), dollarPerToken));
    expect(await named.left('anything')).toBe(1);
  });

  it('lets unknown prices pass, or refuses them', async () => {
    const unknown: ModelLookup = { ...dollarPerToken, price: () => Promise.resolve(undefined) };
    await readAll(await budget({ usd: 1 })(callOf(), answering(5), unknown));
    await expect(
      budget({ usd: 1, unknownPrice: 'refuse' })(callOf(), answering(5), unknown),
    ).rejects.toMatchObject({
      code: 'budget',
      message: expect.stringContaining('No price is known') as string,
    });
  });

  it('sends nothing while its store cannot be asked, and swallows no rejection of it', async () => {
    const down = (): Promise<never> => Promise.reject(new Error('ECONNREFUSED'));
    const store: LimitStore = { claim: down, settle: down, left: down };
    let sent = 0;
    const next: Next = (call) => {
      sent += 1;
      return answering(1)(call);
    };
    await expect(budget({ usd: 1, store })(callOf(), next, dollarPerToken)).rejects.toMatchObject({
      code: 'config',
    });
    expect(sent).toBe(0);
    // A store that is lost in the middle: the reservation stays until its lease ends.
    const lost = budget({ usd: 1e6, store: { ...store, claim: () => Promise.resolve({ ok: true }) } });
    await readAll(await lost(callOf(), next, dollarPerToken));
    await lost.settled();
  });

  it.each([{ usd: 0 }, { usd: Number.NaN }, { usd: 1, per: 'week' as 'day' }, { usd: 1, per: -1 }])(
    'refuses %j',
    (options) => {
      expect(() => budget(options)).toThrow(ReqLLMError);
    },
  );
});

describe('a budget of a client', () => {
  it('counts what responses say they cost, also of the model that stood in, and nothing for hits', async () => {
    const simulated = await simulators.start({
      turns: (call) =>
        call.model.id === 'gpt-4o-mini' ? { fault: faults.status(500) } : { text: 'one two three' },
    });
    const layer = budget({ usd: 1, assumeTokens: 500 });
    const middleware = [layer, cache(), fallback(['anthropic:claude-haiku-4-5'])];
    const client = simulated.client({ middleware });
    const response = await client.generateText(spec, 'Hello', { retry: 0 });
    await layer.settled();
    const total = response.attempts.at(-1)?.usage.cost?.total ?? Number.NaN;
    const { input } = { input: response.attempts[0]?.usage };
    // The lost try may have been billed: its prompt is counted too.
    expect(input?.status).toBe('unknown');
    const left = await layer.left();
    expect(1 - left).toBeGreaterThanOrEqual(total);
    expect(1 - left).toBeLessThan(total * 1.5);
    const again = await client.generateText(spec, 'Hello', { retry: 0 });
    expect(again.cached).toBeDefined();
    await layer.settled();
    expect(await layer.left()).toBe(left);
  });

  it('refuses a call by its own maxCost, before it is sent', async () => {
    const simulated = await simulators.start({ turns: [{ text: 'Hi' }] });
    const client = simulated.client();
    const dear = { maxTokens: 16_000, maxCost: 0.001 };
    const error = await failureOf(client.generateText(spec, 'Hello', dear));
    expect(error).toMatchObject({ code: 'budget', model: spec });
    expect(error.message).toMatch(/may cost \$0\.0096/);
    expect(simulated.requests).toHaveLength(0);
    const fits = await client.generateText(spec, 'Hello', { ...dear, maxTokens: 1_000 });
    expect(fits.text).toBe('Hi');
    const inline = { provider: 'openai', id: 'my-own-model' };
    expect((await client.generateText(inline, 'Hello', { maxCost: 1 })).text).toBe('Hi');
    const strict = { maxCost: { usd: 1, strict: true } };
    await expect(client.generateText(inline, 'Hello', strict)).rejects.toMatchObject({ code: 'budget' });
    await expect(client.generateText(spec, 'Hello', { maxCost: 0 })).rejects.toMatchObject({
      code: 'config',
    });
  });
});
