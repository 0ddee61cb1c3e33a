const minute = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

/** Words of a range such as `24h`, `30d` or `12m`. */
export function describeRange(range: string): string {
  const [, count = "", unit = ""] = /^(\d+)([hdm])$/.exec(range) ?? [];
  const word = { h: "hour", d: "day", m: "month" }[unit];
  if (!word) return range;
  return count === "1" ? `Last ${word}` : `Last ${count} ${word}s`;
}

/** "1 Nov 00:00 – 14 Nov 12:30" by the zone's clocks, half-open. */
export function describeWindow(from: string, to: string, timeZone: string): string {
  const years = new Set(
    [from, to].map((at) => new Intl.DateTimeFormat("en", { year: "numeric", timeZone }).format(new Date(at))),
  );
  const form = new Intl.DateTimeFormat("en-GB", {
    ...minute,
    timeZone,
    ...(years.size > 1 ? { year: "numeric" } : {}),
  });
  const say = (at: string) => form.format(new Date(at)).replace(",", "");
  return `${say(from)} – ${say(to)}`;
}
