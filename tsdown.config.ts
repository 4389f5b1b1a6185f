import { defineConfig, type UserConfig } from 'tsdown';

const config: UserConfig = defineConfig({
  entry: {
    index: 'src/index.ts',
    models: 'src/models.ts',
    protocol: 'src/protocol.ts',
    tools: 'src/tools.ts',
    // What model names are known to allow, beside the bundle so that `reqllm/models/all` can add to it.
    'models/known': 'src/catalog/known-models.ts',
    'models/all': 'src/catalog/known-models-all.ts',
    'testing/index': 'src/testing/index.ts',
    'cli/main': 'src/cli/main.ts',
    // `#transport` in package.json chooses one of these two at run time.
    'http/default-node': 'src/http/default-node.ts',
    'http/default-fetch': 'src/http/default-fetch.ts',
  },
  format: 'esm',
  platform: 'node',
  target: 'es2022',
  fixedExtension: false,
  // oxc refuses members with a symbol for a name; the compiler writes them when it may infer their types.
  dts: true,
  minify: false,
  // Editors read the documentation in the declarations; the code need not carry it again.
  outputOptions: { comments: { jsdoc: false } },
  sourcemap: false,
  // The model catalogue is read from disk, one file when it is asked for (src/catalog/node-data.ts).
  copy: ({ outDir }) => [
    { from: 'src/catalog/data/*.{txt,json}', to: `${outDir}/catalog/data` },
    { from: 'src/catalog/data/retired/*.txt', to: `${outDir}/catalog/data/retired` },
    { from: 'src/catalog/data/history/*.txt', to: `${outDir}/catalog/data/history` },
    { from: 'src/catalog/overlay/*.json', to: `${outDir}/catalog/overlay` },
  ],
  deps: { neverBundle: ['#transport', '#known-models'], onlyBundle: ['commander'] },
});

export default config;
