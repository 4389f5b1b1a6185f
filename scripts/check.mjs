// Everything a change must pass, one line per step, the output only of what failed.
//   node scripts/check.mjs                    all steps
//   node scripts/check.mjs lint types         only these
//   node scripts/check.mjs --skip tests       all but these
//   node scripts/check.mjs --report file      also writes [{ name, ok, ms }] for CI
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join('node_modules', '.bin', name);

const steps = {
  format: [bin('oxfmt'), '--check'],
  lint: [bin('oxlint'), '--type-aware', '--deny-warnings'],
  // Named by path: three versions of the compiler are installed, and all want to be `tsc`.
  types: ['node', join('node_modules', 'typescript7', 'bin', 'tsc')],
  'page-types': [
    'node',
    join('node_modules', 'typescript7', 'bin', 'tsc'),
    '-p',
    join('src', 'inspect', 'page'),
  ],
  // No project named here: the default run is architecture, exports, docs, unit, conformance and SDK tests.
  tests: [bin('vitest'), 'run'],
  build: ['node', 'scripts/ready.mjs', '--build'],
  publint: [bin('publint'), '--strict'],
  attw: [bin('attw'), '--pack', '.', '--profile', 'esm-only'],
  knip: [bin('knip')],
  size: [bin('size-limit')],
  packed: ['node', 'scripts/check-packed.mjs'],
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { skip: { type: 'string', multiple: true, default: [] }, report: { type: 'string' } },
});
for (const name of [...positionals, ...values.skip]) {
  if (!(name in steps)) fail(`Unknown step "${name}". The steps are: ${Object.keys(steps).join(', ')}.`);
}

const ready = spawnSync('node', ['scripts/ready.mjs'], { cwd: root, stdio: 'inherit' });
if (ready.status !== 0) process.exit(1);

const results = [];
for (const [name, [command, ...args]] of Object.entries(steps)) {
  if (values.skip.includes(name) || (positionals.length > 0 && !positionals.includes(name))) continue;
  const start = performance.now();
  const child = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 1 << 28,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  const ok = child.status === 0;
  const ms = Math.round(performance.now() - start);
  results.push({ name, ok, ms });
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name.padEnd(8)} ${(ms / 1000).toFixed(1).padStart(6)} s`);
  if (!ok) console.log(`${child.stdout ?? ''}${child.stderr ?? ''}${child.error?.message ?? ''}`);
}

if (values.report) {
  mkdirSync(dirname(values.report), { recursive: true });
  writeFileSync(values.report, JSON.stringify(results));
}
const failed = results.filter((result) => !result.ok).map((result) => result.name);
console.log(failed.length === 0 ? `All ${results.length} steps passed.` : `Failed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;

function fail(message) {
  console.error(message);
  process.exit(2);
}
