/** What is new in a list in a few words, e.g. "2 new lines"; null where it is the same in the same order. */
export function compareLists(drawn: readonly string[], now: readonly string[]): string | null {
  const before = new Set(drawn);
  const after = new Set(now);
  const come = now.filter((key) => !before.has(key)).length;
  const gone = drawn.filter((key) => !after.has(key)).length;
  const lines = (count: number) => (count === 1 ? "line" : "lines");
  if (come > 0) return `${come} new ${lines(come)}`;
  if (gone > 0) return `${gone} ${lines(gone)} done`;
  return drawn.every((key, place) => now[place] === key) ? null : "The order changed";
}
