import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';

// What can only be seen from outside: what a process loads, and whether it ends.
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reqllm-http-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  for (const room of ['http', 'core', 'wire'])
    transpile(fileURLToPath(new URL(`../${room}`, import.meta.url)), join(folder, room));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('loading the transport loads no node:http; the first request does', () => {
  const [before, after] = run(`
    const { createNodeTransport } = await import(base + 'node.js');
    const isLoaded = () => process.moduleLoadList.some((name) => /NativeModule (_?http|https|net|zlib)\\b/.test(name));
    const transport = createNodeTransport();
    const before = isLoaded();
    await transport({ method: 'GET', url: 'http://127.0.0.1:1/', headers: {}, connectMs: 0, headersMs: 0 }, new AbortController().signal).catch(() => {});
    console.log(JSON.stringify([before, isLoaded()]));
  `).result as boolean[];
  expect([before, after]).toEqual([false, true]);
});

test('idle connections do not keep a process alive, and closed ones do not either', () => {
  // The server lives in a second process: one in the same would hold it itself.
  const { result, ms } = run(`
    const { spawn } = await import('node:child_process');
    const script = "require('node:http').createServer((q, r) => r.end('ok')).listen(0, '127.0.0.1', function () { console.log(this.address().port) }); setTimeout(process.exit, 60000)";
    const server = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    const port = await new Promise((resolve) => server.stdout.once('data', (bytes) => resolve(Number(bytes))));
    const { createNodeTransport } = await import(base + 'node.js');
    const transport = createNodeTransport({ keepAliveMs: 60_000 });
    const { status, body } = await transport({ method: 'GET', url: 'http://127.0.0.1:' + port, headers: {}, connectMs: 9_000, headersMs: 9_000 }, new AbortController().signal);
    while (await body.read() !== undefined);
    server.stdout.destroy();
    server.unref();
    process.on('exit', () => { server.kill(); console.log(JSON.stringify([status])); });
  `);
  expect(result).toEqual([200]);
  // Not for the minute that the server lives.
  expect(ms).toBeLessThan(20_000);
}, 90_000);

test('a free WebSocket does not keep a process alive', () => {
  const ws = JSON.stringify(createRequire(import.meta.url).resolve('ws'));
  const { result, ms } = run(`
    const { spawn } = await import('node:child_process');
    const { createRequire } = await import('node:module');
    const script = "const { WebSocketServer } = require(process.argv[1]); const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => console.log(server.address().port)); server.on('connection', (socket) => socket.on('message', () => socket.send(JSON.stringify({ type: 'done' })))); setTimeout(process.exit, 60000)";
    const server = spawn(process.execPath, ['-e', script, ${ws}], { stdio: ['ignore', 'pipe', 'ignore'] });
    const port = await new Promise((resolve) => server.stdout.once('data', (bytes) => resolve(Number(bytes))));
    const { createNodeSocketTransport } = await import(base + 'node-websocket.js');
    const load = async () => createRequire(import.meta.url)(${ws});
    const transport = createNodeSocketTransport({ load });
    const request = { method: 'GET', url: 'http://127.0.0.1:' + port, headers: {}, body: '{}', connectMs: 9_000, headersMs: 9_000, socket: { ends: ['done'] } };
    const { status, body } = await transport(request, new AbortController().signal);
    while (await body.read() !== undefined);
    server.stdout.destroy();
    server.unref();
    process.on('exit', () => { server.kill(); console.log(JSON.stringify([status])); });
  `);
  expect(result).toEqual([200]);
  expect(ms).toBeLessThan(20_000);
}, 90_000);

test('nothing is left unhandled when all of it breaks', () => {
  const { result } = run(`
    const { createServer } = await import('node:net');
    const { createNodeTransport } = await import(base + 'node.js');
    let unhandled = 0;
    process.on('unhandledRejection', () => { unhandled += 1; });
    process.on('uncaughtException', () => { unhandled += 1; });
    let count = 0;
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        count += 1;
        if (count % 4 === 0) return socket.resetAndDestroy();
        socket.write('HTTP/1.1 200 OK\\r\\n' + (count % 4 === 1 ? 'content-encoding: gzip\\r\\n' : '') + 'content-length: 99\\r\\n\\r\\nabc');
        setTimeout(() => socket.resetAndDestroy(), 5);
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const transport = createNodeTransport();
    const url = 'http://127.0.0.1:' + server.address().port;
    const one = async (index) => {
      const controller = new AbortController();
      const { body } = await transport({ method: 'POST', url, headers: {}, body: 'x', connectMs: 99, headersMs: 99 }, controller.signal);
      if (index % 3 === 0) controller.abort();
      if (index % 3 === 1) return; // never read, never closed
      while (await body.read() !== undefined) if (index % 2 === 0) await body.close();
    };
    const outcomes = await Promise.allSettled(Array.from({ length: 60 }, (_, index) => one(index)));
    await new Promise((resolve) => setTimeout(resolve, 50));
    server.close();
    console.log(JSON.stringify([unhandled, outcomes.filter((o) => o.status === 'rejected' && o.reason.name !== 'ReqLLMError').length]));
  `);
  expect(result).toEqual([0, 0]);
});

/** Runs a script in a process of its own; its last line of output is JSON. */
function run(script: string): { result: unknown; ms: number } {
  const base = `const base = ${JSON.stringify(`${pathToFileURL(join(folder, 'http')).href}/`)};`;
  const startedAt = performance.now();
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', base + script], {
    timeout: 20_000,
    encoding: 'utf8',
  });
  return { result: JSON.parse(output.trim().split('\n').at(-1) ?? ''), ms: performance.now() - startedAt };
}

function transpile(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (!name.endsWith('.ts') || name.includes('test')) continue;
    const { outputText } = ts.transpileModule(readFileSync(join(from, name), 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        rewriteRelativeImportExtensions: true,
        verbatimModuleSyntax: true,
      },
    });
    writeFileSync(join(to, name.replace(/\.ts$/, '.js')), outputText);
  }
}
