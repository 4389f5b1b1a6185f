import { defineConfig, type UserConfig } from 'tsdown';

import { spreadFirst } from '../scripts/spread-first.ts';

const config: UserConfig = defineConfig({
  entry: ['decode.ts', 'objects.ts', 'network.ts', 'startup.ts', 'catalog.ts', 'observers.ts'],
  outDir: '../node_modules/.cache/bench',
  format: 'esm',
  platform: 'node',
  dts: false,
  minify: false,
  logLevel: 'warn',
  external: ['openai', /^@opentelemetry\//],
  plugins: [spreadFirst()],
  // Where src/catalog/node-data.ts looks for it.
  copy: [{ from: '../src/catalog/data', to: '../node_modules/.cache/bench' }],
  inputOptions: { resolve: { conditionNames: ['reqllm-source', 'node', 'import', 'default'] } },
});

export default config;
