/** Whether a name fits one of the patterns: `*` stands for any text, a leading `!` takes out what it fits. Case does not count. */
export function fitsGlobs(name: string, patterns: readonly string[]): boolean {
  let isWanted = false;
  for (const pattern of patterns) {
    const isUnwanted = pattern.startsWith('!');
    if (isUnwanted ? fits(name, pattern.slice(1)) : !isWanted && fits(name, pattern)) {
      if (isUnwanted) return false;
      isWanted = true;
    }
  }
  return isWanted;
}

// The patterns of providers and rules are few and asked again by each call; those that callers write may be many.
const known = new Map<string, RegExp>();
const most = 2_000;

function fits(name: string, pattern: string): boolean {
  let compiled = known.get(pattern);
  if (compiled === undefined) {
    const pieces = pattern.split('*').map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    compiled = new RegExp(`^${pieces.join('.*')}$`, 'is');
    if (known.size >= most) known.clear();
    known.set(pattern, compiled);
  }
  return compiled.test(name);
}
