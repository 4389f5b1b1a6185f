// A real redis-server for the slow tests: one that is installed, else one unpacked from Debian's packages into .redis.
//   node scripts/redis.mjs    prints how to start it as { command, env }, or says why there is none and exits with 1
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '.redis');

/** How to start a redis-server, or why it cannot be had. */
export function findRedis() {
  const installed = { command: 'redis-server', env: {} };
  if (runs(installed)) return installed;
  const unpacked = { command: join(folder, 'usr/bin/redis-server'), env: { LD_LIBRARY_PATH: libraries() } };
  if (runs(unpacked)) return unpacked;
  const problem = unpack();
  if (problem !== undefined) return { problem };
  const fresh = { ...unpacked, env: { LD_LIBRARY_PATH: libraries() } };
  return runs(fresh) ? fresh : { problem: 'The unpacked redis-server does not start.' };
}

function runs({ command, env }) {
  const { status } = spawnSync(command, ['--version'], { env: { ...process.env, ...env }, stdio: 'ignore' });
  return status === 0;
}

function unpack() {
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0)
    return 'No redis-server is installed, and there is no apt-get to get one with.';
  mkdirSync(folder, { recursive: true });
  // Since Debian 9 the binary of the server is in the tools; the server's own package holds links and services.
  const depends = spawnSync('apt-cache', ['depends', 'redis-tools'], { encoding: 'utf8' }).stdout ?? '';
  const names = [...depends.matchAll(/^ *Depends: ([a-z0-9][a-z0-9.+-]*)$/gm)].map(([, name]) => name);
  const wanted = ['redis-tools', 'redis-server', ...names.filter((name) => name !== 'libc6')];
  const got = spawnSync('apt-get', ['download', ...wanted], { cwd: folder, encoding: 'utf8' });
  const packages = readdirSync(folder).filter((name) => name.endsWith('.deb'));
  if (packages.length === 0)
    return `No redis-server is installed, and apt-get cannot download it: ${got.stderr.trim().split('\n').at(-1)}`;
  for (const name of packages) {
    const { status } = spawnSync('dpkg-deb', ['-x', name, '.'], { cwd: folder, stdio: 'ignore' });
    if (status !== 0) return `dpkg-deb cannot unpack ${name}.`;
  }
  return undefined;
}

function libraries() {
  const roots = [join(folder, 'usr/lib'), join(folder, 'lib')].filter((path) => existsSync(path));
  const inner = roots.flatMap((root) =>
    readdirSync(root, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [join(root, entry.name)] : [],
    ),
  );
  return [...roots, ...inner].join(':');
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const found = findRedis();
  console.log('problem' in found ? found.problem : JSON.stringify(found));
  process.exitCode = 'problem' in found ? 1 : 0;
}
