// Runs the bundled benchmarks one after the other. Only ratios within one run mean anything.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

for (const name of ['decode', 'objects', 'network', 'startup', 'catalog', 'observers']) {
  console.log(`\n== ${name}`);
  const file = fileURLToPath(new URL(`../node_modules/.cache/bench/${name}.mjs`, import.meta.url));
  const { status } = spawnSync(process.execPath, [file], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
