import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects what nobody holds until something is so, for at most some seconds; answers whether it came to be so. */
export async function collectUntil(
  isSo: () => boolean | Promise<boolean>,
  limitMs = 20_000,
): Promise<boolean> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const deadline = Date.now() + limitMs;
  while (Date.now() < deadline) {
    // In a turn of its own: what a WeakRef was asked for stays for the rest of the turn.
    await nextTurn();
    collect();
    await nextTurn();
    if (await isSo()) return true;
  }
  return false;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
}
