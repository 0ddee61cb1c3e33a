/** What a person typed as charged statuses, `200-399, 404`, as inclusive pairs; null when it is something else. */
export function parseStatusPairs(text: string): [number, number][] | null {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.length === 1 && parts[0] === "") return [];
  const pairs: [number, number][] = [];
  for (const part of parts) {
    const match = /^([1-5]\d\d)(?:\s*[-–]\s*([1-5]\d\d))?$/.exec(part);
    if (!match) return null;
    const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
    if (from > to) return null;
    pairs.push([from, to]);
  }
  return pairs;
}

/** Charged statuses as people write them. */
export const formatStatusPairs = (pairs: readonly (readonly [number, number])[]): string =>
  pairs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(", ");
