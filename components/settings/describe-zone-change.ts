import type { ReportZoneChangeView } from "@/lib/analytics/report-zone-views";

/** A date such as `2026-11-21` in words: "21 Nov 2026". */
const dateWords = (date: string) =>
  new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(
    new Date(date),
  );

/** Which days a change gave its zone to. */
export function describeCountedDays({ countedFrom, isWhole, doneAt }: ReportZoneChangeView): string {
  if (countedFrom === null) return "none yet";
  return doneAt !== null && isWhole ? "all" : `from ${dateWords(countedFrom)} on`;
}

/** How far the days of a change are counted. */
export function describeProgress({ daysDone, daysAll }: ReportZoneChangeView): string {
  if (daysAll === null) return "The worker begins within seconds.";
  return `${daysDone} of ${daysAll} ${daysAll === 1 ? "day" : "days"} counted.`;
}
