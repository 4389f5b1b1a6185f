import { fileURLToPath } from 'node:url';

import type { UserWorkspaceConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Tests read the sources, never `dist`; the same two rules stand in tsconfig.json for the compiler. */
export const resolve: Pick<UserWorkspaceConfig, 'resolve' | 'ssr'> = {
  resolve: {
    conditions: ['reqllm-source', 'node', 'import', 'default'],
    alias: [
      { find: /^reqllm$/, replacement: source('./src/index.ts') },
      { find: /^reqllm\/models$/, replacement: source('./src/models.ts') },
      { find: /^reqllm\/protocol$/, replacement: source('./src/protocol.ts') },
      { find: /^reqllm\/middleware$/, replacement: source('./src/middleware.ts') },
      { find: /^reqllm\/batch$/, replacement: source('./src/batch/index.ts') },
      { find: /^reqllm\/node$/, replacement: source('./src/node.ts') },
      { find: /^reqllm\/otel$/, replacement: source('./src/otel.ts') },
      { find: /^reqllm\/inspect$/, replacement: source('./src/inspect/index.ts') },
      { find: /^reqllm\/testing$/, replacement: source('./src/testing/index.ts') },
    ],
  },
  ssr: { resolve: { conditions: ['reqllm-source', 'node', 'import', 'default'] } },
};

/** Property tests make the same cases on each run. */
export const seed: string = source('./test/support/seed.ts');

/** Tests of the house that take their time: browsers, processes that are killed, other test runners. */
export const slowHouse: readonly string[] = [
  'catalogue-bundle',
  'catalogue-processes',
  'cli-compat',
  'compat-page',
  'handoff-matrix',
  'independent-costs',
  'inspect',
  'jest',
  'known-models',
  'mutations',
  'provider-suite',
  'resume-process',
  'run-killed',
  'run-terminal',
].map((name) => `test/${name}.test.ts`);
