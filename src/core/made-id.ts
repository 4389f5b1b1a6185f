const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** An id of letters and digits that depends on nothing but the seed. */
export function idFrom(seed: string, length: number): string {
  let left = 0x811c_9dc5;
  let right = 0x9e37_79b9;
  for (let index = 0; index < seed.length; index += 1) {
    const unit = seed.charCodeAt(index);
    left = Math.imul(left ^ unit, 0x0100_0193);
    right = Math.imul(right ^ (unit + index), 0x85eb_ca6b);
  }
  let id = '';
  while (id.length < length) {
    left = Math.imul(left ^ (left >>> 15) ^ right, 0x2c1b_3c6d);
    right = Math.imul(right ^ (right >>> 13) ^ left, 0x297a_2d39);
    id += alphabet[(left >>> 7) % alphabet.length];
  }
  return id;
}
