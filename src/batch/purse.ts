import type { BatchResult } from './result.ts';

/** The money of a run. */
export interface Purse {
  /**
   * Waits until a line may be sent, and gives back how to settle it; undefined when no more may be. Settle with nothing
   * for a line that was not sent.
   */
  reserve(): Promise<((result: BatchResult | undefined) => void) | undefined>;
  /** Counts a line of an earlier run. */
  add(result: BatchResult): void;
  /** US dollars that settled lines cost, as far as is known. */
  spent(): number;
  /** Whether a line was refused. */
  isEmpty(): boolean;
}

/**
 * Counts what lines cost. With a limit, a line is let through only while what was spent and what is under way, each line at
 * the price of the dearest so far, stays below it.
 */
export function createPurse(limit: number | undefined): Purse {
  let spent = 0;
  let dearest: number | undefined;
  let underWay = 0;
  let isBlind = false;
  let isEmpty = false;
  let waiting: (() => void)[] = [];

  const add = (result: BatchResult | undefined): void => {
    const cost = costOf(result);
    if (cost === undefined) isBlind = true;
    else spent += cost;
    if (cost !== undefined && cost > 0) dearest = Math.max(dearest ?? 0, cost);
  };
  const settle = (result: BatchResult | undefined): void => {
    underWay -= 1;
    add(result);
    const wake = waiting;
    waiting = [];
    for (const each of wake) each();
  };
  /** Whether a line may go now; `wait` when that depends on what is under way. */
  const verdict = (): 'go' | 'wait' | 'stop' => {
    if (limit === undefined) return 'go';
    if (isBlind || spent >= limit) return 'stop';
    if (dearest === undefined) return underWay === 0 ? 'go' : 'wait';
    if (spent + dearest * (underWay + 1) <= limit) return 'go';
    return underWay > 0 ? 'wait' : 'stop';
  };
  return {
    async reserve() {
      for (;;) {
        const said = verdict();
        if (said === 'stop') return ((isEmpty = true), undefined);
        if (said === 'go') break;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      underWay += 1;
      return settle;
    },
    add,
    spent: () => spent,
    isEmpty: () => isEmpty,
  };
}

/** What a line cost; undefined when it cost something that nobody can tell. */
function costOf(result: BatchResult | undefined): number | undefined {
  if (result === undefined || result.status === 'unknown') return 0;
  const known = result.usage?.cost?.total;
  if (known !== undefined) return known;
  return result.error?.billed === false ? 0 : undefined;
}
