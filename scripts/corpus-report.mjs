// Replays every recorded exchange, or those of the tests that are named, and writes what became of them to docs/corpus.md,
// docs/request-parity.md and docs/recorded-conversations.md. Exits 1 if any went wrong.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const options = ['run', '--config', 'vitest.slow.config.ts', process.argv[2] ?? 'test/corpus'];
const { status } = spawnSync(process.execPath, [vitest, ...options], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: { ...process.env, REQLLM_CORPUS_REPORT: 'write' },
  stdio: 'inherit',
});
process.exit(status ?? 1);
