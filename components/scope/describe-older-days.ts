import type { OlderDays } from "@/lib/analytics/report-zone-views";

const dayWords = (at: string, timeZone: string) =>
  new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone }).format(new Date(at));

/** Which days are not those of the report zone, and why. */
export function describeOlderDays({ zone, zoneBefore, before, isRunning }: NonNullable<OlderDays>): string {
  if (!isRunning)
    return `Days before ${dayWords(before ?? "", zone)} are those of ${zoneBefore}: they were counted before the report zone became ${zone}.`;
  const which = before === null ? "all of them are" : `those before ${dayWords(before, zone)} are`;
  return `Days are being counted anew by ${zone}: ${which} still those of ${zoneBefore}.`;
}

/** Whether a window holds any of them. @param from ISO 8601 */
export const holdsOlderDays = (older: OlderDays, from: string): older is NonNullable<OlderDays> =>
  older !== null && (older.before === null || Date.parse(from) < Date.parse(older.before));
