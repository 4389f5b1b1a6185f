import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects what nobody holds until something is so, for at most some seconds; answers whether it came to be so. */
export async function collectUntil(
  isSo: () => boolean | Promise<boolean>,
  limitMs = 5_000,
): Promise<boolean> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const deadline = Date.now() + limitMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) return false;
    collect();
    // What is to be done about the collected is done in a later turn.
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return true;
}
