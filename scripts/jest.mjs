// Runs `fixtures` and `providerSuite` from the packed package under jest, which is fetched into `.runtimes/jest` (kept there).
// `npm run jest`; exits 1 when a test went wrong. Where the registry cannot be reached it says so, and exits 0.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const home = at('../.runtimes/jest');
const jest = 'jest@30';

mkdirSync(home, { recursive: true });
writeFileSync(
  join(home, 'package.json'),
  '{ "type": "module", "private": true, "jest": { "transform": {} } }\n',
);

const startedAt = Date.now();
const problem = fetchJest();
if (problem !== '') {
  console.log(`skipped: ${jest} could not be installed (${problem})`);
  process.exit(0);
}
unpackOurs();
placeTests();
const good = runJest();
// The recording of a greeting answers no question about cats.
const recordings = join(home, 'test/fixtures/openai/gpt-4o-mini');
cpSync(join(recordings, 'basic.jsonl'), join(recordings, 'no_tool.jsonl'));
const bad = runJest();
const isGood = good.status === 0 && / 7 passed/.test(good.counts) && !/failed/.test(good.counts);
const isRed =
  bad.status !== 0 && bad.counts.startsWith('1 failed') && bad.said.includes('openai:gpt-4o-mini, no_tool');
if (!isGood) console.error(good.said);
else if (!isRed) console.error(bad.said);
const word = isGood && isRed ? 'ok' : 'FAILED';
console.log(
  `${word} ${jest}: ${good.counts}; with a wrong recording: ${bad.counts} (${Date.now() - startedAt} ms)`,
);
process.exit(isGood && isRed ? 0 : 1);

function runJest() {
  const program = join(home, 'node_modules/jest/bin/jest.js');
  const { status, stdout, stderr } = run(process.execPath, [
    '--experimental-vm-modules',
    program,
    '--verbose',
  ]);
  return { status, said: stdout + stderr, counts: /^Tests: +(.*)$/m.exec(stderr)?.[1] ?? 'no count' };
}

/** What went wrong; nothing when it is there. */
function fetchJest() {
  if (existsSync(join(home, 'node_modules/jest'))) return '';
  const { status, stderr: said } = npm('install', '--no-save', '--ignore-scripts', jest);
  return status === 0 ? '' : (said.trim().split('\n')[0] ?? 'npm failed');
}

// As a user gets it; unpacked by hand, as npm would look at all other packages again.
function unpackOurs() {
  spawnSync(process.execPath, [at('ready.mjs'), '--build'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ours = join(home, 'node_modules/reqllm');
  rmSync(ours, { recursive: true, force: true });
  const { status, stderr: said } = npm('install', '--no-save', '--ignore-scripts', '--offline', jest, pack());
  if (status !== 0) throw new Error(said);
}

function pack() {
  const { stdout: said } = npm('pack', '--silent', '--ignore-scripts', '--pack-destination', home, at('..'));
  return join(home, said.trim().split('\n').at(-1) ?? '');
}

function placeTests() {
  rmSync(join(home, 'test'), { recursive: true, force: true });
  cpSync(at('jest'), home, { recursive: true });
  cpSync(at('../test/fixtures'), join(home, 'test/fixtures'), { recursive: true });
}

function npm(...args) {
  return run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error']);
}

function run(command, args) {
  const env = {
    ...process.env,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    NODE_TEST_CONTEXT: undefined,
    VITEST: undefined,
  };
  return spawnSync(command, args, { cwd: home, encoding: 'utf8', env, shell: process.platform === 'win32' });
}
