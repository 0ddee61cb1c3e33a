const minuteMs = 60_000;
const shortestMs = 2 * minuteMs;
const longestMs = 400 * 86_400_000;

/** A frozen window, half-open, in ISO 8601. */
export type FrozenWindow = { from: string; to: string };

const frozen = (fromMs: number, toMs: number): FrozenWindow => ({
  from: new Date(fromMs).toISOString(),
  to: new Date(toMs).toISOString(),
});

/** The middle half of a window, on whole minutes; null where two minutes are all there is. */
export function zoomIn({ from, to }: FrozenWindow): FrozenWindow | null {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const quarter = Math.floor((toMs - fromMs) / 4 / minuteMs) * minuteMs;
  const [start, end] = [fromMs + quarter, toMs - quarter].map((at) => Math.floor(at / minuteMs) * minuteMs) as [
    number,
    number,
  ];
  return quarter > 0 && end - start >= shortestMs ? frozen(start, end) : null;
}

/** Twice the window around its middle, ending now at the latest; null where it would be longer than 400 days. */
export function zoomOut({ from, to }: FrozenWindow, now: Date): FrozenWindow | null {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const lengthMs = toMs - fromMs;
  if (2 * lengthMs > longestMs) return null;
  const end = Math.min(toMs + lengthMs / 2, Math.max(toMs, now.getTime()));
  return frozen(end - 2 * lengthMs, end);
}
