import { isRecord } from '../../core/json.ts';
import type { ClaimAnswer, Gauge, LimitStore, Settled } from './limit-store.ts';
import { limitScript } from './redis-script.ts';

/** A client of the package `redis` (node-redis), as far as it is used. */
export interface NodeRedisLike {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** A client of the package `ioredis`, as far as it is used. */
export interface IoRedisLike {
  eval(script: string, count: number, ...rest: string[]): Promise<unknown>;
  evalsha(sha: string, count: number, ...rest: string[]): Promise<unknown>;
}

/** Settings of {@link redisLimits}. */
export interface RedisLimitsOptions {
  /** Stands before every key. Default `{reqllm}:`; the braces keep all keys on one node of a cluster. */
  readonly prefix?: string;
}

/**
 * Counts limits and budgets in Redis (5 or newer), for all processes that share it. Takes a connected client of `redis` or
 * `ioredis`, which stays yours to close. All counting is one script, so two processes never pass a limit together.
 */
export function redisLimits(
  client: NodeRedisLike | IoRedisLike,
  { prefix = '{reqllm}:' }: RedisLimitsOptions = {},
): LimitStore {
  const run = runnerOf(client);
  const call = async (
    action: string,
    id: string,
    gauges: readonly (Gauge & Partial<Settled>)[],
    leaseMs: number,
  ): Promise<readonly string[]> => {
    const rest = gauges.flatMap(({ kind, limit, perMs, amount = 0, actual = 0 }) => [
      kind,
      ...[limit, perMs, amount, actual].map(String),
    ]);
    const answer = await run(
      gauges.map(({ key }) => prefix + key),
      [action, id, String(leaseMs), ...rest],
    );
    if (!Array.isArray(answer)) throw new TypeError('The Redis client answered a script with no list.');
    return answer.map(String);
  };
  return {
    async claim(id, gauges, leaseMs) {
      return answerOf(await call('claim', id, gauges, leaseMs));
    },
    async settle(id, gauges) {
      await call('settle', id, gauges, 0);
    },
    async renew(id, gauges, leaseMs) {
      await call('renew', id, gauges, leaseMs);
    },
    async left(gauges) {
      return (await call('left', '', gauges, 0)).map(Number);
    },
  };
}

type Run = (keys: string[], rest: string[]) => Promise<unknown>;

function runnerOf(client: NodeRedisLike | IoRedisLike): Run {
  let sha: Promise<string> | undefined;
  const bySha = (name: string, keys: string[], rest: string[]): Promise<unknown> =>
    'evalSha' in client
      ? client.evalSha(name, { keys, arguments: rest })
      : client.evalsha(name, keys.length, ...keys, ...rest);
  const byText = (keys: string[], rest: string[]): Promise<unknown> =>
    'evalSha' in client
      ? client.eval(limitScript, { keys, arguments: rest })
      : client.eval(limitScript, keys.length, ...keys, ...rest);
  return async (keys, rest) => {
    try {
      return await bySha(await (sha ??= sha1(limitScript)), keys, rest);
    } catch (error) {
      // The server has not seen the script yet, or was restarted.
      if (!isUnknownScript(error)) throw error;
      return byText(keys, rest);
    }
  };
}

function isUnknownScript(error: unknown): boolean {
  return isRecord(error) && String(error['message']).includes('NOSCRIPT');
}

async function sha1(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function answerOf([first = '', left = '0', wait = '-1']: readonly string[]): ClaimAnswer {
  if (first === 'ok') return { ok: true };
  const waitMs = Number(wait);
  const facts = { ok: false, gauge: Number(first), left: Number(left) } as const;
  return waitMs < 0 ? facts : { ...facts, waitMs };
}
