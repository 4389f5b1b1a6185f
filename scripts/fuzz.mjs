// Fuzzes every target, or those whose file or title is named: `npm run fuzz -- --cases 1000000 [--seed 7] [--only readers]`.
// A target of weight 1 gets so many cases; the fresh seed is printed, and the same seed shows a failure again.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    seed: { type: 'string' },
    only: { type: 'string' },
  },
});
const cases = Number(values.cases);
const seed = values.seed === undefined ? Math.trunc(Math.random() * 2 ** 31) : Number(values.seed);
if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(seed)) {
  console.error('--cases and --seed are whole numbers.');
  process.exit(2);
}
console.log(`${cases} cases a target, seed ${seed}`);
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const where = values.only === undefined ? 'test/fuzz' : `test/fuzz/${values.only}`;
const limits = ['--testTimeout', String(24 * 3_600_000)];
const startedAt = Date.now();
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--config', 'vitest.slow.config.ts', ...limits, where],
  {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, FUZZ_RUNS: String(cases), FUZZ_SEED: String(seed) },
    stdio: 'inherit',
  },
);
console.log(
  `${status === 0 ? 'Nothing was found' : 'See above'}: seed ${seed}, ${Math.round((Date.now() - startedAt) / 1_000)} s.`,
);
process.exit(status ?? 1);
