// node scripts/count.mjs <status> <folder>: sums the reports of a CI run into a last line, `N passed, N failed`.
// A suite that could not even load, or a report that is missing, is a failure too. What passed only when CI ran it again is
// named, and counted as passed.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

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

for (const { name, passed: good, failed: bad, skipped, unsteady = [] } of counts) {
  console.log(`${name}: ${good} passed, ${bad} failed${skipped ? `, ${skipped} skipped` : ''}`);
  for (const test of unsteady) console.log(`  UNSTEADY, passed only when run again: ${test}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function countTests(name) {
  const report = read(`${name}.json`);
  if (report === undefined) return { name: `${name} tests (no report)`, passed: 0, failed: 1, skipped: 0 };
  const failures = report.testResults.filter(({ status: of }) => of === 'failed').flatMap(failuresOf);
  const isMended = read(`${name}.again.json`)?.success === true;
  return {
    name: `${name} tests`,
    passed: report.numPassedTests + (isMended ? failures.length : 0),
    failed: isMended ? 0 : failures.length,
    skipped: report.numPendingTests + report.numTodoTests,
    unsteady: isMended ? failures : [],
  };
}

/** The tests of a file that failed, by name; a file that could not even load counts as one. */
function failuresOf({ name, assertionResults }) {
  const file = relative(process.cwd(), name);
  const tests = assertionResults.filter(isFailed);
  return tests.length === 0 ? [file] : tests.map(({ fullName }) => `${file}: ${fullName}`);
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
