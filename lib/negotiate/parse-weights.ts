/** One range of an `Accept`-like header with its weight from 0 to 1000. */
export type Weighted = { range: string; weight: number };

const maxCharacters = 1_000;
const maxRanges = 20;

/**
 * Reads the ranges and weights of `Accept` or `Accept-Language` (RFC 9110 §12.4.2), in lower case and in their order.
 * Reads at most 20 ranges and 1,000 characters; a range whose weight cannot be read has `NaN`.
 */
export function parseWeights(header: string): Weighted[] {
  const cutOff = header.length > maxCharacters;
  const items = header.slice(0, maxCharacters).split(",");
  // What stands at the cut may be half a range.
  if (cutOff) items.pop();
  const ranges: Weighted[] = [];
  for (const item of items) {
    const [range = "", ...parameters] = item.split(";").map((part) => part.trim().toLowerCase());
    if (range === "" && parameters.length === 0) continue;
    if (ranges.length === maxRanges) break;
    const q = parameters.find((parameter) => parameter.startsWith("q="));
    const weight = q === undefined ? "1" : q.slice(2);
    ranges.push({
      range,
      weight: /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? Math.round(Number(weight) * 1_000) : Number.NaN,
    });
  }
  return ranges;
}
