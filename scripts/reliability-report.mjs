// Writes the tables of docs/reliability.md: takes the figures of a whole soak, plays every fault, cuts a thousand streams for
// each way of recovery, and holds all of it to the plan. The figures of the fuzzing are those that its last run wrote.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fuzzLine, planHead, writeTable } from './reliability-page.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'reqllm-report-'));

console.log('Soak …');
const soaked = spawnSync(process.execPath, [at('soak.mjs'), '--json'], { encoding: 'utf8' });
const { machine, load, results } = JSON.parse(soaked.stdout);
const figures = Object.fromEntries(results.map((each) => [each.name, each.figures]));
writeTable('figures', [
  `Measured by \`npm run soak\` on ${machine}, shared with other work (load ${load} in the last 1, 5 and 15 minutes).`,
  '',
  '| measurement | figures | as planned |',
  '|---|---|---|',
  ...results.map(({ name, figures: own, missed }) => {
    const said = Object.entries(own).map(([member, value]) => `${member} ${value}`);
    return `| ${name} | ${said.join(', ')} | ${missed.length === 0 ? 'yes' : `no: ${missed.join(', ')}`} |`;
  }),
]);

console.log('Faults …');
const faults = tested('test/faults/slow/faults.test.ts', { REQLLM_FAULT_REPORT: 'write' });
console.log('Recovery …');
const recovery = tested('test/fuzz/recovery.test.ts', { RECOVERY_RUNS: '1000' });
rmSync(folder, { recursive: true });

const { churn, abort, flood, endless, limits, arguments: growing, big } = figures;
const secure = figures['churn over TLS'];
const clean = (own) =>
  own.openSockets === 0 && own.timers === 0 && own.listeners === 0 && own.heapGrowthMb <= 2;

writeTable('plan', [
  ...planHead,
  line(
    'faults on every protocol, both transports',
    'all right, on Node 20, 22 and 24',
    `${faults.total - faults.failed} of ${faults.total} right on Node ${process.versions.node}; other versions: \`npm run runtimes -- --all\`, below`,
    faults.failed === 0 ? 'on this Node' : 'missed',
  ),
  line(
    'unhandled rejections, keys on any surface',
    '0',
    faults.failed === 0 ? `0 in ${faults.total} cases` : 'see the faults that failed',
    faults.failed === 0,
  ),
  line(
    '10,000 aborted, 10,000 left and 10,000 finished streams',
    '0 sockets, listeners and timers left, heap growth ≤ 2 MB',
    `${sum(churn)}; over TLS (${secure.streams} streams): ${sum(secure)}`,
    clean(churn) && clean(secure),
  ),
  line(
    'streams a second',
    '≥ 500',
    `${churn.perSecond} (${churn.cpuMsEach} ms of the processor each)`,
    churn.perSecond >= 500,
  ),
  fuzzLine(),
  line(
    'reader that pauses under a flood of 64 MB',
    '≤ 24 MB read ahead, memory ≤ +32 MB',
    `${flood.readAheadMb} MB, +${flood.rssPausedMb} MB`,
    flood.readAheadMb <= 24 && flood.rssPausedMb <= 32,
  ),
  line(
    'a line without end',
    'a typed error at 32 MB',
    `typed ${endless.lines - endless.untyped} of ${endless.lines} times, after ${endless.readMb} MB left the server`,
    endless.untyped === 0 && endless.readMb <= 48,
  ),
  line(
    '128 KB of arguments in 8,192 pieces',
    '≤ 300 ms of the processor',
    `${growing.cpuMs} ms`,
    growing.cpuMs <= 300,
  ),
  line('one event of 10 MB', '≤ 400 ms of the processor', `${big.cpuMs} ms`, big.cpuMs <= 400),
  line(
    'time limits',
    'limit + 250 ms',
    `at most ${limits.lateMs} ms late in ${limits.calls} calls`,
    limits.lateMs <= 250,
  ),
  line('an abort settles', '≤ 50 ms (p99)', `${churn.abortP99Ms} ms`, churn.abortP99Ms <= 50),
  line(
    'its socket is closed',
    '≤ 100 ms (p99)',
    `${abort.socketClosedP99Ms} ms; over TLS ${figures['abort over TLS'].socketClosedP99Ms} ms`,
    abort.socketClosedP99Ms <= 100 && figures['abort over TLS'].socketClosedP99Ms <= 100,
  ),
  line(
    'recovery, 1,000 random cuts for each protocol and mode',
    'no character lost or repeated, each seam told, no tool run twice',
    `${recovery.total - recovery.failed} of ${recovery.total} pairs, in ${recovery.seconds} s`,
    recovery.failed === 0,
  ),
]);
process.exit(faults.failed + recovery.failed === 0 ? 0 : 1);

function line(what, target, measured, reached) {
  return `| ${what} | ${target} | ${measured} | ${typeof reached === 'string' ? reached : reached ? 'yes' : 'missed'} |`;
}

function sum(own) {
  return `${own.openSockets} sockets, ${own.listeners} listeners, ${own.timers} timers, ${own.heapGrowthMb} MB`;
}

/** Runs one file of the slow suite and counts its tests. */
function tested(path, env) {
  const report = join(folder, 'report.json');
  const startedAt = Date.now();
  const options = ['run', '--config', 'vitest.slow.config.ts', path];
  spawnSync(process.execPath, [at('../node_modules/vitest/vitest.mjs'), ...options], {
    cwd: at('..'),
    env: { ...process.env, ...env, REQLLM_TEST_REPORT: report },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { numTotalTests: total, numFailedTests: failed } = JSON.parse(readFileSync(report, 'utf8'));
  return { total, failed, seconds: Math.round((Date.now() - startedAt) / 1_000) };
}
