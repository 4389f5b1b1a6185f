// node scripts/count.mjs <status> <folder>: sums the reports of a CI run into a last line, `N passed, N failed`.
// A suite that could not even load, or a report that is missing, is a failure too.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [status = '1', folder = '.reports'] = process.argv.slice(2);
const read = (name) => {
  const file = join(folder, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
};

const counts = [...['default', 'slow'].map(countTests), countSteps()];
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
let failed = counts.reduce((sum, count) => sum + count.failed, 0);
// Something failed that no report holds, such as an error outside every test.
if (status !== '0' && failed === 0) failed = 1;

for (const { name, passed: good, failed: bad, skipped } of counts) {
  console.log(`${name}: ${good} passed, ${bad} failed${skipped ? `, ${skipped} skipped` : ''}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function countTests(name) {
  const report = read(`${name}.json`);
  if (report === undefined) return { name: `${name} tests (no report)`, passed: 0, failed: 1, skipped: 0 };
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(isFailed),
  );
  return {
    name: `${name} tests`,
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function isFailed(test) {
  return test.status === 'failed';
}

function countSteps() {
  const steps = read('check.json');
  if (steps === undefined) return { name: 'check steps (no report)', passed: 0, failed: 1 };
  return {
    name: 'check steps',
    passed: steps.filter((step) => step.ok).length,
    failed: steps.filter((step) => !step.ok).length,
  };
}
