// Bundles the cases of the fault table for other runtimes. What they try is the built package: where the cases name its
// sources, the bundle names what was built of them.
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = {
  'src/client/client.ts': 'dist/index.js',
  'src/core/error.ts': 'dist/index.js',
  'src/http/default-fetch.ts': 'dist/http/default-fetch.js',
  'src/testing/fault.ts': 'dist/testing/index.js',
  'src/testing/simulator.ts': 'dist/testing/index.js',
};

/** Writes `host.js` and `visitor.js` into a folder. */
export async function bundleFaults(folder) {
  const { build } = await import('vite');
  const entries = ['host', 'visitor'].map((name) => [name, join(root, `test/faults/elsewhere/${name}.ts`)]);
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    plugins: [builtPackage()],
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: true,
      target: 'es2023',
      minify: false,
      rolldownOptions: { input: Object.fromEntries(entries), output: { entryFileNames: '[name].js' } },
    },
  });
}

function builtPackage() {
  return {
    name: 'built-package',
    enforce: 'pre',
    resolveId(source, importer) {
      if (importer === undefined || !source.startsWith('.')) return null;
      const file = resolve(dirname(importer), source).slice(root.length);
      const found = built[file];
      return found === undefined ? null : { id: pathToFileURL(join(root, found)).href, external: true };
    },
  };
}
