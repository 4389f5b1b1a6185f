// Writes src/catalog/data from the dated files in ../shared/models and our own corrections. The test that compares the
// bytes is what writes them; it runs where TypeScript does.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
if (!existsSync(new URL('../../shared/models/history', import.meta.url))) {
  console.log('../shared/models is not here; the catalogue stays as it is.');
  process.exit(0);
}
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const run = ['run', '--config', 'vitest.slow.config.ts', 'test/corpus/catalogue-data.test.ts'];
const { status } = spawnSync(process.execPath, [vitest, ...run], {
  cwd: root,
  env: { ...process.env, REQLLM_GENERATE: 'write' },
  stdio: 'inherit',
});
process.exit(status ?? 1);
