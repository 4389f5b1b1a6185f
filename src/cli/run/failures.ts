import type { BatchResult } from '../../batch/index.ts';

const mostKinds = 5;
const longest = 300;

/**
 * Why lines failed, one line for each reason with how often it came and the words of its first; the most frequent first.
 */
export function failureLines(results: readonly BatchResult[]): string[] {
  const kinds = new Map<string, { count: number; readonly message: string }>();
  for (const { error } of results) {
    if (error === undefined) continue;
    const known = kinds.get(error.code);
    if (known === undefined) kinds.set(error.code, { count: 1, message: oneLine(error.message) });
    else known.count += 1;
  }
  const sorted = [...kinds].sort(([, left], [, right]) => right.count - left.count);
  const shown = sorted
    .slice(0, mostKinds)
    .map(([code, { count, message }]) => `${count} ${code}: ${message}`);
  const others = sorted.length - shown.length;
  return others === 0 ? shown : [...shown, `and ${others} other reasons`];
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
