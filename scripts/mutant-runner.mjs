// Runs tests over one mutant after another: a scratch copy of the sources, and a child with one vitest in it.
import { fork } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const copied = [
  'src',
  'test',
  'package.json',
  'tsconfig.json',
  'vitest.resolve.ts',
  'vitest.mutants.config.ts',
  'scripts/mutant-tester.mjs',
  'scripts/mutant-seed.mjs',
];
/** A stage whose tests take longer than this never ends, and so the mutant is noticed: quiet, they take seconds. */
const patienceMs = 75_000;

export function createRunner(root) {
  const place = mkdtempSync(join(tmpdir(), 'mutants-'));
  for (const name of copied) cpSync(join(root, name), join(place, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'));
  let child;
  return { place, run, close };

  /** By which test this was noticed, if it was, and how long that took. */
  async function run({ file, text, stages }) {
    const before = performance.now();
    let by;
    for (const tests of stages) by ??= await stage({ file, text, tests });
    return { by, ms: Math.round(performance.now() - before) };
  }

  async function stage(job) {
    child ??= await start(place);
    const answer = await ask(child, job);
    if (answer !== undefined) return answer.by;
    child.kill('SIGKILL');
    child = undefined;
    return 'a run without an end';
  }

  function close() {
    child?.kill('SIGKILL');
    child = undefined;
    rmSync(place, { recursive: true, force: true });
  }
}

async function start(place) {
  const child = fork(join(place, 'scripts/mutant-tester.mjs'), [place], {
    cwd: place,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`The tests could not be started (${code}).`)));
  });
  return child;
}

function ask(child, job) {
  return new Promise((resolve) => {
    const done = (answer) => {
      clearTimeout(timer);
      child.removeAllListeners('message');
      child.removeAllListeners('exit');
      resolve(answer);
    };
    const timer = setTimeout(done, patienceMs, undefined);
    child.once('message', done);
    child.once('exit', () => done(undefined));
    child.send(job);
  });
}
