import {
  type AnyCall,
  type Cost,
  isReqLLMError,
  type Middleware,
  type ModelLookup,
  type ModelPrice,
  type Next,
  ReqLLMError,
  type Reply,
  type Usage,
} from '../../../index.ts';
import { budget, memoryLimits } from '../../../middleware.ts';

/** What a run may spend and has spent, for all models that are tried side by side. */
export interface Purse {
  /** What a model's calls go through: each reserves the most that it may cost, then is charged what it did cost. */
  accountOf(spec: string): Account;
}

/** The part of a run's purse that one model spends. */
export interface Account {
  readonly layer: Middleware;
  /** US dollars so far; what is not known counts by estimate. */
  spent(): Promise<number>;
}

// More than any run costs; keeps the books of runs without a limit.
const noLimit = 1_000_000;
// A call of a model without a known price.
const unknownCost = 0.1;
// What a call may cost at the dearest usual price, where tokens do not tell it beforehand.
const dearest: Readonly<Partial<Record<AnyCall['operation'], number>>> = {
  rerank: 0.01,
  image: 0.25,
  speech: 0.05,
  transcription: 0.05,
};

/** A purse with this much in it, in US dollars; without a limit it only counts. */
export function createPurse(usd: number = noLimit): Purse {
  const store = memoryLimits();
  const queue = createQueue();
  return {
    accountOf(spec) {
      // Nothing can be reserved of nothing.
      if (usd <= 0)
        return { layer: (call) => Promise.reject(nothingLeft(call)), spent: () => Promise.resolve(0) };
      const layer = budget({ usd, store, name: 'compat', by: () => ['all', spec] });
      return {
        layer: (call, next, lookup) =>
          queue(next, (enter) => {
            const stage = { isReserved: false };
            const reserved: Next = (sent) => {
              stage.isReserved = true;
              return enter(sent);
            };
            return layer(call, reserved, withEstimates(call, lookup, stage));
          }),
        async spent() {
          await layer.settled();
          return usd - (await layer.left(spec));
        },
      };
    },
  };
}

/** Runs a call; `enter` is what it goes on with once it has reserved what it needs. */
type Queue = (next: Next, run: (enter: Next) => Promise<Reply>) => Promise<Reply>;

/**
 * Calls reserve one after the other. One that is refused waits until another has ended, as that gives back what it reserved
 * and did not need; only where nothing else is under way the purse is empty.
 */
function createQueue(): Queue {
  const under = new Set<Promise<void>>();
  let turn: Promise<void> = Promise.resolve();
  return async (next, run) => {
    for (;;) {
      const before = turn;
      const reserved = deferred();
      const ended = deferred();
      turn = reserved.promise;
      await before;
      const others = [...under];
      const close = (): void => {
        under.delete(ended.promise);
        reserved.resolve();
        ended.resolve();
      };
      try {
        const reply = await run((call) => {
          under.add(ended.promise);
          reserved.resolve();
          return next(call);
        });
        reply.chunks.tap({ done: close });
        return reply;
      } catch (error) {
        close();
        const isEmpty = isReqLLMError(error) && error.code === 'budget';
        if (!isEmpty || others.length === 0) throw error;
      }
      await Promise.race(others);
    }
  };
}

/** The lookup with a price for every call, so that none is free because nobody knows what it costs. */
function withEstimates(
  call: AnyCall,
  lookup: ModelLookup | undefined,
  stage: { readonly isReserved: boolean },
): ModelLookup | undefined {
  if (lookup === undefined) return undefined;
  const price = async (model: AnyCall['model']): Promise<ModelPrice> => {
    const known = await lookup.price(model);
    return (used, facts) => {
      const counted = stage.isReserved ? used : withMargin(used);
      const priced = known?.(counted, facts) ?? counted;
      const least = leastOf(call, priced);
      return (priced.cost?.total ?? 0) >= least ? priced : { ...priced, cost: { ...nothing, total: least } };
    };
  };
  return { ...lookup, price };
}

const nothing: Cost = {
  total: 0,
  currency: 'USD',
  input: null,
  output: null,
  cacheRead: null,
  cacheWrite: null,
  reasoning: null,
  tools: null,
  source: 'registry',
  complete: false,
};

// Estimates are of the text alone: providers add words of their own, for tools some hundred, and count a little over limits.
function withMargin(used: Usage): Usage {
  const { inputTokens, outputTokens } = used;
  return {
    ...used,
    inputTokens: Math.ceil((inputTokens ?? 0) * 1.5) + 600,
    outputTokens: outputTokens === 0 ? 0 : Math.ceil((outputTokens ?? 0) * 1.1) + 16,
  };
}

function leastOf({ operation }: AnyCall, { cost, outputTokens, units }: Usage): number {
  if (cost === null) return dearest[operation] ?? unknownCost;
  const isCounted = (outputTokens ?? 0) > 0 || units !== undefined;
  return isCounted ? 0 : (dearest[operation] ?? 0);
}

function nothingLeft({ model: { spec, provider } }: AnyCall): ReqLLMError {
  const facts = { code: 'budget', phase: 'config', model: spec, provider } as const;
  return new ReqLLMError(`Nothing may be spent, and the call to ${spec} costs something.`, facts);
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
