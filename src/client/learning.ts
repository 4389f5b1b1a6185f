import { loadLearnRule, type QuirkEngine } from '../catalog/door.ts';
import type { Rule } from '../catalog/quirks/rule.ts';
import { attemptOf } from '../core/attempt.ts';
import type { Middleware } from '../core/call.ts';
import { isReqLLMError } from '../core/error.ts';

/** A rule that a refusal taught a client. */
export interface LearnedRule {
  readonly id: string;
  /** The model that the refusal was about, as `provider:id`. */
  readonly model: string;
  readonly protocol: string;
  /** The provider's words, at most 200 characters. */
  readonly says: string;
}

/** What the refusals of providers taught one client. It lives as long as the client. */
export interface Learning {
  /** What asks once more, without what was refused; for inside of all other layers. */
  readonly layers: readonly Middleware[];
  /** The rules of a provider with those that were learned about it. */
  over(provider: string, engine: QuirkEngine): QuirkEngine;
  learned(): readonly LearnedRule[];
}

/** What a provider answered to a request that it refused. */
export interface Refusal {
  readonly protocol: string;
  readonly status: number;
  readonly body: unknown;
}

const refusals = new WeakMap<object, Refusal>();
// Model ids may come from strangers; the memory of them must not grow without end.
const mostRules = 256;

/** Keeps what a provider answered beside the error that was made of it, for the layer below. */
export function noteRefusal(error: unknown, refusal: Refusal): void {
  if (typeof error === 'object' && error !== null) refusals.set(error, refusal);
}

/** An empty memory. */
export function createLearning(): Learning {
  const known = new Map<string, { readonly rule: Rule; readonly provider: string; readonly model: string }>();
  const engines = new Map<string, QuirkEngine>();

  const keep = async (error: object, provider: string, model: string): Promise<boolean> => {
    const refusal = refusals.get(error);
    if (refusal === undefined) return false;
    const rule = (await loadLearnRule())({ provider, model, ...refusal });
    if (rule === undefined) return false;
    const key = `${rule.id} ${refusal.protocol} ${model}`;
    // What was left out already cannot be what is refused now.
    if (known.has(key)) return false;
    if (known.size >= mostRules) known.delete(known.keys().next().value ?? '');
    known.set(key, { rule, provider, model });
    engines.clear();
    return true;
  };

  const askAgain: Middleware = async (call, next) => {
    const startedAt = Date.now();
    try {
      return await next(call);
    } catch (error) {
      const { provider, id } = call.model;
      if (!isReqLLMError(error) || call.control.quirks !== 'apply') throw error;
      if (!(await keep(error, provider, id))) throw error;
      const tried = attemptOf(call.model.spec, startedAt, Date.now() - startedAt, error);
      const reply = await next(call);
      return { ...reply, attempts: [tried, ...reply.attempts] };
    }
  };

  return {
    layers: [askAgain],
    over(provider, engine) {
      const ready = engines.get(provider);
      if (ready !== undefined) return ready;
      const own = [...known.values()].filter((each) => each.provider === provider).map(({ rule }) => rule);
      // One array for each state of the memory, as what is compiled of it is kept by it.
      const grown = own.length === 0 ? engine : { ...engine, rules: [...own, ...engine.rules] };
      engines.set(provider, grown);
      return grown;
    },
    learned: () =>
      [...known.values()].map(({ rule, provider, model }) => ({
        id: rule.id,
        model: `${provider}:${model}`,
        protocol: rule.match.api?.[0] ?? 'any',
        says: rule.says,
      })),
  };
}
