import type { Attempt } from '../core/attempt.ts';
import type { ReqLLMError } from '../core/error.ts';
import { resetIn } from '../core/retry-after.ts';

/** What the replies of a provider tell about its limits. */
export interface RateLearning {
  /** How long to wait before a call of this size, in milliseconds; 0 for not at all. */
  waitMs(tokens: number): number;
  /** Most calls at the same time, once a refusal showed that there were too many; undefined until then. */
  readonly concurrency: number | undefined;
  /** A call goes out; `inFlight` counts it. */
  sent(tokens: number, inFlight: number): void;
  replied(headers: Readonly<Record<string, string>>, attempts: readonly Attempt[]): void;
  failed(error: ReqLLMError): void;
}

interface Room {
  left: number;
  until: number;
}

type Kind = 'requests' | 'tokens';

// OpenAI, Groq, Mistral, Cerebras and Azure; Anthropic. What counts tokens in and out apart is covered by its sum.
const prefixes = ['x-ratelimit', 'anthropic-ratelimit'] as const;

/** Learns from headers what is left, and from refusals how many calls are too many (additive increase, halving). */
export function createRateLearning(now: () => number): RateLearning {
  const rooms = new Map<Kind, Room>();
  let pausedUntil = 0;
  let most: number | undefined;
  let inFlightNow = 0;

  const waitIn = (kind: Kind, amount: number): number => {
    const room = rooms.get(kind);
    if (room === undefined || room.until <= now() || room.left >= amount) return 0;
    return room.until - now();
  };
  const take = (kind: Kind, amount: number): void => {
    const room = rooms.get(kind);
    if (room !== undefined) room.left -= amount;
  };
  const halve = (): void => {
    most = Math.max(1, Math.floor((most ?? inFlightNow) / 2));
  };

  return {
    waitMs: (tokens) => Math.max(0, pausedUntil - now(), waitIn('requests', 1), waitIn('tokens', tokens)),
    get concurrency() {
      return most;
    },
    sent(tokens, inFlight) {
      inFlightNow = inFlight;
      take('requests', 1);
      take('tokens', tokens);
    },
    replied(headers, attempts) {
      for (const kind of ['requests', 'tokens'] as const) {
        const room = roomIn(headers, kind, now());
        if (room !== undefined) rooms.set(kind, room);
      }
      if (attempts.some(({ error }) => error?.code === 'rate-limited')) halve();
      else if (most !== undefined) most += 1 / most;
    },
    failed({ code, retryAfterMs }) {
      if (code !== 'rate-limited') return;
      halve();
      pausedUntil = Math.max(pausedUntil, now() + (retryAfterMs ?? 1_000));
    },
  };
}

function roomIn(headers: Readonly<Record<string, string>>, kind: Kind, now: number): Room | undefined {
  for (const prefix of prefixes) {
    const [left, reset] =
      prefix === 'x-ratelimit'
        ? [headers[`${prefix}-remaining-${kind}`], headers[`${prefix}-reset-${kind}`]]
        : [headers[`${prefix}-${kind}-remaining`], headers[`${prefix}-${kind}-reset`]];
    const count = Number(left?.trim() || Number.NaN);
    const wait = reset === undefined ? undefined : resetIn(reset, now);
    if (Number.isFinite(count) && wait !== undefined) return { left: count, until: now + wait };
  }
  return undefined;
}
