import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface ChunkGroup {
  readonly name: string;
  test(id: string): boolean;
}

/**
 * Two files for what `import 'reqllm'` loads, where the bundler would make fifty: it gives each set of doors that share
 * a module a file of its own. One file to open, compile and compress costs half of fifty (docs/decisions/0022-two-chunks.md).
 * The lower rooms stand apart, as the transport is chosen when the package runs and loads them too.
 */
export function frontDoor(entry: string): readonly ChunkGroup[] {
  const front = closure(entry, new Set());
  const lower = /[\\/]src[\\/](?:core|wire|http|schema)[\\/]/;
  return [
    { name: 'base', test: (id) => front.has(id) && lower.test(id) },
    { name: 'client', test: (id) => front.has(id) },
  ];
}

// Every import that is left when the types are gone.
const statics = /^(?:import|export)\s+(?!type\b)[^;]*?from '(\.[^']+)';/gm;

function closure(file: string, seen: Set<string>): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(statics))
    closure(join(dirname(file), from), seen);
  return seen;
}
