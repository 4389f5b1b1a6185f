import { describe, expect, it } from 'vitest';

import type { Claimed, Gauge, LimitStore } from '../../src/middleware/stores/limit-store.ts';

let made = 0;

/** What every store of limits must do; `wait` lets its clock go on. */
export function limitStoreContract(
  name: string,
  store: () => LimitStore,
  wait: (ms: number) => Promise<void>,
): void {
  const key = (): string => `contract:${(made += 1)}:${Date.now()}`;
  const id = (): string => `claim-${(made += 1)}`;
  const held = (limit: number): Gauge => ({ key: key(), kind: 'held', limit, perMs: 0 });
  const sum = (limit: number, perMs: number = 0): Gauge => ({ key: key(), kind: 'window', limit, perMs });
  const rate = (limit: number, perMs: number): Gauge => ({ key: key(), kind: 'rate', limit, perMs });

  describe(name, () => {
    it('holds until it is settled, or its lease ends', async () => {
      const gauge = { ...held(2), amount: 1 };
      const [one, two, three] = [id(), id(), id()];
      expect(await store().claim(one, [gauge], 60_000)).toEqual({ ok: true });
      expect(await store().claim(two, [gauge], 1_500)).toEqual({ ok: true });
      expect(await store().claim(three, [gauge], 60_000)).toEqual({ ok: false, gauge: 0, left: 0 });
      await wait(1_600);
      expect(await store().claim(three, [gauge], 60_000)).toEqual({ ok: true });
      await store().settle(one, [{ ...gauge, actual: 0 }]);
      expect(await store().left([gauge])).toEqual([1]);
    });

    it('keeps what is renewed, and brings nothing back that is settled or over', async () => {
      const gauges = [
        { ...held(2), amount: 1 },
        { ...sum(5), amount: 5 },
      ];
      const [kept, lost, settled] = [id(), id(), id()];
      await store().claim(kept, gauges, 1_500);
      await store().renew?.(kept, gauges, 60_000);
      await wait(1_600);
      expect(await store().left(gauges)).toEqual([1, 0]);
      await store().settle(
        kept,
        gauges.map((gauge) => ({ ...gauge, actual: 0 })),
      );
      await store().claim(lost, gauges, 100);
      await wait(200);
      expect(await store().left(gauges)).toEqual([2, 5]);
      await store().renew?.(lost, gauges, 60_000);
      expect(await store().left(gauges)).toEqual([2, 5]);
      await store().claim(settled, gauges, 60_000);
      await store().settle(
        settled,
        gauges.map((gauge) => ({ ...gauge, actual: 2 })),
      );
      await store().renew?.(settled, gauges, 60_000);
      expect(await store().left(gauges)).toEqual([2, 3]);
    });

    it('sums what was settled, and what is reserved', async () => {
      const gauge = { ...sum(100), amount: 40 };
      const [one, two] = [id(), id()];
      await store().claim(one, [gauge], 60_000);
      await store().claim(two, [gauge], 60_000);
      expect(await store().claim(id(), [gauge], 60_000)).toEqual({ ok: false, gauge: 0, left: 20 });
      await store().settle(one, [{ ...gauge, actual: 7 }]);
      expect(await store().left([gauge])).toEqual([53]);
      await store().settle(two, [{ ...gauge, actual: 90 }]);
      expect(await store().left([gauge])).toEqual([3]);
    });

    it('begins a window anew', async () => {
      const gauge = { ...sum(10, 500), amount: 10 };
      // Not at the end of a window, where the clock could turn between two lines.
      const first = id();
      await store().claim(first, [gauge], 60_000);
      await store().settle(first, [{ ...gauge, actual: 10 }]);
      const refused = await store().claim(id(), [gauge], 60_000);
      if (!refused.ok) {
        expect(refused.left).toBe(0);
        expect(refused.waitMs).toBeGreaterThan(0);
        expect(refused.waitMs).toBeLessThanOrEqual(500);
      }
      await wait(600);
      expect(await store().left([gauge])).toEqual([refused.ok ? 0 : 10]);
    });

    it('refills a rate evenly, and puts it right afterwards', async () => {
      const gauge = { ...rate(10, 20_000), amount: 10 };
      const first = id();
      expect(await store().claim(first, [gauge], 60_000)).toEqual({ ok: true });
      const refused = await store().claim(id(), [{ ...gauge, amount: 5 }], 60_000);
      expect(refused).toMatchObject({ ok: false, gauge: 0 });
      if (!refused.ok) expect(refused.waitMs).toBeGreaterThan(5_000);
      await wait(1_100);
      const [left = 0] = await store().left([gauge]);
      expect(left).toBeGreaterThan(0.5);
      expect(left).toBeLessThan(5);
      await store().settle(first, [{ ...gauge, actual: 30 }]);
      expect((await store().left([gauge]))[0]).toBeLessThan(0);
    });

    it('takes of all gauges or of none', async () => {
      const gauges: Claimed[] = [
        { ...rate(10, 1e9), amount: 1 },
        { ...held(1), amount: 1 },
        { ...sum(5), amount: 6 },
      ];
      expect(await store().claim(id(), gauges, 60_000)).toMatchObject({ ok: false, gauge: 2, left: 5 });
      expect((await store().left(gauges)).map(Math.round)).toEqual([10, 1, 5]);
      expect(await store().claim(id(), [], 60_000)).toEqual({ ok: true });
    });
  });
}
