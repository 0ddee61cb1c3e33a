import { parseWeights, type Weighted } from "@/lib/negotiate/parse-weights";

/** What a problem can be written as; the order settles ties. */
export const mediaTypes = ["application/problem+json", "application/json", "text/html", "text/plain"] as const;
export type MediaType = (typeof mediaTypes)[number];

/** The weight of the most specific range that covers the type (RFC 9110 §12.5.1); 0 when none does. */
function weightOf(type: MediaType, ranges: readonly Weighted[]): number {
  const patterns = [type, `${type.slice(0, type.indexOf("/"))}/*`, "*/*"];
  for (const pattern of patterns) {
    const found = ranges.find(({ range }) => range === pattern);
    if (found) return found.weight;
  }
  return 0;
}

/**
 * Chooses how a problem is written, by `Accept` alone (response contract §6).
 * Ties and everything that cannot be satisfied go to problem+json: an error is never itself refused.
 */
export function pickMediaType(accept: string | null | undefined): MediaType {
  let best: MediaType = "application/problem+json";
  if (!accept || accept === "*/*") return best;
  const ranges = parseWeights(accept).filter(({ weight }) => !Number.isNaN(weight));
  let bestWeight = weightOf(best, ranges);
  for (const type of mediaTypes) {
    const weight = weightOf(type, ranges);
    if (weight > bestWeight) [best, bestWeight] = [type, weight];
  }
  return best;
}
