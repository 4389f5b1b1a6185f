// The first bytes of each kind as base64. Ollama's images are bare data, without a word about what they are.
const starts: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
];

/** The media type of an image in base64, read off its first bytes; PNG when they say nothing. */
export function imageTypeOf(base64: string): string {
  return starts.find(([start]) => base64.startsWith(start))?.[1] ?? 'image/png';
}
