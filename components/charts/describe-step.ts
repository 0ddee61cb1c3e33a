import type { ChartStep } from "@/components/charts/types";

const dayMs = 86_400_000;
const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const date = { day: "numeric", month: "short" } as const;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: string, timeZone: string, form: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify([timeZone, form]);
  const known = formats.get(key) ?? new Intl.DateTimeFormat("en-GB", { ...form, timeZone });
  formats.set(key, known);
  return known.format(new Date(at)).replace(",", "");
}

const isLong = (step: ChartStep) => step === "day" || step === "week" || step === "month";

/** The start of a step in its zone, in full: "29 Aug 14:00", of days and weeks "29 Aug 2026", of months "Aug 2026". */
export function describeStart(at: string, step: ChartStep, zone: string): string {
  if (step === "month") return format(at, zone, { month: "short", year: "numeric" });
  return format(at, zone, isLong(step) ? { ...date, year: "numeric" } : { ...date, ...clock });
}

/** The starts of steps in full; two that the zone's clocks name alike also say their offset. */
export function describeStarts(starts: readonly string[], step: ChartStep, zone: string): string[] {
  const labels = starts.map((at) => describeStart(at, step, zone));
  const seen = new Map<string, number>();
  for (const label of labels) seen.set(label, (seen.get(label) ?? 0) + 1);
  return labels.map((label, index) =>
    seen.get(label) === 1
      ? label
      : format(starts[index] ?? "", zone, { ...date, ...clock, timeZoneName: "shortOffset" }),
  );
}

/** As an axis says it: the clock alone where the window lies within a day, the date alone where steps are days. */
export function describeTick(at: string, step: ChartStep, zone: string, lengthMs: number): string {
  if (step === "month") return describeStart(at, step, zone);
  if (isLong(step)) return format(at, zone, lengthMs > 300 * dayMs ? { ...date, year: "2-digit" } : date);
  return lengthMs <= dayMs + 7_200_000 ? format(at, zone, clock) : describeStart(at, step, zone);
}
