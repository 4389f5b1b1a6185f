// Makes a fresh clone ready: installs packages when the lockfile changed, and with --build also builds
// when the sources changed. Prints nothing when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamps = join(root, 'node_modules', '.reqllm');
const lock = join(root, '.ready.lock');

const steps = process.argv.includes('--build') ? [install, build] : [install];
if (steps.some((step) => step({ dry: true }))) {
  await withLock(() => {
    for (const step of steps) step({ dry: false });
  });
}

/** Answers whether packages are out of date; installs them unless `dry`. */
function install({ dry }) {
  if (isInstalled()) return false;
  if (dry) return true;
  say('Installing packages (once) …');
  run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  return true;
}

/** npm writes down what it put into node_modules; that must be what the lockfile says, whoever called npm. */
function isInstalled() {
  const there = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(there)) return false;
  const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const [wanted, present] = [packagesOf(join(root, 'package-lock.json')), packagesOf(there)];
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' || (present[path] ? present[path].version === entry.version : entry.optional),
  );
}

/** Answers whether `dist` is out of date; builds it unless `dry`. */
function build({ dry }) {
  const inputs = [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsdown.config.ts',
    'vite.page.config.ts',
  ].map((name) => join(root, name));
  const wanted = hash([...inputs, ...sources(join(root, 'src'))]);
  if (readStamp('built') === wanted && existsSync(join(root, 'dist'))) return false;
  if (dry) return true;
  say('Building …');
  // Built aside and swapped in, so that a process that reads `dist` never sees half of it.
  const [next, old, dist] = ['.dist-next', '.dist-old', 'dist'].map((name) => join(root, name));
  const tsdown = join(root, 'node_modules', 'tsdown', 'dist', 'run.mjs');
  run(process.execPath, [tsdown, '--out-dir', '.dist-next', '--log-level', 'warn']);
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const page = join(next, 'inspect', 'page');
  run(process.execPath, [
    vite,
    'build',
    '--config',
    'vite.page.config.ts',
    '--outDir',
    page,
    '--emptyOutDir',
  ]);
  rmSync(old, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(next, dist);
  rmSync(old, { recursive: true, force: true });
  writeStamp('built', wanted);
  return true;
}

function run(command, args) {
  // npm is a script on Windows, which only a shell can start.
  const shell = process.platform === 'win32' && command === 'npm';
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    shell,
    env: { ...process.env, NO_COLOR: '1' },
  });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}\n`);
  rmSync(lock, { recursive: true, force: true });
  process.exit(result.status || 1);
}

/** Two commands started at once must not install or build into each other. */
async function withLock(work) {
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (isAbandoned()) rmSync(lock, { recursive: true, force: true });
      else await new Promise((done) => setTimeout(done, 200));
    }
  }
  try {
    writeFileSync(join(lock, 'pid'), String(process.pid));
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function isAbandoned() {
  try {
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    if (error.code === 'ESRCH') return true;
    // No pid yet: its owner is about to write it, unless it died in that moment.
    return error.code === 'ENOENT' && existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 5000;
  }
}

function sources(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function hash(files) {
  const sum = createHash('sha256');
  for (const file of files)
    sum.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return sum.digest('hex');
}

function readStamp(name) {
  const file = join(stamps, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function writeStamp(name, value) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), value);
}

function say(text) {
  process.stderr.write(`${text}\n`);
}
