// Fuzzes every target, or those whose file is named: `npm run fuzz -- --cases 1000000 [--seed 7] [--only readers,json]`.
// `--cases` is what each of the targets 1 to 3 gets; recovery gets as many, the loopback a twentieth, the others a tenth.
// The fresh seed is printed, and the same seed shows a failure again. `--report` writes the figures into
// docs/reliability.md, for the targets that were run.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { refreshFuzzLine, rowsIn, writeTable } from './reliability-page.mjs';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    seed: { type: 'string' },
    only: { type: 'string' },
    report: { type: 'boolean', default: false },
  },
});
const cases = Number(values.cases);
const seed = values.seed === undefined ? Math.trunc(Math.random() * 2 ** 31) : Number(values.seed);
if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(seed)) {
  console.error('--cases and --seed are whole numbers.');
  process.exit(2);
}
console.log(`${cases} cases a main target, seed ${seed}`);
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const where =
  values.only === undefined ? ['test/fuzz'] : values.only.split(',').map((name) => `test/fuzz/${name}.`);
const limits = ['--testTimeout', String(24 * 3_600_000)];
const folder = mkdtempSync(join(tmpdir(), 'reqllm-fuzz-'));
const file = join(folder, 'figures.jsonl');
const startedAt = Date.now();
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--config', 'vitest.slow.config.ts', ...limits, ...where],
  {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: {
      ...process.env,
      FUZZ_RUNS: String(cases),
      FUZZ_RECOVERY: String(cases),
      FUZZ_LOOPBACK: String(Math.ceil(cases / 20)),
      FUZZ_SEED: String(seed),
      RECOVERY_RUNS: '1000',
      FUZZ_FIGURES: file,
    },
    stdio: 'inherit',
  },
);
if (values.report && status === 0 && existsSync(file)) report(readFileSync(file, 'utf8'));
rmSync(folder, { recursive: true });
console.log(
  `${status === 0 ? 'Nothing was found' : 'See above'}: seed ${seed}, ${Math.round((Date.now() - startedAt) / 1_000)} s.`,
);
process.exit(status ?? 1);

/** Puts the targets that were run into the table; the others stay. */
function report(lines) {
  const names = {
    1: 'bytes to events, whatever the cuts',
    2: 'events to chunks, for each protocol',
    3: 'JSON in pieces, against `JSON.parse`',
    4: 'requests from any arguments',
    5: 'addresses and headers',
    6: 'waits that servers ask for',
    7: 'keys in texts',
    8: 'recovery, against a model of it',
    9: 'schemas and growing objects',
    10: 'whole calls over loopback',
  };
  const rows = new Map(rowsIn('fuzz').map((row) => [row.split('|')[1].trim(), row]));
  const figures = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const [target, name] of Object.entries(names)) {
    const own = figures.filter((each) => String(each.target) === target);
    if (own.length === 0) continue;
    const sum = own.reduce((all, each) => all + each.cases, 0);
    const seconds = own.reduce((all, each) => all + each.ms, 0) / 1_000;
    const perSecond = Math.round(sum / Math.max(seconds, 0.001));
    rows.set(
      target,
      `| ${target} | ${name} | ${sum.toLocaleString('en')} | ${Math.round(seconds)} | ${perSecond.toLocaleString('en')} | 0 |`,
    );
  }
  const order = [...rows.keys()].sort((left, right) => Number(left) - Number(right));
  writeTable('fuzz', [
    `Measured by \`npm run fuzz -- --report\` on ${availableParallelism()} cores that other work shared.`,
    '',
    '| target | what | cases | seconds | cases a second | found |',
    '|---|---|---|---|---|---|',
    ...order.map((target) => rows.get(target)),
  ]);
  refreshFuzzLine();
}
