/** How much of a continuation is held back until it is known what of it is a repetition. */
export const heldChars = 200;

// Shorter ones are met by chance: " of the ", "\n\n".
const leastOverlap = 12;

/**
 * Whether a continuation may be the whole answer again, as some hosts repeat the turn that they were to go on with
 * (Mistral): then more of it must be seen.
 */
export function mayEcho(before: string, after: string): boolean {
  const said = before.trimEnd();
  return said.length >= leastOverlap && after.length < said.length && said.startsWith(after);
}

/**
 * How many characters at the start of a continuation only repeat the end of the text before it: the longest overlap of
 * at least 12. `isPrefilled`: white space at the end was not sent, so that the model may say it again.
 */
export function overlapOf(before: string, after: string, isPrefilled: boolean): number {
  const said = before.trimEnd();
  if (isPrefilled && said.length >= leastOverlap && after.startsWith(said))
    return said.length + repeatedBlanks(before, after.slice(said.length));
  const most = Math.min(before.length, after.length, heldChars);
  for (let length = most; length >= leastOverlap; length -= 1)
    if (before.endsWith(after.slice(0, length))) return length;
  return isPrefilled ? repeatedBlanks(before, after) : 0;
}

function repeatedBlanks(before: string, after: string): number {
  const blanks = before.slice(before.trimEnd().length);
  for (let length = blanks.length; length > 0; length -= 1)
    if (after.startsWith(blanks.slice(blanks.length - length))) return length;
  return 0;
}
