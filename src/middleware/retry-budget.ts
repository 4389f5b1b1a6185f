/** What keeps repetitions from making an outage worse. */
export interface RetryBudget {
  /** A call to this host begins. */
  begin(host: string, nowMs: number): void;
  /** Takes one repetition out; false when the host has had its share. */
  take(host: string, nowMs: number): boolean;
}

// 5 per 10 s, and one for each ten calls. More than this cannot be saved up.
const perMs = 5 / 10_000;
const perCall = 0.1;
const most = 50;
const atFirst = 5;
const mostHosts = 1_000;

/**
 * Creates the account of one client: each host is sent at most as many repetitions as a tenth of its calls, and five in
 * ten seconds besides.
 */
export function createRetryBudget(): RetryBudget {
  const hosts = new Map<string, { left: number; at: number }>();
  const account = (host: string, nowMs: number): { left: number; at: number } => {
    let found = hosts.get(host);
    if (found === undefined) {
      // Hosts are named by models and base URLs; a program that makes them up must not fill the memory.
      if (hosts.size >= mostHosts) hosts.clear();
      found = { left: atFirst, at: nowMs };
      hosts.set(host, found);
    }
    // Time gives five at most; what calls have earned stays.
    const earned = Math.max(0, nowMs - found.at) * perMs;
    if (found.left < atFirst) found.left = Math.min(atFirst, found.left + earned);
    found.at = nowMs;
    return found;
  };
  return {
    begin(host, nowMs) {
      const found = account(host, nowMs);
      found.left = Math.min(most, found.left + perCall);
    },
    take(host, nowMs) {
      const found = account(host, nowMs);
      // A tenth added up ten times is a little less than one.
      if (found.left < 1 - 1e-9) return false;
      found.left -= 1;
      return true;
    },
  };
}
