const steps = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
] as const;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "short" });
const absolute = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const day = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" });

/** "3 min. ago", "in 2 days"; within a minute of now, "just now". */
export function describeRelative(at: Date, now: Date): string {
  const distanceMs = at.getTime() - now.getTime();
  for (const { unit, ms } of steps) {
    if (Math.abs(distanceMs) >= ms) return relative.format(Math.trunc(distanceMs / ms), unit);
  }
  return distanceMs > 0 ? "in under a minute" : "just now";
}

/** "Fri, 29 Aug 2026, 14:03:20 UTC". */
export const describeInstant = (at: Date): string => `${absolute.format(at)} UTC`;

/** "29 Aug 2026 UTC". */
export const describeDay = (at: Date): string => `${day.format(at)} UTC`;
