const steps = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
] as const;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "short" });
const forms = {
  instant: {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  },
  moment: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
  day: { day: "numeric", month: "short", year: "numeric" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** The zone is always said: "… UTC", "… (Europe/Berlin)". */
function format(at: Date, form: keyof typeof forms, timeZone: string): string {
  const words = new Intl.DateTimeFormat("en-GB", { ...forms[form], timeZone }).format(at);
  return `${words} ${timeZone === "UTC" ? "UTC" : `(${timeZone})`}`;
}

/** "3 min. ago", "in 2 days"; within a minute of now, "just now". */
export function describeRelative(at: Date, now: Date): string {
  const distanceMs = at.getTime() - now.getTime();
  for (const { unit, ms } of steps) {
    if (Math.abs(distanceMs) >= ms) return relative.format(Math.trunc(distanceMs / ms), unit);
  }
  return distanceMs > 0 ? "in under a minute" : "just now";
}

/** "Fri, 29 Aug 2026, 14:03:20 UTC". */
export const describeInstant = (at: Date, timeZone = "UTC"): string => format(at, "instant", timeZone);

/** "29 Aug 2026, 14:03 UTC": when something ends or begins again. */
export const describeMoment = (at: Date, timeZone = "UTC"): string => format(at, "moment", timeZone);

/** "29 Aug 2026 UTC". */
export const describeDay = (at: Date, timeZone = "UTC"): string => format(at, "day", timeZone);
