import { describe, expect, test } from 'vitest';
import { ReqLLMError } from '../core/error.ts';
import { drain, maxBodyBytes, maxErrorBodyBytes, readAll, readStart } from './limits.ts';
import type { ByteStream } from './transport.ts';

// A body that a test writes down; an error in the list is thrown.
function bodyOf(...steps: readonly (string | Error)[]): ByteStream & { closed: number; reads: number } {
  const rest = [...steps];
  return {
    closed: 0,
    reads: 0,
    read() {
      this.reads += 1;
      const step = this.closed > 0 ? undefined : rest.shift();
      if (step instanceof Error) return Promise.reject(step);
      return Promise.resolve(step === undefined ? undefined : new TextEncoder().encode(step));
    },
    close() {
      this.closed += 1;
    },
  };
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const lost = new ReqLLMError('lost', { code: 'network', phase: 'stream' });
const aborted = new ReqLLMError('aborted', { code: 'aborted', phase: 'stream' });

test('the limits are those of the design', () =>
  expect([maxBodyBytes, maxErrorBodyBytes]).toEqual([67_108_864, 65_536]));

describe('readAll', () => {
  test('joins what comes', async () => {
    expect(text(await readAll(bodyOf('a', 'bc', 'def')))).toBe('abcdef');
    expect(text(await readAll(bodyOf('only')))).toBe('only');
    expect((await readAll(bodyOf())).length).toBe(0);
  });

  test('takes exactly the limit and not a byte more', async () => {
    expect(text(await readAll(bodyOf('ab', 'cd'), 4))).toBe('abcd');
    const body = bodyOf('ab', 'cde', 'never');
    await expect(readAll(body, 4)).rejects.toMatchObject({
      code: 'bad-response',
      phase: 'stream',
      retryable: false,
    });
    expect([body.closed, body.reads]).toEqual([1, 2]);
  });

  test('passes a failure on and closes', async () => {
    const body = bodyOf('a', lost);
    await expect(readAll(body)).rejects.toBe(lost);
    expect(body.closed).toBe(1);
  });
});

describe('readStart', () => {
  test('cuts at the limit and closes', async () => {
    const body = bodyOf('abc', 'def', 'ghi');
    expect(text(await readStart(body, 4))).toBe('abcd');
    expect([body.closed, body.reads]).toEqual([1, 2]);
  });

  test('keeps what came before a break, but not past an abort', async () => {
    expect(text(await readStart(bodyOf('partly', lost)))).toBe('partly');
    const body = bodyOf('partly', aborted);
    await expect(readStart(body)).rejects.toBe(aborted);
    expect(body.closed).toBe(1);
  });
});

describe('drain', () => {
  test('reads to the end, and closes', async () => {
    const body = bodyOf('a', 'b');
    await drain(body);
    expect([body.closed, body.reads]).toEqual([1, 3]);
  });

  test('stops at its limit of bytes, and swallows a failure', async () => {
    const flood = bodyOf('aaa', 'bbb', 'ccc', 'ddd');
    await drain(flood, 100, 5);
    expect([flood.closed, flood.reads]).toEqual([1, 2]);
    await expect(drain(bodyOf(lost))).resolves.toBeUndefined();
  });
});
