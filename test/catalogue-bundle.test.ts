// `reqllm/models` in a bundle for browsers and workers: no disk, one module for each provider, only those that are asked.
import {
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  mkdirSync,
  readFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from 'vite';
import { createCatalog } from '../src/catalog/catalog.ts';
import { readPackaged } from '../src/catalog/node-data.ts';
import { ensureBuilt } from './support/built.ts';
import { root } from './support/source-file.ts';

let folder: string;

const program = `
  import { costOf, loadModels, withLayers } from 'reqllm/models';
  const catalog = await loadModels('openai', 'anthropic');
  const { pricing, limits } = catalog.get('openai:gpt-4o-mini');
  const usage = { inputTokens: 1e6, outputTokens: 0, totalTokens: 1e6, cacheReadTokens: 0, cacheWriteTokens: null, reasoningTokens: 0, inputAudioTokens: null, outputAudioTokens: null, status: 'final', cost: null, raw: null };
  const own = withLayers(catalog, [{ kind: 'runtime', layer: { models: { 'openai:gpt-4o-mini': { limits: { output: 5 } } } } }]);
  globalThis.tell({
    version: catalog.meta.version,
    context: limits.context,
    cost: costOf(usage, pricing, { version: 'x' }).total,
    listed: catalog.list('anthropic').length,
    retired: catalog.has('openai:gpt-3.5-turbo-0301') || catalog.list('openai').length > 0,
    others: catalog.has('xai:grok-4.3'),
    output: own.get('openai:gpt-4o-mini').limits.output,
    disk: typeof process,
  });
`;

beforeAll(async () => {
  ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'reqllm-bundle-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/reqllm'), 'junction');
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'main.js'), program);
  await build({
    root: folder,
    logLevel: 'error',
    configFile: false,
    build: {
      outDir: join(folder, 'out'),
      target: 'es2022',
      minify: false,
      modulePreload: false,
      lib: { entry: join(folder, 'main.js'), formats: ['es'], fileName: 'main' },
    },
  });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('in a bundle for browsers', () => {
  it('finds models, prices and layers without a disk, from the providers that were asked for', async () => {
    const catalog = createCatalog({ read: readPackaged });
    expect(await run()).toEqual({
      version: catalog.meta?.version,
      context: 128_000,
      cost: 0.15,
      listed: catalog.list('anthropic').length,
      retired: true,
      others: false,
      output: 5,
      disk: 'undefined',
    });
  });

  it('names no module of Node and loads a provider at a time', () => {
    const files = readdirSync(join(folder, 'out'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.js'),
    );
    const main = readFileSync(join(folder, 'out/main.js'), 'utf8');
    expect(/^import[^;]*["']node:/m.test(main)).toBe(false);
    expect(files.some((name) => /openrouter/.test(name))).toBe(true);
    // The program itself holds no provider's data: openrouter alone has a quarter of a megabyte.
    expect(statSync(join(folder, 'out/main.js')).size).toBeLessThan(250_000);
  });
});

// A worker thread without `process`, so that nothing can reach the disk by it.
function run(): Promise<unknown> {
  const main = JSON.stringify(new URL(`file://${join(folder, 'out/main.js')}`).href);
  const code = `
    const { parentPort } = require('node:worker_threads');
    globalThis.tell = (facts) => parentPort.postMessage(facts);
    delete globalThis.process;
    import(${main}).catch((error) => parentPort.postMessage(String(error.stack)));
  `;
  return new Promise((done, fail) => {
    const worker = new Worker(code, { eval: true });
    worker.once('message', (facts) => void worker.terminate().then(() => done(facts)));
    worker.once('error', fail);
  });
}
