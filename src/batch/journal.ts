import type { BatchResult } from './result.ts';

/** What a journal knows of a line. `intent`: it was begun and nobody knows how it ended. */
export interface JournalEntry {
  readonly id: string;
  readonly hash: string;
  readonly state: 'intent' | 'result';
  readonly result?: BatchResult;
}

/**
 * The memory of a batch run, by which it can go on after any end. Every promise resolves only when what it wrote cannot be
 * lost any more: that is what keeps a line from being sent twice.
 */
export interface BatchJournal {
  find(id: string): Promise<JournalEntry | undefined>;
  /**
   * Notes that a line is about to be sent. False when it is noted already, by this or another process, and `again` is not
   * said: then it must not be sent.
   */
  begin(line: { readonly id: string; readonly hash: string; readonly again?: boolean }): Promise<boolean>;
  settle(result: BatchResult): Promise<void>;
  close(): Promise<void>;
}

/** A journal that lives as long as the process: for runs that need not survive it. */
export function memoryJournal(): BatchJournal {
  const entries = new Map<string, JournalEntry>();
  return {
    find: (id) => Promise.resolve(entries.get(id)),
    begin({ id, hash, again = false }) {
      if (entries.has(id) && !again) return Promise.resolve(false);
      entries.set(id, { id, hash, state: 'intent' });
      return Promise.resolve(true);
    },
    settle(result) {
      entries.set(result.id, { id: result.id, hash: result.hash, state: 'result', result });
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
