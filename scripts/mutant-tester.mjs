// Runs tests over one mutant after another in one vitest, as starting vitest takes longer than most tests. A child of
// scripts/mutate.mjs, so that a mutant that never ends can be ended with it.
//   node scripts/mutant-tester.mjs <folder with the sources>   and then messages { file, text, tests }
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = process.argv[2];
const { createVitest } = await import(pathToFileURL(join(root, 'node_modules/vitest/dist/node.js')).href);

let mutant;
let order = [];

/** The sources as they are, but for the one that is broken. */
const breaker = {
  name: 'mutant',
  enforce: 'pre',
  load: (id) => (mutant !== undefined && id.split('?')[0] === mutant.path ? mutant.text : undefined),
};

/** The tests in the order in which they were named: the nearest first. */
class AsNamed {
  sort(specifications) {
    const place = ({ moduleId }) => order.indexOf(moduleId);
    return Promise.resolve(specifications.toSorted((left, right) => place(left) - place(right)));
  }
  shard(specifications) {
    return Promise.resolve(specifications);
  }
}

const vitest = await createVitest(
  'test',
  {
    config: join(root, 'vitest.mutants.config.ts'),
    root,
    run: true,
    watch: false,
    bail: 1,
    reporters: [{}],
    sequence: { sequencer: AsNamed },
  },
  { plugins: [breaker], clearScreen: false, logLevel: 'silent' },
);
await vitest.standalone();

const specifications = await vitest.globTestSpecifications();

process.on('message', (mutation) => void tryOut(mutation));
process.on('disconnect', () => process.exit());
process.send({ ready: true });

async function tryOut({ file, text, tests }) {
  // The replayed scenarios are tried for one protocol at a time.
  process.env.REQLLM_ONLY_PROTOCOL = file.split('/')[2];
  const path = join(root, file);
  mutant = text === undefined ? undefined : { path, text };
  vitest.invalidateFile(path);
  const by = await redTestOf(tests);
  vitest.invalidateFile(path);
  process.send({ by });
}

async function redTestOf(tests) {
  order = tests.map((name) => join(root, name));
  const wanted = specifications.filter(({ moduleId }) => order.includes(moduleId));
  if (wanted.length !== order.length) throw new TypeError(`Not all of these are tests: ${tests.join(', ')}`);
  // What failed before would count again, and end this run at once.
  vitest.state.filesMap.clear();
  vitest.state.idMap.clear();
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(wanted);
  for (const module of testModules) {
    const name = relative(root, module.moduleId);
    for (const test of module.children.allTests('failed')) return `${name}: ${test.fullName}`;
    if (module.state() === 'failed') return name;
  }
  return unhandledErrors.length > 0 ? 'an error that nobody waited for' : undefined;
}
