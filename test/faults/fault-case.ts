import { type Fault, faults } from '../../src/testing/fault.ts';
import type { Json } from '../../src/core/json.ts';
import type { Turn } from '../../src/testing/turn.ts';
import type { WireEvent } from '../../src/wire/event.ts';
import type { Protocol } from './protocols.ts';

/** What is right when something goes wrong. */
export type Expected =
  /** The whole answer, as if nothing had happened; `tries` counts the requests it took. */
  | {
      readonly outcome: 'answer';
      readonly tries?: number;
      readonly usage?: 'final' | 'unknown' | 'any';
      readonly outputTokens?: number;
      /** How many calls of tools it holds, all with the arguments that were sent. */
      readonly calls?: number;
      /** It says that it is none to rely on: the reason why it ended is `other`. */
      readonly isOdd?: boolean;
    }
  /** An error of one of these codes. */
  | { readonly outcome: 'error'; readonly codes: readonly string[]; readonly tries?: number }
  /** The whole answer, or an error of one of these codes: hosts and protocols differ in what they can do without. */
  | { readonly outcome: 'answer-or'; readonly codes: readonly string[] }
  /** Tool calls that must not be run: none, or all marked as invalid; or an error of one of these codes. */
  | { readonly outcome: 'no-call'; readonly codes: readonly string[] };

export interface FaultCase {
  readonly title: string;
  /** The turns of the simulated model, in order; undefined where a protocol has nothing of the kind. */
  readonly turns: (protocol: Protocol) => readonly Turn[] | undefined;
  readonly expected: Expected | ((protocol: Protocol) => Expected);
  /** What the caller does or gives that is out of the ordinary. */
  readonly asked?: Asked;
  /** Bodies are tried too. */
  readonly bodies?: boolean;
  /** Nothing comes: short limits keep the waiting short. */
  readonly isSilent?: boolean;
  /** Takes long, or much memory. */
  readonly isHeavy?: boolean;
}

/** What is right in a case, on this protocol. */
export function expectedOf({ expected }: FaultCase, protocol: Protocol): Expected {
  return typeof expected === 'function' ? expected(protocol) : expected;
}

/** A call that is out of the ordinary. */
export interface Asked {
  readonly prompt?: string;
  readonly apiKey?: string;
  readonly modelId?: string;
  /** When the caller's signal fires. */
  readonly abort?: 'before' | 'at the first chunk' | 'while it waits' | 'at the end';
}

export const words = 'one two three four five six';
export const input: Json = { city: 'Paris', days: [1, 2, 3], note: 'a "quoted" word' };

export const said: Turn = { text: words };
export const called: Turn = { text: 'Right.', toolCalls: [{ name: 'add', input }] };
export const wrong = (fault: Fault): (() => readonly Turn[]) => {
  return () => [{ ...said, fault }];
};
export const frames =
  (
    change: (frames: readonly WireEvent[], protocol: Protocol) => readonly WireEvent[],
    turn: Turn = said,
  ): FaultCase['turns'] =>
  (protocol) => [{ ...turn, fault: faults.frames((all) => change(all, protocol)) }];
export const answer = (usage: 'final' | 'unknown' | 'any' = 'any'): Expected => ({
  outcome: 'answer',
  usage,
});
export const error = (...codes: string[]): Expected => ({ outcome: 'error', codes });
export const again: Expected = { outcome: 'answer', tries: 2 };
export const unread: readonly string[] = ['bad-response', 'truncated', 'server'];
