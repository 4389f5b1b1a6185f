// What `import 'reqllm'` makes a program load before the first call: index.js and everything it imports statically.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = import.meta.dirname;
const transport = join(root, 'dist', 'http', 'default-node.js');

function closure(entry, seen = new Set()) {
  if (seen.has(entry) || !existsSync(entry)) return seen;
  seen.add(entry);
  const statics = /^(?:import|export)\b[^;]*?["'](\.[^"']+|#transport)["'];?$/gm;
  for (const [, target] of readFileSync(entry, 'utf8').matchAll(statics)) {
    closure(target === '#transport' ? transport : join(dirname(entry), target), seen);
  }
  return seen;
}

const config = [
  {
    name: 'front door, gzip',
    path: [...closure(join(root, 'dist', 'index.js'))].map((file) => relative(root, file)),
    // As shipped: readable, with names and comments. A bundler that minifies brings it to about 45 kB. Tool loops,
    // objects, recovery, other operations, tokens and the catalogue are loaded when they are first used.
    limit: '68 kB',
    gzip: true,
  },
];

export default config;
