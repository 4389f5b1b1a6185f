import type { Attempt } from '../core/attempt.ts';
import type { Middleware, Reply } from '../core/call.ts';
import { isReqLLMError, ReqLLMError } from '../core/error.ts';
import type { ModelLookup, ModelPrice } from '../core/lookup.ts';
import type { AnyCall } from '../core/operation.ts';
import { type Bill, type ExpectedTokens, openBill } from './bill.ts';
import { dollars } from './dollars.ts';
import { answerTokens, dearestCost, promptTokens } from './estimate.ts';
import { createReservation } from './reservation.ts';
import { type Check, checkSettings, oneOf, oneOfOrFunction, positive, storeChecks } from './settings.ts';
import { guarded, settleLater, type StorePolicy } from './stores/guarded.ts';
import { leaseFor } from './stores/lease.ts';
import type { Gauge, LimitStore } from './stores/limit-store.ts';
import { memoryLimits } from './stores/memory-limits.ts';

/** Settings of {@link budget}. */
export interface BudgetOptions extends StorePolicy {
  /** US dollars that may be spent. */
  readonly usd: number;
  /**
   * What they are for: each `call`; each `hour` or `day` (of UTC), or so many milliseconds counted from 1970; or `all`, for
   * as long as the store lasts. Default `all`.
   */
  readonly per?: 'call' | 'hour' | 'day' | 'all' | number;
  /**
   * Who has a budget of that size: all calls together, each of a call's `tags` (calls without one share one), or what a
   * function names; calls for which it names nothing are not counted. Default `all`.
   */
  readonly by?: 'all' | 'tag' | ((call: AnyCall) => string | readonly string[] | undefined);
  /** What becomes of a call whose price is not known. Default `allow`. */
  readonly unknownPrice?: 'allow' | 'refuse';
  /** How long an answer is taken to be where `maxTokens` is not said, in tokens. Default: the most that the model can write. */
  readonly assumeTokens?: number;
  /** Where it is counted. Default: in this process. */
  readonly store?: LimitStore;
  /** Keeps budgets in one store apart. Default `budget`. */
  readonly name?: string;
  /**
   * After how long what a call reserved is given back when its process is gone, in milliseconds; it is renewed while the
   * call runs. Default a minute; 15 minutes for a store that cannot renew.
   */
  readonly leaseMs?: number;
  readonly now?: () => number;
}

/** A layer that keeps to a budget, and tells how it stands. */
export interface Budget extends Middleware {
  /** What is left, in US dollars; of one tag or name, where each has its own. */
  left(who?: string): Promise<number>;
  /** Resolves when all calls that have ended are counted. */
  settled(): Promise<void>;
}

// Whole billionths of a dollar: sums of fractions would drift.
const perDollar = 1e9;
const periodMs = { call: 0, hour: 3_600_000, day: 86_400_000, all: 0 } as const;

/**
 * Keeps spending within a sum. Before a call it reserves the most that the call may cost and refuses it with the code
 * `budget` when that is not left; so it does for each other model that is asked for the call. Afterwards it counts what the
 * call did cost. With a shared store many processes spend from one budget.
 */
export function budget(options: BudgetOptions): Budget {
  checkSettings('budget', options, checks, 'usd');
  const { name = 'budget', now = Date.now } = options;
  const policy = options.store === undefined ? { storeTimeoutMs: 0 } : options;
  const store = guarded(options.store ?? memoryLimits({ now }), name, policy);
  const { leaseMs = leaseFor(store) } = options;
  const settling = new Set<Promise<void>>();
  let count = 0;

  const layer: Middleware = async (call, next, lookup) => {
    const expected = await expectedOf(call, lookup, options);
    if (options.per === 'call') {
      checkSingle(call, options, expected.amount);
      const admit = async (other: AnyCall, tries?: readonly Attempt[]): Promise<void> => {
        checkSingle(other, options, (await expectedOf(other, lookup, options)).amount);
        await call.control.admit?.(other, tries);
      };
      return next({ ...call, control: { ...call.control, admit } });
    }
    const gauges = whoOf(call, options.by ?? 'all').map((who) => gaugeOf(options, who));
    if (gauges.length === 0) return next(call);
    const reservation = createReservation({ store, gauges, leaseMs, id: `${instance}-${(count += 1)}` });
    const reserve = async (asked: AnyCall, amount: number): Promise<void> => {
      const answer = await reservation.add(amount);
      if (answer.ok) return;
      const who = gauges[answer.gauge]?.key.slice(name.length + 1);
      throw tooDear(asked, options, { ...answer, left: answer.left / perDollar, amount, who });
    };
    await reserve(call, expected.amount);
    const bill = openBill(call, expected.price, expected.tokens);
    const admit = async (other: AnyCall, tries?: readonly Attempt[]): Promise<void> => {
      const more = await expectedOf(other, lookup, options);
      bill.expect(other, more.price, more.tokens);
      if (tries !== undefined) await reservation.pay(billionths(bill.tries(tries)));
      await reserve(other, more.amount);
      await call.control.admit?.(other, tries);
    };
    const settle = (usd: number): void => {
      const settled = settleLater(reservation.pay(billionths(usd)));
      settling.add(settled);
      void settled.then(() => settling.delete(settled));
    };
    try {
      const reply = await next({ ...call, control: { ...call.control, admit } });
      const isOther = reply.model.spec !== call.model.spec;
      return counted(reply, bill, settle, isOther ? await lookup?.price(reply.model) : expected.price);
    } catch (error) {
      settle(isReqLLMError(error) ? bill.tries(error.attempts) : 0);
      throw error;
    }
  };

  return Object.assign(layer, {
    left: async (who: string = 'all') => ((await store.left([gaugeOf(options, who)]))[0] ?? 0) / perDollar,
    settled: async () => {
      await Promise.all(settling);
    },
  });
}

