// What the model catalogue costs: the import alone, and the first lookup in a process, against a bare read of its file.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createCatalog } from '../src/catalog/catalog.ts';
import { median, printMachine } from './measure.ts';

// Bundled into a cache folder three levels below the root.
const root = new URL('../../../', import.meta.url);
const folder = new URL('src/catalog/data/', root);
const read = (name: string): string | undefined => {
  try {
    return readFileSync(new URL(name, folder), 'utf8');
  } catch {
    return undefined;
  }
};

if (process.argv[2] === 'lookup') report(process.argv[3] ?? '');
else compareAll();

function compareAll(): void {
  printMachine();
  const specs = ['openai:gpt-5.5', 'anthropic:claude-opus-4-8', 'openrouter:anthropic/claude-opus-4.8'];
  for (const spec of specs) {
    const runs = Array.from({ length: 9 }, () => lookUp(spec));
    const middle = (index: number): number => median(runs.map((run) => run[index] ?? Number.NaN));
    const [bare, first, sizes, rest, cold, warm] = [0, 1, 2, 3, 4, 5].map(middle) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    console.log(
      `  ${spec.padEnd(38)} first of a process ${first.toFixed(2)} ms, its sizes ${sizes.toFixed(2)} ms, all other facts ` +
        `${rest.toFixed(2)} ms, first of a provider ${cold.toFixed(2)} ms (${(cold / bare).toFixed(1)} × a bare read), ` +
        `again ${(warm * 1000).toFixed(0)} µs`,
    );
  }
  compareQueries();
}

// Each against a catalogue of its own, so that none finds what another has read.
function compareQueries(): void {
  const cheap = { require: ['tools', 'vision'], maxPrice: { input: 1 }, sort: 'price' } as const;
  const queries = { 'all chat models': { kind: 'chat' }, 'cheap, with tools and vision': cheap } as const;
  for (const [name, query] of Object.entries(queries)) {
    const all = createCatalog({ read });
    const times = [0, 1].map(() => {
      const before = performance.now();
      all.query(query);
      return performance.now() - before;
    });
    const [once = 0, again = 0] = times;
    console.log(
      `  ${name} (${all.query(query).length}): ${once.toFixed(0)} ms, again ${again.toFixed(0)} ms`,
    );
  }
}

/** In a new process: a bare read of the file, the first lookup, one by code that has run before, the same again. */
function lookUp(spec: string): number[] {
  const file = fileURLToPath(import.meta.url);
  const run = spawnSync(process.execPath, [file, 'lookup', spec], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as number[];
}

function report(spec: string): void {
  read('meta.json'); // The first read of a process also starts the file system up.
  const times = [performance.now()];
  read(`${spec.slice(0, spec.indexOf(':'))}.txt`);
  times.push(performance.now());
  const catalog = createCatalog({ read });
  const model = catalog.get(spec);
  times.push(performance.now());
  // What every call reads, then the rest.
  const sizes = [model.name, model.limits];
  times.push(performance.now());
  JSON.stringify([sizes, model]);
  times.push(performance.now());
  // The engine compiles the catalogue's own code during the first lookup, whichever it is.
  for (const other of ['groq:openai/gpt-oss-120b', 'mistral:codestral-latest'])
    createCatalog({ read }).get(other);
  times.push(performance.now());
  const next = createCatalog({ read });
  next.get(spec);
  times.push(performance.now());
  next.get(spec);
  times.push(performance.now());
  const [bare, first, facts, rest, , cold, again] = times
    .slice(1)
    .map((time, index) => time - (times[index] ?? 0));
  console.log(JSON.stringify([bare, first, facts, rest, cold, again]));
}
