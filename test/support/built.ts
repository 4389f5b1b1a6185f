import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { root } from './source-file.ts';

/** Some promises are about the built package: builds it when the sources changed since. */
export function ensureBuilt(): void {
  const ready = join(root, 'scripts', 'ready.mjs');
  const result = spawnSync(process.execPath, [ready, '--build'], { cwd: root, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`The build failed.\n${result.stdout}${result.stderr}`);
}