interface Expected {
  readonly price: ModelPrice | undefined;
  readonly tokens: ExpectedTokens;
  /** The most that it may cost, in billionths of a dollar. */
  readonly amount: number;
}

async function expectedOf(
  call: AnyCall,
  lookup: ModelLookup | undefined,
  { assumeTokens, unknownPrice }: BudgetOptions,
): Promise<Expected> {
  const price = await lookup?.price(call.model);
  const { likely, most } = promptTokens(call);
  const output = answerTokens(call, assumeTokens);
  const estimate = dearestCost(call, price, { input: most, output });
  if (estimate === undefined && unknownPrice === 'refuse') throw noPrice(call);
  return { price, tokens: { input: likely, output }, amount: Math.ceil((estimate ?? 0) * perDollar) };
}

function checkSingle(call: AnyCall, options: BudgetOptions, amount: number): void {
  if (amount > options.usd * perDollar) throw tooDear(call, options, { left: options.usd, amount });
}

function gaugeOf({ per = 'all', name = 'budget', usd }: BudgetOptions, who: string): Gauge {
  const perMs = typeof per === 'number' ? per : periodMs[per];
  return { key: `${name}:${who}`, kind: 'window', limit: Math.floor(usd * perDollar), perMs };
}

function billionths(usd: number): number {
  return Math.ceil(usd * perDollar - 1e-6);
}

const instance: string = Math.random().toString(36).slice(2, 12);

function counted(
  reply: Reply,
  bill: Bill,
  settle: (usd: number) => void,
  price: ModelPrice | undefined,
): Reply {
  const running = bill.answered(reply, price);
  reply.chunks.tap({
    chunk: running.add,
    done: (outcome) => settle(running.total(outcome.type === 'end')),
  });
  return reply;
}

function whoOf(call: AnyCall, by: NonNullable<BudgetOptions['by']>): readonly string[] {
  if (by === 'all') return ['all'];
  const { tags = [] } = call.control;
  const named = by === 'tag' ? (tags.length === 0 ? ['untagged'] : tags) : (by(call) ?? []);
  return [...new Set([named].flat())];
}

interface Refusal {
  /** In dollars. */
  readonly left: number;
  /** In billionths of a dollar. */
  readonly amount: number;
  readonly waitMs?: number;
  readonly who?: string | undefined;
}

function tooDear(call: AnyCall, { usd, per = 'all', by = 'all' }: BudgetOptions, why: Refusal): ReqLLMError {
  const { spec, provider } = call.model;
  const period = typeof per === 'number' ? ` per ${per} ms` : per === 'all' ? '' : ` per ${per}`;
  const whose = by === 'all' || why.who === undefined ? '' : ` of "${why.who}"`;
  const renews = why.waitMs === undefined ? '' : ` It renews in ${Math.ceil(why.waitMs / 1_000)} s.`;
  const left = dollars(Math.max(0, why.left));
  const message = `The budget of ${dollars(usd)}${period}${whose} has ${left} left, and the call to ${spec} may cost ${dollars(why.amount / perDollar)}.${renews}`;
  const wait = why.waitMs === undefined ? {} : { retryAfterMs: why.waitMs };
  return new ReqLLMError(message, { code: 'budget', phase: 'config', model: spec, provider, ...wait });
}

function noPrice({ model }: AnyCall): ReqLLMError {
  const message = `No price is known for ${model.spec}, and the budget refuses what it cannot count. Give its price in \`createClient({ models })\`.`;
  const facts = { code: 'budget', phase: 'config', model: model.spec, provider: model.provider } as const;
  return new ReqLLMError(message, facts);
}

const checks: Readonly<Record<string, Check>> = {
  ...storeChecks,
  usd: positive,
  per: (value) =>
    Object.hasOwn(periodMs, value as string) || positive(value) === undefined
      ? undefined
      : "must be 'call', 'hour', 'day', 'all' or a number of milliseconds",
  by: oneOfOrFunction('all', 'tag'),
  unknownPrice: oneOf('allow', 'refuse'),
  assumeTokens: positive,
};
