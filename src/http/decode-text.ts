const decoder = new TextDecoder();

/** Bytes as UTF-8 text. A byte order mark is left out; malformed bytes become U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
