import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';

import { spreadFirst } from '../scripts/spread-first.ts';
import { ensureBuilt } from './support/built.ts';
import { root } from './support/source-file.ts';

const dist = join(root, 'dist');

beforeAll(() => ensureBuilt());

describe('the built package', () => {
  // docs/decisions/0021-hidden-classes.md: it was 17 kB, and a quarter of a call's time.
  test('leaves little of a call for a full collection', () => {
    const script = `
      import v8 from 'node:v8';
      import { createClient } from './index.js';
      const reply = new TextEncoder().encode(JSON.stringify({
        id: 'x', model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
      }));
      const transport = async () => {
        const reads = [reply];
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: { read: async () => reads.pop(), close: () => {} },
        };
      };
      const client = createClient({ env: {}, transport });
      const call = () => client.generateText('openai:gpt-4o-mini', 'Go', { apiKey: 'test-key' });
      const held = () => v8.getHeapSpaceStatistics().find((space) => space.space_name === 'old_space').space_used_size;
      for (let index = 0; index < 500; index += 1) await call();
      globalThis.gc();
      const before = held();
      for (let index = 1; index <= 1_000; index += 1) {
        await call();
        if (index % 100 === 0) for (let times = 0; times < 2; times += 1) globalThis.gc({ type: 'minor' });
      }
      console.log((held() - before) / 1_000);`;
    const arguments_ = ['--expose-gc', '--input-type=module', '--eval', script];
    const left = Number(execFileSync(process.execPath, arguments_, { cwd: dist, encoding: 'utf8' }));
    expect(left).toBeLessThan(4_000);
  });

  test('has no literal that begins with a spread and goes on', () => {
    const found = readdirSync(dist)
      .filter((name) => name.endsWith('.js'))
      .flatMap((name) => [...readFileSync(join(dist, name), 'utf8').matchAll(/\{\s*\.\.\.(\w[\w.]*),/g)])
      .map(([, first]) => first);
    expect(found.length).toBeGreaterThan(50);
    expect(new Set(found)).toEqual(new Set(['null']));
  });
});

test('what is no literal with a first spread and more stays as it is', () => {
  const { renderChunk } = spreadFirst();
  expect(renderChunk.call({ parse: () => ({}) }, 'export {};', { fileName: 'index.d.ts' })).toBeNull();
  expect(renderChunk.call({ parse: () => ({ body: [] }) }, 'f();', { fileName: 'index.js' })).toBe('f();');
});
