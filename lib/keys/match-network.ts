/** An address range: `bits` leading bits of a 128-bit address are fixed. IPv4 lives in `::ffff:0:0/96`. */
export type Network = { words: readonly number[]; bits: number };

const mappedPrefix = [0, 0, 0, 0, 0, 0xffff];

function parseIpv4(text: string): number[] | null {
  const parts = text.split(".");
  if (parts.length !== 4) return null;
  const bytes: number[] = [];
  for (const part of parts) {
    // A leading zero is octal to some parsers and decimal to others, so it is neither here.
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    bytes.push(Number(part));
  }
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return [a * 256 + b, c * 256 + d];
}

function parseGroups(text: string): number[] | null {
  if (text === "") return [];
  const words: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    const ipv4 = index === parts.length - 1 && part.includes(".") ? parseIpv4(part) : null;
    if (ipv4) words.push(...ipv4);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) words.push(Number.parseInt(part, 16));
    else return null;
  }
  return words;
}

/** The eight 16-bit words of an address in text form; IPv4 becomes its mapped form; null when it is not an address. */
export function parseAddress(text: string): number[] | null {
  if (!text.includes(":")) {
    const ipv4 = parseIpv4(text);
    return ipv4 && [...mappedPrefix, ...ipv4];
  }
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const head = parseGroups(halves[0] ?? "");
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? "") : [];
  if (!head || !tail) return null;
  if (halves.length === 1) return head.length === 8 ? head : null;
  const gap = 8 - head.length - tail.length;
  return gap < 1 ? null : [...head, ...new Array<number>(gap).fill(0), ...tail];
}

/** `203.0.113.0/24`, `2001:db8::/32` or a single address; null when it is neither, or has bits set beyond its length. */
export function parseNetwork(text: string): Network | null {
  const [address = "", length, ...rest] = text.split("/");
  const words = parseAddress(address);
  if (!words || rest.length > 0) return null;
  const width = address.includes(":") ? 128 : 32;
  if (length !== undefined && (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > width)) return null;
  const bits = 128 - width + (length === undefined ? width : Number(length));
  const network = { words, bits };
  return words.every((word, index) => (word & ~wordMask(index, bits) & 0xffff) === 0) ? network : null;
}

/** The bits of the n-th word that a prefix fixes. */
function wordMask(index: number, bits: number): number {
  const fixed = Math.min(16, Math.max(0, bits - index * 16));
  return (0xffff << (16 - fixed)) & 0xffff;
}

/**
 * True when the address lies in one of the ranges, compared as numbers, never as text. An IPv4-mapped IPv6 address is
 * the IPv4 address it carries. An address or range that cannot be read matches nothing.
 */
export function matchNetwork(ranges: readonly (string | Network)[], address: string): boolean {
  const words = parseAddress(address.replace(/%.*$/, ""));
  if (!words) return false;
  return ranges.some((range) => {
    const network = typeof range === "string" ? parseNetwork(range) : range;
    if (!network) return false;
    return network.words.every((word, index) => ((word ^ (words[index] ?? 0)) & wordMask(index, network.bits)) === 0);
  });
}
