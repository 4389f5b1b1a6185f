import {
  configDefaults,
  defineConfig,
  type TestProjectConfiguration,
  type ViteUserConfig,
} from 'vitest/config';

import { resolve, seed, slowHouse } from './vitest.resolve.ts';

// CI sums the counts of every suite from these files; people read the terminal.
const report = process.env['REQLLM_TEST_REPORT'];

const project = (
  name: string,
  folder: string,
  limits: { testTimeout?: number; hookTimeout?: number; isolate?: boolean } = {},
): TestProjectConfiguration => ({
  ...resolve,
  // One module graph a worker, not one a file: nothing in the library keeps state that a second test could see, and a
  // fresh process for each file costs more than its tests.
  test: {
    name,
    include: [folder],
    exclude: [...configDefaults.exclude, ...slowHouse],
    setupFiles: [seed],
    isolate: false,
    ...limits,
  },
});

const config: ViteUserConfig = defineConfig({
  test: {
    passWithNoTests: true,
    // The default leaves a core free, which on two cores is half of them.
    maxWorkers: '100%',
    ...(report && { reporters: ['default', 'json'], outputFile: { json: report } }),
    coverage: { provider: 'v8', include: ['src/**/*.ts'], exclude: ['src/**/*.test.ts'] },
    projects: [
      // A minute of patience with a busy machine; no test is slow by itself.
      project('unit', 'src/**/*.test.ts', { testTimeout: 60_000 }),
      // These start child processes and compilers: minutes on a busy machine, not seconds.
      project('house', 'test/*.test.ts', {
        testTimeout: 120_000,
        hookTimeout: 120_000,
        isolate: true,
      }),
      project('conformance', 'test/conformance/**/*.test.ts', { testTimeout: 60_000 }),
      project('faults', 'test/faults/*.test.ts', { testTimeout: 30_000 }),
      project('sdk', 'test/sdk/**/*.test.ts', { testTimeout: 30_000 }),
    ],
  },
});

export default config;
