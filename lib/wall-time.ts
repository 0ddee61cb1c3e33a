const hourMs = 3_600_000;
// Offsets of all zones lie within this, and no zone changes its offset twice within twice of it.
const maxOffsetMs = 16 * hourMs;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(timeZone, format);
  }
  return format;
}

/**
 * What a zone's clocks show at an instant, as milliseconds of the same date and time in UTC.
 * @throws RangeError for a zone that is not of the IANA database.
 */
export function wallTime(instantMs: number, timeZone: string): number {
  if (timeZone === "UTC") return instantMs;
  const shown: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(instantMs)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  const withinSecondMs = ((instantMs % 1000) + 1000) % 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) + withinSecondMs;
}

/**
 * The first instant at which a zone's clocks show `wallMs` or later: the first of two where a time is repeated, the end
 * of the gap where it is skipped. So a later wall time never gives an earlier instant.
 * @throws RangeError for a zone that is not of the IANA database.
 */
export function wallInstant(wallMs: number, timeZone: string): number {
  if (timeZone === "UTC") return wallMs;
  let [early, late] = [wallMs - maxOffsetMs, wallMs + maxOffsetMs];
  const offsetBefore = wallTime(early, timeZone) - early;
  const offsetAfter = wallTime(late, timeZone) - late;
  for (const offset of [offsetBefore, offsetAfter]) {
    if (wallTime(wallMs - offset, timeZone) === wallMs) return wallMs - offset;
  }
  // Skipped: the clocks jump over it between `early`, which still has the old offset, and `late`.
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (wallTime(middle, timeZone) - middle === offsetBefore) early = middle;
    else late = middle;
  }
  return late;
}

/** True for a zone that dates can be told in, e.g. `Europe/Berlin` or `UTC`; an offset such as `+02:00` is none. */
export function isTimeZone(name: string): boolean {
  if (formats.has(name)) return true;
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}
