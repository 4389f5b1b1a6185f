// Breaks the decoders on purpose, in a scratch copy, and sees whether the tests notice.
//   node scripts/mutate.mjs                          the mutants of docs/mutations.md, which it writes
//   node scripts/mutate.mjs --every                  all that there are, about four times as many; writes nothing
//   node scripts/mutate.mjs --only openai-chat/read  those whose names have this text; writes nothing
//   node scripts/mutate.mjs --count 40 --seed 1      so many of those that the page says are killed; writes nothing
//   --but text   leaves the files with this text in their path out, as a format that is still being written
//   --near       asks the tests that are nearest alone, to find candidates quickly
//   --log file   keeps each result in a file, and takes those over that are in it; --again tries its survivors anew
// Exits with 1 if a mutant survives that docs/mutations.md (or another page, `--explained-by file`) does not explain.
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { coveredFolders, knownSurvivors, pageOf } from './mutant-page.mjs';
import { createRunner } from './mutant-runner.mjs';
import { folderOf, isDecoder, stagesOf } from './mutant-tests.mjs';
import { draw, findMutants, isUsual } from './mutants.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    every: { type: 'boolean', default: false },
    only: { type: 'string' },
    but: { type: 'string' },
    count: { type: 'string' },
    seed: { type: 'string', multiple: true, default: ['1'] },
    log: { type: 'string' },
    'explained-by': { type: 'string' },
    near: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
  },
});
const isWhole = !values.every && !values.near && values.only === undefined && values.count === undefined;

const page = join(root, 'docs/mutations.md');
const known = knownSurvivors(values['explained-by'] ?? page);
const covered = coveredFolders(page);
const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((name) => `src/${name.replaceAll('\\', '/')}`)
  .sort();
const sources = [...files, ...conformanceTests()];
const all = files
  .filter(isDecoder)
  .filter((file) => values.but === undefined || !file.includes(values.but))
  .flatMap((file) => findMutants(file, readFileSync(join(root, file), 'utf8')))
  .filter((mutant) => values.every || isUsual(mutant));
const mutants = choose();

const runner = createRunner(root);
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    runner.close();
    process.exit(130);
  });
const started = performance.now();
console.log(`${mutants.length} mutants of ${new Set(mutants.map(({ file }) => file)).size} files.`);
try {
  if (values.log === undefined) await checkTests(values.count === undefined);
  await tryAll();
  // And what was broken before must not be what fails now.
  await checkTests(false);
} finally {
  runner.close();
}

const survivors = mutants.filter(({ by }) => by === undefined);
const share = (100 * (mutants.length - survivors.length)) / mutants.length;
const seconds = Math.round((performance.now() - started) / 1000);
console.log(
  `${mutants.length - survivors.length} killed, ${survivors.length} survived (${share.toFixed(1)} % killed) in ${seconds} s.`,
);
const unknown = survivors.filter(({ name }) => !known.has(name));
for (const { name } of unknown) console.log(`survived: ${name}`);
if (isWhole) writeFileSync(page, pageOf(mutants, survivors, known));
if (unknown.length > 0) process.exitCode = 1;

function choose() {
  if (values.only !== undefined) return all.filter(({ name }) => name.includes(values.only));
  if (values.count === undefined) return all;
  // A new format is not to fail whoever did not break it: it is covered from the next whole run on.
  const killed = all.filter(({ file, name }) => covered.has(folderOf(file)) && !known.has(name));
  const drawn = new Set(values.seed.flatMap((seed) => draw(killed, Number(values.count), seed)));
  return killed.filter((mutant) => drawn.has(mutant));
}

function conformanceTests() {
  return readdirSync(join(root, 'test/conformance'), { encoding: 'utf8' }).map(
    (name) => `test/conformance/${name}`,
  );
}

/** Tests that fail with nothing broken would kill every mutant. A draw looks at the nearest ones alone: it has a minute. */
async function checkTests(areAll) {
  const groups = new Map(mutants.map(({ file }) => [folderOf(file), file]));
  for (const file of groups.values()) {
    const stages = stagesOf(file, sources);
    const { by } = await runner.run({
      file,
      stages: areAll ? stages : stages.slice(0, 1),
    });
    if (by === undefined) continue;
    runner.close();
    console.error(`With nothing broken this fails: ${by}`);
    process.exit(2);
  }
}

async function tryAll() {
  const before = resultsBefore();
  let done = 0;
  for (const mutant of mutants) {
    Object.assign(mutant, before.get(mutant.name) ?? (await tryOne(mutant)));
    done += 1;
    if (done % 100 === 0)
      console.log(
        `${done} done, ${mutants.slice(0, done).filter(({ by }) => by === undefined).length} survived`,
      );
  }
}

async function tryOne(mutant) {
  const source = readFileSync(join(runner.place, mutant.file), 'utf8');
  const text = source.slice(0, mutant.from) + mutant.text + source.slice(mutant.to);
  const stages = stagesOf(mutant.file, sources);
  const result = await runner.run({
    file: mutant.file,
    text,
    stages: values.near ? stages.slice(0, nearStages(mutant)) : stages,
  });
  if (values.log !== undefined)
    appendFileSync(values.log, `${JSON.stringify({ name: mutant.name, ...result })}\n`);
  return result;
}

// Beside its own tests, those that stand for all formats of its kind; what is no format has none of these.
function nearStages({ file }) {
  return file.startsWith('src/protocols/') ? 2 : 1;
}

function resultsBefore() {
  if (values.log === undefined || !existsSync(values.log)) return new Map();
  const lines = readFileSync(values.log, 'utf8').split('\n').filter(Boolean);
  const results = new Map(lines.map((line) => JSON.parse(line)).map(({ name, ...result }) => [name, result]));
  for (const [name, { by }] of results) if (values.again && by === undefined) results.delete(name);
  return results;
}
