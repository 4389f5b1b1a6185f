// `fixtures` and `providerSuite` from the packed package under jest, which is fetched from the registry once.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './support/source-file.ts';

test('jest replays recordings, skips what is not recorded, and is red for a wrong one', (context) => {
  const script = join(root, 'scripts/jest.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (last.startsWith('skipped:')) {
    console.log(`Jest was not tried: ${last}`);
    return context.skip(last);
  }
  expect([status, last.startsWith('ok jest@')], stdout + stderr).toEqual([0, true]);
});
