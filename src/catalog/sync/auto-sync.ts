import { ReqLLMError } from '../../core/error.ts';
import { syncStore, type StoreSync, type SyncReport } from './sync-store.ts';

/** A catalogue that is brought up to date now and then, beside the work. */
export interface AutoSync {
  /** Starts a sync unless the last one is younger than the interval or still under way. Never throws, never waits. */
  tick(): void;
  /** The last sync's end; undefined before the first. For programs that want to know, and for tests. */
  readonly last: Promise<SyncReport | undefined> | undefined;
}

/** What an automatic sync needs. */
export interface AutoSyncOptions extends Omit<StoreSync, 'today'> {
  readonly everyMs: number;
  /** The clock, in milliseconds. */
  readonly now: () => number;
  /** When the stored catalogue was last looked after, in milliseconds; 0 for never. */
  readonly since: number;
  /** Called with a new catalogue in place. */
  readonly onUpdate: () => void;
}

/** Makes an automatic sync. Nothing happens before the first tick; a failure leaves the old catalogue and is tried again an interval later. */
export function createAutoSync({ everyMs, now, since, onUpdate, ...sync }: AutoSyncOptions): AutoSync {
  let lastAt = since;
  let isBusy = false;
  let last: Promise<SyncReport | undefined> | undefined;
  const run = async (): Promise<SyncReport | undefined> => {
    try {
      const report = await syncStore({ ...sync, today: new Date(now()).toISOString().slice(0, 10) });
      if (report.status === 'updated') onUpdate();
      return report;
    } catch {
      // Another process is at it, or the disk refuses: the old catalogue serves.
      return undefined;
    } finally {
      isBusy = false;
    }
  };
  return {
    tick() {
      if (isBusy || now() - lastAt < everyMs) return;
      isBusy = true;
      lastAt = now();
      last = run();
    },
    get last() {
      return last;
    },
  };
}

/** Milliseconds of `24h`, `30m`, `45s`, `7d` or a number. Throws `config` for anything else, and for less than a minute. */
export function intervalMs(value: string | number): number {
  const [, count = '', unit = ''] = /^(\d{1,6})(s|m|h|d)$/.exec(String(value)) ?? [];
  const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  const ms = typeof value === 'number' ? value : Number(count) * (units[unit] ?? Number.NaN);
  if (Number.isFinite(ms) && ms >= 60_000) return ms;
  throw new ReqLLMError('`autoSync` needs a time of at least a minute, such as "24h" or milliseconds.', {
    code: 'config',
    phase: 'config',
  });
}
