export type { BreakerOptions } from './middleware/breaker.ts';
export { type Budget, budget, type BudgetOptions } from './middleware/budget.ts';
export { cache, type CacheOptions } from './middleware/cache.ts';
export { sameness } from './middleware/cache-key.ts';
export { circuitBreaker, type CircuitBreakerOptions } from './middleware/circuit-breaker.ts';
export { fallback, fallbackCodes, type FallbackOptions } from './middleware/fallback.ts';
export { log, type LogLevel, type LogLine, type LogOptions } from './middleware/log.ts';
export type { Find, Pattern } from './middleware/placeholders.ts';
export { type Rate, type RateLimit, rateLimit, type RateLimitOptions } from './middleware/rate-limit.ts';
export { personal, redact, type RedactOptions } from './middleware/redact.ts';
export { retry } from './middleware/retry.ts';
export { type CacheStore, memoryCache, type MemoryCacheOptions } from './middleware/stores/cache-store.ts';
export type {
  ClaimAnswer,
  Claimed,
  Gauge,
  GaugeKind,
  LimitStore,
  Settled,
} from './middleware/stores/limit-store.ts';
export { memoryLimits } from './middleware/stores/memory-limits.ts';
export {
  type IoRedisLike,
  type NodeRedisLike,
  redisLimits,
  type RedisLimitsOptions,
} from './middleware/stores/redis-limits.ts';
export type { StorePolicy } from './middleware/stores/guarded.ts';
export { tap, type TapOptions } from './middleware/tap.ts';
export { timeout } from './middleware/timeout.ts';
