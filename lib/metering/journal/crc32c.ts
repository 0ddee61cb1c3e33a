/** Tables for eight bytes at a time (Castagnoli polynomial, reflected: RFC 3720, appendix B.4). */
const tables: readonly Int32Array[] = (() => {
  const first = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
    first[byte] = value;
  }
  const all = [first];
  for (let n = 1; n < 8; n++) {
    const before = all[n - 1] as Int32Array;
    all.push(before.map((value) => (value >>> 8) ^ (first[value & 255] as number)));
  }
  return all;
})();
const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

/**
 * CRC-32C of `bytes[start, end)`, as an unsigned number. `seed` is the checksum of what stands before, 0 at the
 * beginning: `crc32c(ab) === crc32c(b, …, crc32c(a))`.
 */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length, seed = 0): number {
  let crc = ~seed;
  let at = start;
  for (const last = end - 8; at <= last; at += 8) {
    const low =
      crc ^ (at8(bytes, at) | (at8(bytes, at + 1) << 8) | (at8(bytes, at + 2) << 16) | (at8(bytes, at + 3) << 24));
    crc =
      (t7[low & 255] as number) ^
      (t6[(low >>> 8) & 255] as number) ^
      (t5[(low >>> 16) & 255] as number) ^
      (t4[low >>> 24] as number) ^
      (t3[at8(bytes, at + 4)] as number) ^
      (t2[at8(bytes, at + 5)] as number) ^
      (t1[at8(bytes, at + 6)] as number) ^
      (t0[at8(bytes, at + 7)] as number);
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ (t0[(crc ^ at8(bytes, at)) & 255] as number);
  return ~crc >>> 0;
}

const at8 = (bytes: Uint8Array, at: number): number => bytes[at] as number;
