import { defineConfig, type ViteUserConfig } from 'vitest/config';

import { resolve } from './vitest.resolve.ts';

/** One worker for all mutants, one after another (scripts/mutate.mjs); a busy machine must not look like a test that noticed. */
const config: ViteUserConfig = defineConfig({
  ...resolve,
  test: {
    include: ['src/**/*.test.ts', 'test/conformance/**/*.test.ts', 'test/corpus/**/*.test.ts'],
    setupFiles: ['scripts/mutant-seed.mjs'],
    pool: 'threads',
    isolate: false,
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;
