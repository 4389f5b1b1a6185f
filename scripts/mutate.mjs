// Breaks the decoders on purpose, in a scratch copy, and sees whether the tests notice.
//   node scripts/mutate.mjs                     all mutants; writes docs/mutations.md
//   node scripts/mutate.mjs --share 5           every fifth mutant, writes nothing; exits 1 if an unknown one survives
//   node scripts/mutate.mjs --share 5 --page    every fifth mutant, writes docs/mutations.md
//   node scripts/mutate.mjs --only openai-chat  mutants of paths with this text, writes nothing
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findMutants } from './mutants.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    share: { type: 'string' },
    only: { type: 'string' },
    limit: { type: 'string', default: '1' },
    page: { type: 'boolean', default: false },
  },
});
const isWhole = values.page || (values.share === undefined && values.only === undefined);
const share = Number(values.share ?? 1);

const files = readdirSync(join(root, 'src/protocols'), { recursive: true, encoding: 'utf8' })
  .map((name) => `src/protocols/${name.replaceAll('\\', '/')}`)
  .filter(
    (name) => /\/(?:read[^/]*|usage[^/]*|finish[^/]*|codec)\.ts$/.test(name) && !name.endsWith('.test.ts'),
  )
  .filter((name) => values.only === undefined || name.includes(values.only))
  .sort();
const all = files.flatMap((file) =>
  findMutants(file, readFileSync(join(root, file), 'utf8'), Number(values.limit)),
);
const mutants = all.filter((_, index) => index % share === 0);
const known = knownSurvivors();

const scratch = mkdtempSync(join(tmpdir(), 'mutants-'));
const places = Array.from({ length: Math.min(2, cpus().length) }, (_, index) =>
  makePlace(join(scratch, String(index))),
);
console.log(`${mutants.length} mutants of ${files.length} files; ${places.length} at a time.`);
// Tests that fail without a mutant would kill them all.
const protocols = [...new Set(mutants.map(({ file }) => file.split('/')[2]))];
for (const protocol of protocols)
  if (await fails(places[0], `src/protocols/${protocol}/`)) {
    console.error(`The tests of ${protocol} fail before anything is broken.`);
    process.exit(2);
  }
const queue = [...mutants];
const survivors = [];
let killed = 0;
try {
  await Promise.all(places.map(work));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

survivors.sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));
console.log(
  `${killed} killed, ${survivors.length} survived (${Math.round((100 * killed) / mutants.length)} % killed).`,
);
const unknown = survivors.filter((each) => !known.has(nameOf(each)));
for (const each of unknown) console.log(`survived: ${nameOf(each)}`);
if (isWhole) writeFileSync(join(root, 'docs/mutations.md'), page());
else if (unknown.length > 0) process.exitCode = 1;

async function work(place) {
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
    const path = join(place, mutant.file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, mutant.from) + mutant.text + text.slice(mutant.to));
    const isNoticed = await fails(place, mutant.file);
    writeFileSync(path, text);
    if (isNoticed) killed += 1;
    else survivors.push(mutant);
    if ((killed + survivors.length) % 20 === 0)
      console.log(`${killed + survivors.length} done, ${survivors.length} survived`);
  }
}

/** The sources and tests, with the packages of the original. */
function makePlace(place) {
  for (const name of [
    'src',
    'test',
    'package.json',
    'tsconfig.json',
    'vitest.config.ts',
    'vitest.resolve.ts',
  ])
    cpSync(join(root, name), join(place, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'));
  return place;
}

/** Whether the tests of the protocol notice: first its own and the scenarios over it, then the laws. */
async function fails(place, file) {
  const [, , protocol] = file.split('/');
  const own = [`src/protocols/${protocol}/`, 'src/testing/scenarios/replayed.test.ts'];
  return (
    (await isRed(place, own, protocol)) || isRed(place, [`test/conformance/${protocol}.test.ts`], protocol)
  );
}

function isRed(place, tests, protocol) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  // A busy machine must not look like a test that noticed.
  const options = ['run', '--bail', '1', '--testTimeout', '60000', '--hookTimeout', '60000', ...tests];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [vitest, ...options], {
      cwd: place,
      stdio: 'ignore',
      env: { ...process.env, REQLLM_ONLY_PROTOCOL: protocol },
    });
    // A mutant that never ends is noticed too.
    const timer = setTimeout(() => child.kill('SIGKILL'), 180_000);
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code !== 0);
    });
  });
}

function nameOf({ file, line, operator, was, text }) {
  const short = (code) => code.replace(/\s+/g, ' ').slice(0, 70);
  return `${file.replace('src/protocols/', '')}:${line} ${operator}: ${short(was)} → ${short(text) || 'nothing'}`;
}

/** Reasons that stand in the page, by the mutant without its line: lines move. */
function knownSurvivors() {
  const found = new Map();
  try {
    for (const row of readFileSync(join(root, 'docs/mutations.md'), 'utf8').split('\n')) {
      const [, name, reason] = /^\| `(.+?)` \| (.*) \|$/.exec(row) ?? [];
      if (name !== undefined) found.set(name.replaceAll('¦', '|'), reason);
    }
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return found;
}

function page() {
  const rows = survivors.map((each) => {
    const name = nameOf(each);
    return `| \`${name.replaceAll('|', '¦').replaceAll('`', "'")}\` | ${known.get(name) ?? 'not looked at yet'} |`;
  });
  const operators = [...new Set(mutants.map(({ operator }) => operator))].map((operator) => {
    const own = mutants.filter((each) => each.operator === operator).length;
    const lived = survivors.filter((each) => each.operator === operator).length;
    return `| ${operator} | ${own} | ${own - lived} | ${lived} |`;
  });
  return [
    '# Decoders broken on purpose',
    '',
    'Written by `npm run mutate`, but for the reasons, which it keeps. Each mutant is one change to a decoder under',
    '`src/protocols`, in a scratch copy; it is killed when a test of the protocol, the conformance laws or the replayed',
    'scenarios fail.',
    '',
    `${mutants.length} mutants${mutants.length < all.length ? ` of ${all.length} that there are` : ''}, ${killed} killed, ${survivors.length} survived.`,
    '',
    '| operator | mutants | killed | survived |',
    '| --- | --- | --- | --- |',
    ...operators,
    '',
    '## Survivors',
    '',
    ...(rows.length === 0 ? ['None.'] : ['| mutant | why it lives |', '| --- | --- |', ...rows]),
    '',
  ].join('\n');
}
