import { defineConfig, type UserConfig } from 'tsdown';

const config: UserConfig = defineConfig({
  entry: {
    index: 'src/index.ts',
    protocol: 'src/protocol.ts',
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
  deps: { neverBundle: ['#transport'], onlyBundle: ['commander'] },
});

export default config;
