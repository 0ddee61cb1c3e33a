import { addDays, dateIn, midnightOf } from "@/lib/analytics/report-days";
import { resolveScope, type Scope, type ScopeBucket, type ScopeInput } from "@/lib/analytics/scope";
import { wallInstant, wallTime } from "@/lib/wall-time";

const dayMs = 86_400_000;
/** Single calls are kept for so long; older windows are known by the counts alone. */
const logKeptMs = 29 * dayMs;

export type UsageScope = Scope & {
  /** Widened to whole days of the operator, by which alone keys are known so far back. */
  isByOperatorDays: boolean;
  /** Keys can be told apart in this very window. */
  tellsKeys: boolean;
};

type At = { now: Date; zone: string; reportZone: string };

/**
 * The window of a page about one tenant's usage, in its own zone. Where keys are told apart in a window that reaches
 * beyond the log, only the operator's days are known: the window is widened to them, and says so.
 * @throws AppError `validation_failed` as `resolveScope`.
 */
export function resolveUsageScope(input: ScopeInput, byKey: boolean, { now, zone, reportZone }: At): UsageScope {
  const scope = resolveScope(input, { now, reportZone: zone, fallback: "24h" });
  const isBeyondLog = byKey && scope.from.getTime() < now.getTime() - logKeptMs;
  if (!isBeyondLog)
    return { ...scope, isByOperatorDays: false, tellsKeys: tellsKeys(scope, { now, zone, reportZone }) };
  const first = dateIn(scope.from.getTime(), reportZone);
  const last = dateIn(scope.to.getTime() - 1, reportZone);
  const buckets: ScopeBucket[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) {
    const [start, end] = [midnightOf(day, reportZone), midnightOf(addDays(day, 1), reportZone)];
    const elapsed = Math.min(1, (now.getTime() - start.getTime()) / (end.getTime() - start.getTime()));
    buckets.push({ start, end, elapsed });
  }
  const from = buckets[0]?.start ?? scope.from;
  const to = new Date(Math.min(buckets.at(-1)?.end.getTime() ?? scope.to.getTime(), now.getTime()));
  const back = buckets.length >= 7 ? Math.ceil(buckets.length / 7) * 7 : buckets.length;
  const shifted = (at: Date) => shift(at, back * dayMs, reportZone);
  return {
    ...scope,
    from,
    to,
    zone: reportZone,
    step: "day",
    buckets,
    previous: { from: shifted(from), to: shifted(to) },
    isByOperatorDays: true,
    tellsKeys: true,
  };
}

/** By the log, or by the operator's days where the window is made of them. */
function tellsKeys({ from, to, zone }: Scope, { now, reportZone }: At): boolean {
  if (from.getTime() >= now.getTime() - logKeptMs) return true;
  const isMidnight = (at: Date) => midnightOf(dateIn(at.getTime(), zone), zone).getTime() === at.getTime();
  return zone === reportZone && isMidnight(from) && (to >= now || isMidnight(to));
}

/** Starts of the same steps in the window before; by the zone's clocks where the windows are whole days apart. */
export function previousStarts({ buckets, from, previous, zone }: UsageScope): Date[] {
  const backMs = Math.round((from.getTime() - previous.from.getTime()) / dayMs) * dayMs;
  const exactMs = from.getTime() - previous.from.getTime();
  const byClock = backMs > 0 && Math.abs(exactMs - backMs) <= 2 * 3_600_000;
  return buckets.map(({ start }) => (byClock ? shift(start, backMs, zone) : new Date(start.getTime() - exactMs)));
}

const shift = (at: Date, backMs: number, zone: string): Date =>
  new Date(wallInstant(wallTime(at.getTime(), zone) - backMs, zone));
