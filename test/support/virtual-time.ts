/** A clock that stands still until it is told to go on, with everything that is to run later. */
export interface VirtualTime {
  readonly now: () => number;
  readonly after: (ms: number, run: () => void) => () => void;
  sleep(ms: number): Promise<void>;
  /** Runs what is due until nothing is left, each at its time. */
  runAll(): Promise<void>;
  /** How much is to run later. */
  readonly pending: number;
}

export function virtualTime(start: number = 1_700_000_000_000): VirtualTime {
  let time = start;
  const due = new Set<{ readonly at: number; readonly run: () => void }>();
  const after = (ms: number, run: () => void): (() => void) => {
    const entry = { at: time + Math.max(0, ms), run };
    due.add(entry);
    return () => due.delete(entry);
  };
  return {
    now: () => time,
    after,
    sleep: (ms) =>
      new Promise((resolve) => {
        after(ms, resolve);
      }),
    async runAll() {
      for (;;) {
        // Everything that only waits for promises goes first.
        await new Promise((resolve) => setImmediate(resolve));
        const [next] = [...due].sort((one, other) => one.at - other.at);
        if (next === undefined) return;
        due.delete(next);
        time = Math.max(time, next.at);
        next.run();
      }
    },
    get pending() {
      return due.size;
    },
  };
}
