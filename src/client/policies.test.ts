import { describe, expect, it } from 'vitest';
import { failureOf, useSimulators } from '../../test/support/simulated.ts';
import type { AnyCall } from '../core/operation.ts';
import { createFetchTransport } from '../http/fetch.ts';
import type { HttpRequest, Transport } from '../http/transport.ts';
import { faults } from '../testing/fault.ts';
import { createClient } from './client.ts';

const simulators = useSimulators();

/** A transport that notes what goes out and refuses it. */
function noting(): { requests: HttpRequest[]; transport: Transport } {
  const requests: HttpRequest[] = [];
  const transport: Transport = (request) => {
    requests.push(request);
    const bytes = new TextEncoder().encode('{"error":{"message":"Busy"}}');
    let isRead = false;
    const read = (): Promise<Uint8Array | undefined> => {
      const piece = isRead ? undefined : bytes;
      isRead = true;
      return Promise.resolve(piece);
    };
    return Promise.resolve({ status: 503, headers: {}, body: { read, close: () => undefined } });
  };
  return { requests, transport };
}

describe('time limits by default', () => {
  async function limitsOf(spec: string, options: object = {}): Promise<AnyCall['control']['timeout']> {
    let seen: AnyCall | undefined;
    const client = createClient({
      env: {},
      middleware: [
        (call, next) => {
          seen = call;
          return next(call);
        },
      ],
      keys: { openai: 'k', anthropic: 'k' },
      transport: noting().transport,
    });
    await failureOf(client.streamText(spec, 'Hi', { retry: 0, ...options }));
    if (seen === undefined) throw new Error('no call');
    return seen.control.timeout;
  }

  it('are those of streams, and longer for models that think', async () => {
    expect(await limitsOf('openai:gpt-4o-mini')).toEqual({
      connectMs: 10_000,
      headersMs: 60_000,
      firstChunkMs: 120_000,
      idleMs: 90_000,
      totalMs: 0,
    });
    expect(await limitsOf('openai:gpt-5')).toMatchObject({ firstChunkMs: 300_000, idleMs: 300_000 });
    expect(await limitsOf('openai:gpt-5', { timeout: { idleMs: 7 } })).toMatchObject({
      firstChunkMs: 300_000,
      idleMs: 7,
    });
  });
});

