import { describe, expect, it } from 'vitest';
import { callOf, replyOf } from '../../test/support/calls.ts';
import { ChunkStream } from '../core/chunk-stream.ts';
import { type ErrorCode, ReqLLMError } from '../core/error.ts';
import { createBreaker, type Passage } from './breaker.ts';
import { circuitBreaker } from './circuit-breaker.ts';

function clock(): { now: () => number; at: number } {
  const time = { at: 1_000_000, now: () => time.at };
  return time;
}

function passageOf(entered: Passage | number): Passage {
  if (typeof entered === 'number') throw new Error(`open for ${entered} ms`);
  return entered;
}

describe('the breaker', () => {
  it('opens after five failures in a row, and lets one probe through at a time', () => {
    const time = clock();
    const breaker = createBreaker({ now: time.now });
    for (let count = 0; count < 5; count += 1) passageOf(breaker.enter('a')).failed();
    expect(breaker.enter('a')).toBe(15_000);
    expect(typeof breaker.enter('b')).toBe('object');
    time.at += 15_000;
    const probe = passageOf(breaker.enter('a'));
    expect(breaker.enter('a')).toBeTypeOf('number');
    probe.failed();
    expect(breaker.enter('a')).toBe(30_000);
    time.at += 30_000;
    passageOf(breaker.enter('a')).succeeded();
    passageOf(breaker.enter('a')).failed();
    expect(breaker.enter('a')).toBeTypeOf('object');
  });

  it('opens at half of twenty calls, and stays open no longer than two minutes', () => {
    const time = clock();
    const breaker = createBreaker({ now: time.now });
    for (let count = 0; count < 20; count += 1) {
      const passage = passageOf(breaker.enter('a'));
      if (count % 2 === 0) passage.succeeded();
      else passage.failed();
    }
    expect(breaker.enter('a')).toBe(15_000);
    for (let count = 0; count < 6; count += 1) {
      time.at += 120_000;
      passageOf(breaker.enter('a')).failed();
    }
    expect(breaker.enter('a')).toBe(120_000);
  });

  it('forgets what is older than half a minute, and a probe that tells nothing', () => {
    const time = clock();
    const breaker = createBreaker({ now: time.now, failures: 100, least: 4 });
    for (let count = 0; count < 3; count += 1) passageOf(breaker.enter('a')).failed();
    time.at += 31_000;
    passageOf(breaker.enter('a')).failed();
    expect(breaker.enter('a')).toBeTypeOf('object');
    for (let count = 0; count < 3; count += 1) passageOf(breaker.enter('a')).failed();
    time.at += 15_000;
    passageOf(breaker.enter('a')).left();
    expect(breaker.enter('a')).toBeTypeOf('object');
  });
});

describe('circuitBreaker', () => {
  const failing = (code: ErrorCode) => () =>
    Promise.reject(new ReqLLMError('No.', { code, phase: 'headers', retryable: true }));

  it('refuses with the time to wait, once calls failed', async () => {
    const layer = circuitBreaker({ failures: 2, now: clock().now });
    for (let count = 0; count < 2; count += 1)
      await expect(layer(callOf(), failing('server'))).rejects.toMatchObject({ code: 'server' });
    await expect(layer(callOf(), failing('server'))).rejects.toMatchObject({
      code: 'overloaded',
      retryAfterMs: 15_000,
      model: 'openai:test-model',
    });
  });

  it('counts a reply that fails on the way, and not what is the call’s own fault', async () => {
    const layer = circuitBreaker({ failures: 1, now: clock().now });
    await expect(layer(callOf(), failing('invalid-request'))).rejects.toMatchObject({
      code: 'invalid-request',
    });
    const reply = await layer(callOf(), (call) => {
      const pull = (): Promise<boolean> => failing('network')();
      return Promise.resolve(replyOf(call, new ChunkStream({ pull, close: () => Promise.resolve() })));
    });
    await expect(reply.chunks.next()).rejects.toMatchObject({ code: 'network' });
    await expect(layer(callOf(), failing('server'))).rejects.toMatchObject({ code: 'overloaded' });
  });
});
