const table: Uint32Array = createTable();

/** The CRC-32 (ISO-HDLC, as in zip and Ethernet) of bytes, or of those that follow bytes whose CRC is `before`. */
export function crc32(
  bytes: Uint8Array,
  from: number = 0,
  to: number = bytes.length,
  before: number = 0,
): number {
  let crc = ~before;
  for (let index = from; index < to; index += 1) {
    crc = (crc >>> 8) ^ (table[(crc ^ (bytes[index] as number)) & 255] as number);
  }
  return ~crc >>> 0;
}

function createTable(): Uint32Array {
  const entries = new Uint32Array(256);
  for (let index = 0; index < 256; index += 1) {
    let entry = index;
    for (let bit = 0; bit < 8; bit += 1) entry = entry & 1 ? (entry >>> 1) ^ 0xed_b8_83_20 : entry >>> 1;
    entries[index] = entry >>> 0;
  }
  return entries;
}
