/** Keys that are sent are set, keys sent empty go, and an empty value for the whole clears it. */
export function mergeMetadata(
  before: Record<string, string>,
  sent: "" | null | undefined | Record<string, string | number | null>,
): Record<string, string> {
  if (sent === undefined) return before;
  if (sent === null || sent === "") return {};
  const merged = Object.entries({ ...before, ...sent }).filter(([, value]) => value !== "" && value !== null);
  return Object.fromEntries(merged.map(([key, value]) => [key, String(value)]));
}
