import { afterEach, describe, expect, it, vi } from 'vitest';
import { callOf, replyOf } from '../../test/support/calls.ts';
import type { Reply, TimeoutLimits } from '../core/call.ts';
import type { AnyCall } from '../core/operation.ts';
import { ChunkStream } from '../core/chunk-stream.ts';
import { ReqLLMError } from '../core/error.ts';
import { timeout } from './timeout.ts';

const off: TimeoutLimits = { connectMs: 0, headersMs: 0, firstChunkMs: 0, idleMs: 0, totalMs: 0 };

function aborted(): ReqLLMError {
  return new ReqLLMError('Aborted.', { code: 'aborted', phase: 'stream' });
}

/** Waits until the signal fires, as a transport does. */
function untilAbort(call: AnyCall): Promise<never> {
  return new Promise((_, reject) => call.control.signal?.addEventListener('abort', () => reject(aborted())));
}

/** A reply that says one word and then hangs. */
function hangingReply(call: AnyCall): Reply {
  let pulls = 0;
  const stream = new ChunkStream({
    pull: async (push) => {
      pulls += 1;
      if (pulls > 1) return untilAbort(call);
      push({ type: 'text', block: 0, text: 'Hi' });
      return true;
    },
    close: () => Promise.resolve(),
  });
  return replyOf(call, stream);
}

afterEach(() => void vi.useRealTimers());

describe('timeout', () => {
  it('ends a try whose first chunk does not come', async () => {
    const call = callOf({ timeout: { ...off, firstChunkMs: 20 } });
    await expect(timeout()(call, untilAbort)).rejects.toMatchObject({
      code: 'timeout',
      timeout: 'first-chunk',
      retryable: true,
    });
  });

  it('ends a stream that stands still', async () => {
    const reply = await timeout()(callOf({ timeout: { ...off, idleMs: 20 } }), (call) =>
      Promise.resolve(hangingReply(call)),
    );
    await reply.chunks.next();
    await expect(reply.chunks.next()).rejects.toMatchObject({
      code: 'timeout',
      timeout: 'idle',
      retryable: false,
    });
  });

  it.each([
    ['comments for ever', Infinity, 'timeout'],
    ['comments and then a chunk', 3, 'finish'],
  ])('gives a stream of %s twice the idle time', async (_name, comments, outcome) => {
    vi.useFakeTimers();
    let pulls = 0;
    let over = false;
    const stream = new ChunkStream({
      pull: async (push) => {
        pulls += 1;
        if (pulls === 1) push({ type: 'text', block: 0, text: 'Hi' });
        else await new Promise((resolve) => setTimeout(resolve, 60));
        if (over) throw aborted();
        if (pulls > comments + 1) push({ type: 'finish', reason: 'stop' });
        return pulls <= comments + 1;
      },
      close: () => Promise.resolve(),
    });
    const reply = await timeout()(callOf({ timeout: { ...off, idleMs: 150 } }), (call) => {
      call.control.signal?.addEventListener('abort', () => (over = true));
      return Promise.resolve(replyOf(call, stream));
    });
    await reply.chunks.next();
    const startedAt = Date.now();
    let settledAt = 0;
    const reading = reply.chunks
      .next()
      .catch((error: unknown) => error as ReqLLMError)
      .finally(() => (settledAt = Date.now()));
    await vi.advanceTimersByTimeAsync(600);
    const next = await reading;
    if (outcome === 'finish') return expect(next).toMatchObject({ value: { type: 'finish' } });
    expect(next).toMatchObject({ code: 'timeout', timeout: 'idle' });
    // Twice the idle time, and then until the next comment.
    expect(settledAt - startedAt).toBe(300);
  });

  it('does not count the time in which nobody reads', async () => {
    const reply = await timeout()(callOf({ timeout: { ...off, idleMs: 20 } }), (call) =>
      Promise.resolve(
        replyOf(call, [
          { type: 'text', block: 0, text: 'Hi' },
          { type: 'finish', reason: 'stop' },
        ]),
      ),
    );
    await reply.chunks.next();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect((await reply.chunks.next()).value).toEqual({ type: 'finish', reason: 'stop' });
  });

  it('limits the whole call, also over several tries', async () => {
    const call = callOf({ startedAt: Date.now() - 59_990, timeout: { ...off, totalMs: 60_000 } });
    const startedAt = Date.now();
    await expect(timeout()(call, untilAbort)).rejects.toMatchObject({
      code: 'timeout',
      timeout: 'total',
      retryable: false,
    });
    expect(Date.now() - startedAt).toBeLessThan(5_000);
  });

  it('passes on the caller’s abort as what it is, and lets go of the signal', async () => {
    const controller = new AbortController();
    const call = callOf({ signal: controller.signal, timeout: { ...off, firstChunkMs: 10_000 } });
    const tried = timeout()(call, untilAbort);
    controller.abort();
    await expect(tried).rejects.toMatchObject({ code: 'aborted' });
  });

  it('leaves no timer behind', async () => {
    const limits = { ...off, firstChunkMs: 60_000, idleMs: 60_000, totalMs: 60_000 };
    const timersBefore = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const reply = await timeout()(callOf({ timeout: limits }), (call) => Promise.resolve(hangingReply(call)));
    await reply.chunks.next();
    await reply.chunks.return();
    const timersAfter = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    expect(timersAfter).toBe(timersBefore);
  });
});
