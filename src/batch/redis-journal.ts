import type { BatchJournal, JournalEntry } from './journal.ts';

/** How a journal talks to Redis. */
export interface RedisJournalOptions {
  /**
   * Sends one command: `(args) => client.sendCommand(args)` with node-redis, `([name, ...args]) => client.call(name,
   * ...args)` with ioredis.
   */
  readonly command: (args: string[]) => Promise<unknown>;
  /** The hash that holds the run, such as `run:2026-11-22`. */
  readonly key: string;
}

/**
 * A journal that several machines share: one hash, one field a line. It is as safe as the Redis is: without
 * `appendfsync always` its last second can be lost with the machine.
 */
export function redisJournal({ command, key }: RedisJournalOptions): BatchJournal {
  const put = (entry: JournalEntry): Promise<unknown> =>
    command(['HSET', key, entry.id, JSON.stringify(entry)]);
  return {
    async find(id) {
      const text = await command(['HGET', key, id]);
      return typeof text === 'string' ? (JSON.parse(text) as JournalEntry) : undefined;
    },
    async begin({ id, hash, again = false }) {
      const entry: JournalEntry = { id, hash, state: 'intent' };
      if (again) return (await put(entry), true);
      // One of several that ask at once gets the 1.
      return Number(await command(['HSETNX', key, id, JSON.stringify(entry)])) === 1;
    },
    async settle(result) {
      await put({ id: result.id, hash: result.hash, state: 'result', result });
    },
    close: () => Promise.resolve(),
  };
}
