import { describe, expect, it } from 'vitest';
import { limitStoreContract } from '../../../test/support/limit-store-contract.ts';
import { memoryLimits } from './memory-limits.ts';

const time = { at: 1_700_000_000_000 };
const store = memoryLimits({ now: () => time.at });

limitStoreContract(
  'memoryLimits',
  () => store,
  (ms) => {
    time.at += ms;
    return Promise.resolve();
  },
);

describe('memoryLimits', () => {
  it('forgets gauges that hold nothing, and none that do', async () => {
    const clock = { at: 0 };
    const small = memoryLimits({ now: () => clock.at });
    const held = { key: 'held', kind: 'held', limit: 1, perMs: 0, amount: 1 } as const;
    await small.claim('one', [held], 1e9);
    for (let index = 0; index < 10_050; index += 1)
      await small.left([{ key: `idle-${index}`, kind: 'window', limit: 1, perMs: 0 }]);
    expect(await small.claim('two', [held], 1e9)).toMatchObject({ ok: false });
  });
});
