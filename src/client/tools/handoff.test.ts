import { describe, expect, it } from 'vitest';
import { Handoff } from './handoff.ts';

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const open = Symbol('open');
  await new Promise((resolve) => setTimeout(resolve, 1));
  return (await Promise.race([promise, Promise.resolve(open)])) !== open;
}

describe('a handoff', () => {
  it('lets the giver wait until the item was taken, and keeps the order', async () => {
    const handoff = new Handoff<number>();
    const [one, two] = [handoff.give(1), handoff.give(2)];
    expect(await isSettled(one)).toBe(false);
    expect(await handoff.take()).toEqual({ item: 1 });
    expect([await isSettled(one), await isSettled(two)]).toEqual([true, false]);
    expect(await handoff.take()).toEqual({ item: 2 });
  });

  it('lets the reader wait for the giver, and wakes several readers', async () => {
    const handoff = new Handoff<string>();
    const readers = [handoff.take(), handoff.take()];
    void handoff.give('a');
    void handoff.give('b');
    expect(await Promise.all(readers)).toEqual([{ item: 'a' }, { item: 'b' }]);
  });

  it('gives what is there after the end, then nothing more', async () => {
    const handoff = new Handoff<string>();
    void handoff.give('last');
    handoff.end();
    await handoff.give('too late');
    expect(await handoff.take()).toEqual({ item: 'last' });
    expect(await handoff.take()).toBeUndefined();
  });

  it('lets all givers and readers go when the reader leaves', async () => {
    const handoff = new Handoff<string>();
    const giving = handoff.give('unread');
    handoff.leave();
    await giving;
    expect(await handoff.take()).toBeUndefined();
    const waiting = new Handoff<string>();
    const reading = waiting.take();
    waiting.leave();
    expect(await reading).toBeUndefined();
  });
});
