import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Where the build writes down whose code stands in which file of `dist`: of no use to those who install the package. */
export const sourcesFile: string = join(import.meta.dirname, '../node_modules/.reqllm/sources.json');

interface Chunk {
  readonly type: string;
  readonly modules?: Readonly<
    Record<string, { readonly renderedLength?: number; readonly code?: string | null }>
  >;
}

/** Writes {@link sourcesFile} for the JavaScript of a build: the sources of each file, from the root of the project. */
export function builtSources(): {
  readonly name: string;
  readonly generateBundle: (options: unknown, bundle: Readonly<Record<string, Chunk>>) => void;
} {
  const root = join(import.meta.dirname, '..');
  return {
    name: 'built-sources',
    generateBundle(_options, bundle) {
      const files = Object.entries(bundle).filter(([name]) => name.endsWith('.js'));
      if (files.length === 0) return;
      const sources = files.map(([name, { modules = {} }]) => [
        name,
        Object.entries(modules)
          .filter(([, { renderedLength = 0 }]) => renderedLength > 0)
          .map(([id]) => relative(root, id).replaceAll('\\', '/')),
      ]);
      mkdirSync(dirname(sourcesFile), { recursive: true });
      writeFileSync(sourcesFile, JSON.stringify(Object.fromEntries(sources)));
    },
  };
}
