/** Whether a name fits one of the patterns: `*` stands for any text, a leading `!` takes out what it fits. Case does not count. */
export function fitsGlobs(name: string, patterns: readonly string[]): boolean {
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  const unwanted = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  return wanted.some((pattern) => fits(name, pattern)) && !unwanted.some((pattern) => fits(name, pattern));
}

function fits(name: string, pattern: string): boolean {
  const pieces = pattern.split('*').map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pieces.join('.*')}$`, 'is').test(name);
}
