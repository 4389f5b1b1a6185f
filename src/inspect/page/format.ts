import type { CallView } from './calls.ts';
import { countsOf } from './calls.ts';

/** `850 ms`, `1.25 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(2)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}

export function dollars(amount: number): string {
  return `$${amount < 0.01 ? amount.toFixed(6) : amount.toFixed(4)}`;
}

/** `15 → 3`, with a question mark for what nobody counted. */
export function tokens(call: CallView): string {
  const { inputTokens, outputTokens } = countsOf(call);
  if (inputTokens === undefined && outputTokens === undefined) return '–';
  return `${inputTokens ?? '?'} → ${outputTokens ?? '?'}`;
}

export function cost(call: CallView): string {
  const known = countsOf(call).cost;
  if (known === undefined || known === null) return '–';
  return `${dollars(known.total)}${known.complete ? '' : ' +'}`;
}

export function clock(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour12: false });
}

export function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
