// node scripts/again.mjs <report> [vitest arguments]: runs the test files that failed in a report once more, alone, and leaves
// what came of it beside the report, as `<name>.again.json`. Exits 1 when one fails again, when more files failed than chance
// explains, or when what failed was no test. Only CI asks for it: docs/decisions/0025-failed-tests-again.md.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const mostFiles = 3;
const [report, ...options] = process.argv.slice(2);
const files = existsSync(report) ? failedFiles(JSON.parse(readFileSync(report, 'utf8'))) : [];
if (files.length === 0) end('nothing to run again: what failed was no test');
if (files.length > mostFiles)
  end(`not run again: ${files.length} files failed, and more than ${mostFiles} are no chance`);

console.log(`== again, alone: ${files.join(', ')}`);
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', ...options, '--maxWorkers=1', '--no-file-parallelism', ...files],
  {
    stdio: 'inherit',
    env: { ...process.env, REQLLM_TEST_REPORT: report.replace(/\.json$/, '.again.json') },
  },
);
process.exit(status ?? 1);

/** An error outside every test fails a run too, and leaves no file that failed. */
function failedFiles({ testResults }) {
  return testResults
    .filter(({ status }) => status === 'failed')
    .map(({ name }) => relative(process.cwd(), name));
}

function end(message) {
  console.error(message);
  process.exit(1);
}
