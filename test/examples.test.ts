import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeAll, expect, test } from 'vitest';

import { ensureBuilt } from './support/built.ts';
import { runSnippet } from './support/run-snippet.ts';
import { root } from './support/source-file.ts';

const folder = join(root, 'examples');
const names = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .sort()
  : [];

beforeAll(() => ensureBuilt());

test('examples are numbered, one idea each', () => {
  expect(names.filter((name) => !/^\d\d-[a-z0-9-]+\.ts$/.test(name))).toEqual([]);
});

// The compiler checks their types with everything else; here they run, each in a process of its own.
test.for(names)('examples/%s runs', async (name) => {
  const code = readFileSync(join(folder, name), 'utf8');
  const result = await runSnippet({ name: `examples/${name}`, language: 'ts', code });
  expect(result, result.stderr).toMatchObject({ status: 0 });
  expect(result.stdout.trim()).not.toBe('');
});
