import type { ErrorCode, ReqLLMError } from '../core/error.ts';
import type { Model } from '../core/model.ts';

/** Which models had better not be asked for a while. */
export interface Cooldown {
  isOn(model: Model): boolean;
  /** Takes note of a failure; those that are the call's own fault are none of the model's. */
  note(model: Model, error: ReqLLMError): void;
}

const mostModels = 1_024;
const lasting: ReadonlySet<ErrorCode> = new Set(['quota', 'auth', 'permission', 'model-not-found']);
const passing: ReadonlySet<ErrorCode> = new Set([
  'rate-limited',
  'overloaded',
  'server',
  'network',
  'timeout',
  'truncated',
]);

export function createCooldown(ms: number, now: () => number): Cooldown {
  const until = new Map<string, number>();
  return {
    isOn: (model) => (until.get(keyOf(model)) ?? 0) > now(),
    note(model, { code, retryAfterMs }) {
      if (ms <= 0 || !(lasting.has(code) || passing.has(code))) return;
      // Names may come from strangers; the memory of them must not grow without end.
      if (until.size >= mostModels) until.delete(until.keys().next().value ?? '');
      until.set(keyOf(model), now() + (retryAfterMs ?? (lasting.has(code) ? 10 * ms : ms)));
    },
  };
}

function keyOf({ spec, baseUrl = '' }: Model): string {
  return `${spec} ${baseUrl}`;
}
