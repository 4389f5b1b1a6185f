import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Some promises are about the built package; this builds it once, before the first such test. */
export function setup(): void {
  const ready = fileURLToPath(new URL('../../scripts/ready.mjs', import.meta.url));
  const result = spawnSync(process.execPath, [ready, '--build'], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`The build failed.\n${result.stdout}${result.stderr}`);
}