describe('limits that are longer than a timer can be set to', () => {
  const long = 2 ** 31;

  it.each([
    ['in all', Number.MAX_SAFE_INTEGER],
    ['each', { connectMs: long, headersMs: long, firstChunkMs: long, idleMs: long, totalMs: long }],
  ])('do not run out at once: %s', async (_which, timeout) => {
    const simulated = await simulators.start({ turns: () => ({ text: 'Here.' }) });
    const options = { timeout, retry: 0 };
    for (const transport of [undefined, createFetchTransport()]) {
      const client = simulated.client(transport === undefined ? {} : { transport });
      expect((await client.generateText('openai:gpt-4o-mini', 'Hi', options)).text).toBe('Here.');
      const stream = await client.streamText('openai:gpt-4o-mini', 'Hi', options);
      expect((await stream.response()).text).toBe('Here.');
    }
  });

  it('nor does a wait that a provider asks for', async () => {
    const fault = faults.status(429, { headers: { 'retry-after': String(long) } });
    const busy = await simulators.start({ turns: [{ fault }, { text: 'Now.' }] });
    const leave = new AbortController();
    const tried = failureOf(
      busy.client().generateText('openai:gpt-4o-mini', 'Hi', {
        retry: { maxRetryAfterMs: Number.MAX_SAFE_INTEGER },
        timeout: { totalMs: 0 },
        signal: leave.signal,
      }),
    );
    await expect.poll(() => busy.requests.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    leave.abort();
    expect(await tried).toMatchObject({ code: 'aborted', attempts: { length: 1 } });
    expect(busy.requests).toHaveLength(1);
  });
});

describe('an aborted call', () => {
  it.each([
    ['before its answer', faults.stall(0), AbortSignal.timeout(1), 'TimeoutError'],
    [
      'while it waits to be sent again',
      faults.status(503, { headers: { 'retry-after': '20' } }),
      undefined,
      'Left',
    ],
  ])('says why, as its signal does: %s', async (_when, fault, given, name) => {
    const simulated = await simulators.start({ turns: () => ({ text: 'Hi', fault }) });
    const leave = new AbortController();
    const tried = failureOf(
      simulated.client().streamText('openai:gpt-4o-mini', 'Hi', { signal: given ?? leave.signal }),
    );
    await expect.poll(() => given?.aborted === true || simulated.requests.length > 0).toBe(true);
    // Time to begin to wait; the reason is the same before.
    await new Promise((resolve) => setTimeout(resolve, 30));
    leave.abort(Object.assign(new Error('The user left.'), { name: 'Left' }));
    expect(await tried).toMatchObject({ code: 'aborted', cause: { name } });
  });
});

describe('names of calls', () => {
  it('tells each try apart, and the call where a gateway wants that', async () => {
    const { requests, transport } = noting();
    const client = createClient({
      env: {},
      keys: { openai: 'k' },
      transport,
      idempotencyHeader: 'Idempotency-Key',
    });
    const error = await failureOf(client.generateText('openai:gpt-4o-mini', 'Hi', { retry: { baseMs: 1 } }));
    expect(error.attempts).toHaveLength(3);
    const own = requests.map(({ headers }) => headers['x-client-request-id']);
    expect(new Set(own).size).toBe(3);
    const keys = requests.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    await failureOf(client.generateText('openai:gpt-4o-mini', 'Hi', { retry: 0 }));
    expect(requests[3]?.headers['idempotency-key']).not.toBe(keys[0]);
  });

  it('promises no idempotency unasked, and refuses what is no name', async () => {
    const { requests, transport } = noting();
    const client = createClient({ env: {}, keys: { openai: 'k' }, transport });
    await failureOf(client.generateText('openai:gpt-4o-mini', 'Hi', { retry: 0 }));
    expect(Object.keys(requests[0]?.headers ?? {})).not.toContain('idempotency-key');
    expect(() => createClient({ idempotencyHeader: 'a\r\nb' })).toThrow(/name of an HTTP header/);
  });
});

describe('plain http', () => {
  const options = {
    env: {},
    keys: { openai: 'k' },
    baseUrls: { openai: 'http://gateway.example/v1' },
  };

  it('is refused with a key, unless the caller allows it', async () => {
    const { requests, transport } = noting();
    const call = { retry: 0 };
    const strict = createClient({ ...options, transport });
    expect(await failureOf(strict.generateText('openai:gpt-4o-mini', 'Hi', call))).toMatchObject({
      code: 'config',
    });
    expect(requests).toHaveLength(0);
    const loose = createClient({ ...options, transport, allowInsecure: true });
    await failureOf(loose.generateText('openai:gpt-4o-mini', 'Hi', call));
    expect(requests[0]?.headers['authorization']).toBe('Bearer k');
  });
});

describe('waits that providers ask for', () => {
  it.each([
    ['retry-after-ms', '20', true],
    ['retry-after', '0.02', true],
    ['x-ratelimit-reset-requests', '20ms', true],
    ['retry-after', '600', false],
    ['x-ratelimit-reset-requests', '6m0s', false],
    ['anthropic-ratelimit-requests-reset', '2999-01-01T00:00:00Z', false],
  ])('%s: %s', async (name, value, isRepeated) => {
    const turns = [{ fault: { ...faults.status(429), headers: { [name]: value } } }, { text: 'Now.' }];
    const busy = await simulators.start({ turns });
    const tried = busy.client().generateText('openai:gpt-4o-mini', 'Hi', { retry: { baseMs: 30_000 } });
    if (isRepeated) return expect((await tried).text).toBe('Now.');
    const error = await failureOf(tried);
    expect(error).toMatchObject({ code: 'rate-limited', attempts: { length: 1 } });
    expect(error.retryAfterMs).toBeGreaterThanOrEqual(360_000);
  });

  it.each([
    [400, 'true', 2],
    [503, 'false', 1],
  ])('x-should-retry at a %s: %s', async (status, should, requests) => {
    const fault = { ...faults.status(status), headers: { 'x-should-retry': should } };
    const host = await simulators.start({ turns: [{ fault }, { text: 'Now.' }] });
    await host
      .client()
      .generateText('openai:gpt-4o-mini', 'Hi', { retry: { baseMs: 1 } })
      .catch(() => undefined);
    expect(host.requests).toHaveLength(requests);
  });

  it('never repeats a call that has no money', async () => {
    const fault = faults.status(429, { code: 'insufficient_quota', retryAfterSeconds: 0 });
    const host = await simulators.start({ turns: [{ fault }, { text: 'Now.' }] });
    const error = await failureOf(host.client().generateText('openai:gpt-4o-mini', 'Hi'));
    expect(error.code).toBe('quota');
    expect(host.requests).toHaveLength(1);
  });
});
