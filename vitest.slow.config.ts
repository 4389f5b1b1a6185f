import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config';

import { resolve, slowHouse } from './vitest.resolve.ts';

const report = process.env['REQLLM_TEST_REPORT'];

const config: ViteUserConfig = defineConfig({
  ...resolve,
  test: {
    name: 'slow',
    include: [
      'test/corpus/**/*.test.ts',
      'test/fuzz/**/*.test.ts',
      'test/faults/slow/**/*.test.ts',
      'test/soak/**/*.test.ts',
      'test/redis/**/*.test.ts',
      'test/types/**/*.test.ts',
      ...slowHouse,
    ],
    exclude: [...configDefaults.exclude],
    passWithNoTests: true,
    testTimeout: 600_000,
    hookTimeout: 120_000,
    ...(report && { reporters: ['default', 'json'], outputFile: { json: report } }),
  },
});

export default config;
