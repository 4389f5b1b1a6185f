import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { root } from './source-file.ts';

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a real redis-server on a port of its own, or the one given, keeping nothing on disk; or says why there is none. */
export async function startRedis(given?: number): Promise<RedisServer | { readonly problem: string }> {
  const found = spawnSync(process.execPath, [join(root, 'scripts', 'redis.mjs')], { encoding: 'utf8' });
  if (found.status !== 0) return { problem: found.stdout.trim() || found.stderr.trim() };
  const { command, env } = JSON.parse(found.stdout) as { command: string; env: Record<string, string> };
  const folder = mkdtempSync(join(tmpdir(), 'reqllm-redis-'));
  const port = given ?? (await freePort());
  const options = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
  ];
  const server = spawn(command, options, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await ready(server);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    stop: () =>
      new Promise((resolve) => {
        server.once('close', () => {
          rmSync(folder, { recursive: true, force: true });
          resolve();
        });
        server.kill();
      }),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('Ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`redis-server ended with ${code}: ${said}`)));
  });
}
