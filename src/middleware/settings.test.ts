import { expect, it } from 'vitest';
import { createClient } from '../client/client.ts';
import { budget } from './budget.ts';
import { cache } from './cache.ts';
import { circuitBreaker } from './circuit-breaker.ts';
import { fallback } from './fallback.ts';
import { log } from './log.ts';
import { rateLimit } from './rate-limit.ts';
import { redact } from './redact.ts';
import { tap } from './tap.ts';

// As a program without types would write them, or one whose environment lacks a variable.
const layers: Readonly<Record<string, (options: never) => unknown>> = {
  budget,
  cache,
  circuitBreaker,
  fallback: (options) => fallback([], options),
  log,
  rateLimit,
  redact,
  tap,
};

it.each([
  ['rateLimit', { requests: Number.NaN }, '`requests` of rateLimit must be a number a'],
  ['rateLimit', { requests: { limit: undefined, perMs: 1_000 } }, '{ limit, perMs }'],
  ['rateLimit', { requests: '10' }, 'above 0'],
  ['rateLimit', { tokens: -5 }, 'above 0'],
  ['rateLimit', { concurrency: 0 }, 'must be a whole number of at least 1'],
  ['rateLimit', { concurrency: 1.5 }, 'whole number'],
  ['rateLimit', { rpm: 5 }, 'rateLimit has no setting "rpm"'],
  ['rateLimit', { request: 5 }, 'Did you mean "requests"?'],
  ['rateLimit', { per: 'modell' }, "'provider', 'model', 'key' or a function"],
  ['rateLimit', { maxWaitMs: Number.NaN }, 'at least 0'],
  ['rateLimit', { store: {} }, 'must have the function `claim`'],
  ['budget', undefined, 'takes an object'],
  ['budget', {}, 'budget needs the setting `usd`'],
  ['budget', { usd: '5' }, 'above 0'],
  ['budget', { usd: Number.POSITIVE_INFINITY }, 'above 0'],
  ['budget', { usd: 5, perr: 'day' }, 'Did you mean "per"?'],
  ['budget', { usd: 5, per: 'month' }, "'day'"],
  ['budget', { usd: 5, by: 'tags' }, "'tag'"],
  ['budget', { usd: 5, unknownPrice: 'deny' }, "'refuse'"],
  ['budget', { usd: 5, assumeTokens: Number.NaN }, 'above 0'],
  ['cache', { ttlMs: Number.NaN }, 'above 0'],
  ['cache', { store: {} }, 'must have the function `get`'],
  ['cache', { ttl: 5 }, 'Did you mean "ttlMs"?'],
  ['circuitBreaker', { failures: Number.NaN }, 'whole number'],
  ['circuitBreaker', { share: 50 }, 'from 0 to 1'],
  ['fallback', { max: 0 }, 'whole number'],
  ['fallback', { breaker: { openMs: 0 } }, '`openMs` of fallback.breaker'],
  ['log', {}, 'log needs the setting `write`'],
  ['log', { write: () => {}, level: 'trace' }, "'debug'"],
  ['redact', { patterns: ['x'] }, 'regular expressions'],
  ['tap', { done: 1 }, 'must be a function'],
])('%s refuses %o', (layer, options, why) => {
  let told: unknown;
  try {
    layers[layer]?.(options as never);
  } catch (error) {
    told = error;
  }
  expect(told).toMatchObject({ code: 'config', phase: 'config' });
  expect((told as Error).message).toContain(why);
});

it('what is not said is not wrong', () => {
  expect(() => rateLimit({ requests: 5, concurrency: undefined } as never)).not.toThrow();
  expect(() => rateLimit({})).not.toThrow();
  expect(() => cache({ store: new Map() })).not.toThrow();
});

it('a client refuses what is no layer', () => {
  expect(() => createClient({ middleware: [cache(), {} as never] })).toThrow(
    '`middleware` must be a list of layers',
  );
});
