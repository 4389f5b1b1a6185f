import {
  configDefaults,
  defineConfig,
  type TestProjectConfiguration,
  type ViteUserConfig,
} from 'vitest/config';

import { resolve, seed, slowHouse } from './vitest.resolve.ts';

const report = process.env['REQLLM_TEST_REPORT'];

const project = (name: string, include: readonly string[], groupOrder: number): TestProjectConfiguration => ({
  ...resolve,
  test: {
    name,
    include: [...include],
    exclude: [...configDefaults.exclude],
    setupFiles: [seed],
    testTimeout: 600_000,
    hookTimeout: 120_000,
    sequence: { groupOrder },
    // One after the other where processes, memory and sockets are counted, and times are limits.
    ...(groupOrder === 0 ? { maxWorkers: '100%' } : { maxWorkers: 1, fileParallelism: false }),
  },
});

const config: ViteUserConfig = defineConfig({
  test: {
    passWithNoTests: true,
    ...(report && { reporters: ['default', 'json'], outputFile: { json: report } }),
    projects: [
      project(
        'slow',
        ['test/corpus/**/*.test.ts', 'test/fuzz/**/*.test.ts', 'test/faults/slow/**/*.test.ts'],
        0,
      ),
      project(
        'alone',
        ['test/soak/**/*.test.ts', 'test/redis/**/*.test.ts', 'test/types/**/*.test.ts', ...slowHouse],
        1,
      ),
    ],
  },
});

export default config;
