import { describeMoment } from "@/components/ui/describe-time";
import type { RevenueScope } from "@/lib/analytics/revenue-views";

/** "from 1 Oct 2026, 00:00 (Europe/Berlin) to 1 Nov 2026, 00:00 (Europe/Berlin)": the half-open window of rows. */
export const describeRowsWindow = ({ from, to, zone }: RevenueScope): string =>
  `from ${describeMoment(new Date(from), zone)} to ${describeMoment(new Date(to), zone)}`;
