import { describe, expect, test } from 'vitest';

import { rules } from './support/house-rules.ts';
import { parseSource, readSources } from './support/source-file.ts';

const sources = readSources();

describe('the house', () => {
  for (const [name, rule] of Object.entries(rules)) test(name, () => expect(rule(sources)).toEqual([]));
});

// A rule that cannot fail protects nothing: each one is shown the mistake it is there for.
const endpoints = ['endpoint', 'dialect', 'codec', 'encode', 'read', 'failure', 'wire', 'server'];
const long = (lines: number): string => '// line\n'.repeat(lines);
const mistakes: readonly [rule: string, files: Record<string, string>][] = [
  ['imports point the way of the plan', { 'src/core/a.ts': "import { b } from '../wire/b.ts';" }],
  ['imports point the way of the plan', { 'src/core/a.ts': "import type { B } from '../wire/b.ts';" }],
  [
    'imports point the way of the plan',
    { 'src/core/a.ts': "export const b = () => import('../wire/b.ts');" },
  ],
  ['imports point the way of the plan', { 'src/core/a.ts': "export type B = import('../wire/b.ts').B;" }],
  ['imports point the way of the plan', { 'src/core/a.ts': "import { z } from 'zod';" }],
  ['imports point the way of the plan', { 'src/wire/a.ts': "export { b } from '../http/b.ts';" }],
  [
    'imports point the way of the plan',
    { 'src/protocols/one/read.ts': "import { x } from '../two/read.ts';" },
  ],
  [
    'imports point the way of the plan',
    { 'src/protocols/one/read.ts': "import { x } from '../../http/node.ts';" },
  ],
  [
    'imports point the way of the plan',
    { 'src/protocols/protocol.ts': "import { x } from './one/codec.ts';" },
  ],
  ['imports point the way of the plan', { 'src/auth/a.ts': "import { x } from '../providers/groq.ts';" }],
  [
    'imports point the way of the plan',
    { 'src/providers/a.ts': "import { x } from '../protocols/one/codec.ts';" },
  ],
  ['imports point the way of the plan', { 'src/providers/a.ts': "import { x } from './groq.ts';" }],
  ['imports point the way of the plan', { 'src/providers/a.ts': "import { x } from '../client/client.ts';" }],
  [
    'imports point the way of the plan',
    { 'src/catalog/a.ts': "import { x } from '../providers/registry.ts';" },
  ],
  [
    'imports point the way of the plan',
    { 'src/middleware/a.ts': "import { x } from '../http/transport.ts';" },
  ],
  ['imports point the way of the plan', { 'src/http/a.ts': "import { x } from '../protocols/protocol.ts';" }],
  [
    'imports point the way of the plan',
    { 'src/client/a.ts': "import { x } from '../testing/simulator.ts';" },
  ],
  [
    'imports point the way of the plan',
    { 'src/client/a.ts': "import { x } from '../protocols/one/codec.ts';" },
  ],
  ['imports point the way of the plan', { 'src/testing/a.ts': "import { x } from '../cli/main.ts';" }],
  ['imports point the way of the plan', { 'src/cli/a.ts': "import { x } from '../client/client.ts';" }],
  ['imports point the way of the plan', { 'src/index.ts': "export { x } from './testing/simulator.ts';" }],
  ['imports point the way of the plan', { 'src/attic/a.ts': "import { x } from '../core/call.ts';" }],
  [
    'no import goes in a circle',
    {
      'src/core/a.ts': "import './b.ts';",
      'src/core/b.ts': "import './c.ts';",
      'src/core/c.ts': "import './a.ts';",
    },
  ],
  ['relative imports end in .ts', { 'src/core/a.ts': "import { b } from './b.js';" }],
  ['relative imports end in .ts', { 'src/core/a.ts': "import { b } from './b';" }],
  ['no `export *`', { 'src/index.ts': "export * from './core/call.ts';" }],
  ['no `export *`', { 'src/index.ts': "export * as call from './core/call.ts';" }],
  ['no default export', { 'src/core/a.ts': 'export default 1;' }],
  ['no default export', { 'src/core/a.ts': 'export default function a() {}' }],
  ['no default export', { 'src/core/a.ts': 'const a = 1;\nexport { a as default };' }],
  [
    'no barrel but the public doors',
    { 'src/core/all.ts': "export { a } from './a.ts';\nexport { b } from './b.ts';" },
  ],
  ['no index.ts but the public doors', { 'src/core/index.ts': 'export const a = 1;' }],
  ['a file name says something', { 'src/core/utils.ts': 'export const a = 1;' }],
  ['no file over 400 lines', { 'src/core/a.ts': long(401) }],
  [
    'no function over 40 lines of its own',
    { 'src/core/a.ts': `export function a() {\n${'  a();\n'.repeat(40)}}` },
  ],
  ['a provider is at most 30 lines', { 'src/providers/a.ts': long(31) }],
  ['Node is met only at the edges', { 'src/client/a.ts': "import { readFile } from 'node:fs';" }],
  [
    'Node is met only at the edges',
    { 'src/http/fetch.ts': "export const http = () => process.getBuiltinModule('node:http');" },
  ],
  [
    'the environment is read in one file',
    {
      'src/client/env.ts': 'export const a = process.env;',
      'src/testing/b.ts': "export const b = globalThis.process?.env['B'];",
    },
  ],
  [
    'the environment is read in one file',
    { 'src/client/env.ts': 'export const a = process.env;', 'src/auth/b.ts': 'const { env } = process;' },
  ],
  [
    'the environment is read in one file',
    { 'src/cli/a.ts': 'export const a = process.env;', 'src/cli/b.ts': "export const b = process['env'];" },
  ],
  ['fetch is called only by http and testing', { 'src/client/a.ts': "await fetch('https://example.com');" }],
  [
    'fetch is called only by http and testing',
    { 'src/client/a.ts': 'export const send = globalThis.fetch;' },
  ],
  [
    'core, wire and protocols know no clock and no chance',
    { 'src/core/a.ts': 'export const now = () => Date.now();' },
  ],
  [
    'core, wire and protocols know no clock and no chance',
    { 'src/wire/a.ts': 'export const now = () => new Date();' },
  ],
  [
    'core, wire and protocols know no clock and no chance',
    { 'src/protocols/one/read.ts': 'export const id = () => Math.random();' },
  ],
  ['import() stands only in doors', { 'src/client/a.ts': "await import('../providers/groq.ts');" }],
  ['import() stands only in doors', { 'src/protocols/one/codec.ts': "await import('./read.ts');" }],
  ['import() stands only in doors', { 'src/http/fetch.ts': "await import('./proxy.ts');" }],
  [
    'import() stands only in doors',
    { 'src/client/a.ts': 'export const load = (name: string) => import(name);' },
  ],
  [
    'nobody asks which provider it is',
    { 'src/providers/groq.ts': '', 'src/client/a.ts': "if (call.model.provider === 'groq') retry();" },
  ],
  [
    'nobody asks which provider it is',
    { 'src/providers/groq.ts': '', 'src/client/a.ts': "switch (provider.id) { case 'groq': retry(); }" },
  ],
  [
    'nobody asks which provider it is',
    { 'src/providers/groq.ts': '', 'src/client/a.ts': "if (['groq'].includes(provider)) retry();" },
  ],
  [
    'nobody asks which provider it is',
    { 'src/providers/groq.ts': '', 'src/client/a.ts': "if (provider.startsWith('groq')) retry();" },
  ],
  ...endpoints
    .filter((name) => name !== 'codec')
    .map((missing): [string, Record<string, string>] => [
      'every protocol has the same files',
      Object.fromEntries(
        [...endpoints, 'codec.test']
          .filter((name) => name !== missing)
          .map((name) => [`src/protocols/one/${name}.ts`, '']),
      ),
    ]),
  [
    'every protocol has the same files',
    Object.fromEntries(endpoints.map((name) => [`src/protocols/one/${name}.ts`, ''])),
  ],
];

describe('its rules catch', () => {
  test.for(mistakes.map(([rule, files], index) => ({ rule, files, index })))(
    '$index: $rule',
    ({ rule, files }) => {
      const broken = Object.entries(files).map(([path, text]) => parseSource(path, text));
      expect(rules[rule]?.(broken)).toHaveLength(rule === 'the environment is read in one file' ? 2 : 1);
    },
  );

  test('every rule, at least once', () => {
    expect(new Set(mistakes.map(([rule]) => rule))).toEqual(new Set(Object.keys(rules)));
  });
});

test('types may refer to each other', () => {
  const files = [
    parseSource('src/core/a.ts', "import type { B } from './b.ts';"),
    parseSource('src/core/b.ts', "import './a.ts';"),
  ];
  expect(rules['no import goes in a circle']?.(files)).toEqual([]);
});

test('the rules see the real house', () => {
  expect(sources.map((file) => file.path)).toContain('src/core/call.ts');
  expect(sources.flatMap((file) => file.imports).length).toBeGreaterThan(50);
});
