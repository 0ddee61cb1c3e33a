import { describeMoment } from "@/components/ui/describe-time";
import type { RevenueScope } from "@/lib/analytics/revenue-views";

/** "from 1 Oct 2026, 00:00 (Europe/Berlin) to 1 Nov 2026, 00:00 (Europe/Berlin)": the half-open window of rows. */
export const describeRowsWindow = ({ from, to, zone }: RevenueScope): string =>
  `from ${describeMoment(new Date(from), zone)} to ${describeMoment(new Date(to), zone)}`;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** "1 Oct 2026, 00:00", where the head of the column names the zone. */
export function describeClock(at: string, zone: string): string {
  const form = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" } as const;
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat("en-GB", { ...form, timeZone: zone });
  clocks.set(zone, clock);
  return clock.format(new Date(at));
}
