import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig, type UserConfig } from 'tsdown';

import { builtSources } from './scripts/built-sources.ts';
import { frontDoor } from './scripts/front-door.ts';
import { spreadFirst } from './scripts/spread-first.ts';

const config: UserConfig = defineConfig({
  entry: {
    index: 'src/index.ts',
    models: 'src/models.ts',
    protocol: 'src/protocol.ts',
    tools: 'src/tools.ts',
    otel: 'src/otel.ts',
    node: 'src/node.ts',
    middleware: 'src/middleware.ts',
    'models/all': 'src/catalog/known-models-all.ts',
    'batch/index': 'src/batch/index.ts',
    'inspect/index': 'src/inspect/index.ts',
    'testing/index': 'src/testing/index.ts',
    'cli/main': 'src/cli/main.ts',
    // `#transport` in package.json chooses one of these two at run time.
    'http/default-node': 'src/http/default-node.ts',
    'http/default-fetch': 'src/http/default-fetch.ts',
    // And `#catalog-data` one of these.
    'catalog/node-data': 'src/catalog/node-data.ts',
    'catalog/web-data': 'src/catalog/web-data.ts',
  },
  format: 'esm',
  platform: 'node',
  target: 'es2022',
  fixedExtension: false,
  // oxc refuses members with a symbol for a name; the compiler writes them when it may infer their types.
  dts: true,
  minify: false,
  // Editors read the documentation in the declarations; the code need not carry it again.
  outputOptions: {
    comments: { jsdoc: false },
    codeSplitting: { groups: [...frontDoor(join(import.meta.dirname, 'src/index.ts'))] },
  },
  sourcemap: false,
  // No marks of where in our sources a piece stood, 60 kB of the package: scripts/built-sources.ts writes that down.
  inputOptions: { experimental: { attachDebugInfo: 'none' } },
  copy: ({ outDir }) => [
    { from: 'src/catalog/overlay/*.json', to: `${outDir}/catalog/overlay` },
    // What model names are known to allow. As it is, beside the bundle: `reqllm/models/all` can add to an interface only
    // where it is declared with `export`, and the bundler moves that word to the end of the file.
    { from: 'src/catalog/known-models.ts', to: `${outDir}/models`, rename: 'known.d.ts' },
  ],
  plugins: [spreadFirst(), builtSources()],
  hooks: {
    'build:done': ({ options }) => {
      writeCatalog(options.outDir);
      shrink(join(options.outDir, 'models/all.d.ts'));
    },
  },
  deps: {
    neverBundle: ['#transport', '#known-models', '#catalog-data', '#catalog-texts', 'vitest'],
    onlyBundle: ['commander'],
  },
});

// The files of the model catalogue as modules: Node reads them as text, one when it is asked for
// (src/catalog/node-data.ts), and where there is no disk they are loaded (src/catalog/web-data.ts).
function writeCatalog(outDir: string): void {
  const source = 'src/catalog/data';
  const target = join(outDir, 'catalog/data');
  const names = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.(?:txt|json)$/.test(name))
    .sort();
  // There is a provider "meta", and might be one "index".
  const moduleOf = (name: string): string => name.replace(/\.txt$/, '.js').replace(/\.json$/, '.json.js');
  for (const name of names) {
    const text = readFileSync(join(source, name), 'utf8');
    const literal = /`|\$\{|\r|\\$/.test(text) ? JSON.stringify(text) : `String.raw\`${text}\``;
    mkdirSync(dirname(join(target, name)), { recursive: true });
    writeFileSync(join(target, moduleOf(name)), `export const text = ${literal};\n`);
  }
  const lines = names.map((name) => `  '${name}': () => import('./${moduleOf(name)}'),\n`);
  writeFileSync(join(target, '_texts.js'), `export const texts = {\n${lines.join('')}};\n`);
}

// A line for each of some 7,000 names: without what a line can do without they take a sixth less.
function shrink(declarations: string): void {
  const text = readFileSync(declarations, 'utf8').replaceAll(/^ +/gm, '');
  writeFileSync(declarations, text.replaceAll(/^(".*"): (\w+);$/gm, '$1:$2'));
}

export default config;
