import { getEventListeners } from 'node:events';
import { expect, test, vi } from 'vitest';
import { createAbort, onAbort } from './abort.ts';

const count = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

test('many callbacks, one listener, none at the end', () => {
  const controller = new AbortController();
  const callbacks = Array.from({ length: 20 }, () => vi.fn<() => void>());
  const stops = callbacks.map((callback) => onAbort(controller.signal, callback));
  expect(count(controller.signal)).toBe(1);
  for (const stop of stops.slice(1)) stop();
  expect(count(controller.signal)).toBe(1);
  controller.abort();
  expect(callbacks.map((callback) => callback.mock.calls.length)).toEqual([
    1,
    ...Array.from({ length: 19 }, () => 0),
  ]);
  stops[0]?.();
  expect(count(controller.signal)).toBe(0);
});

test('a callback may stop itself and others while it runs', () => {
  const controller = new AbortController();
  const second = vi.fn<() => void>();
  const stopFirst = onAbort(controller.signal, () => {
    stopFirst();
    stopSecond();
  });
  const stopSecond = onAbort(controller.signal, second);
  controller.abort();
  expect(second).not.toHaveBeenCalled();
  expect(count(controller.signal)).toBe(0);
});

test('stopping twice does not stop a later one', () => {
  const controller = new AbortController();
  const stop = onAbort(controller.signal, () => {});
  stop();
  const later = vi.fn<() => void>();
  onAbort(controller.signal, later);
  stop();
  controller.abort();
  expect(later).toHaveBeenCalledOnce();
});

test('a signal of our own tells who waits, once, and carries no listener for it', () => {
  const { signal, abort } = createAbort();
  const [stays, left, listener] = [vi.fn<() => void>(), vi.fn<() => void>(), vi.fn<() => void>()];
  onAbort(signal, stays);
  onAbort(signal, left)();
  expect(count(signal)).toBe(0);
  signal.addEventListener('abort', listener);
  abort();
  abort();
  expect(signal.aborted).toBe(true);
  expect([stays, left, listener].map((each) => each.mock.calls.length)).toEqual([1, 0, 1]);
});
