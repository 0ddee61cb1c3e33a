import { route } from "@/app/_http/route";
import { SetReportZoneInput } from "@/lib/analytics/report-zone-inputs";
import { getReportZoneChanges } from "@/lib/analytics/server/report-zone/get-report-zone-changes";
import { setReportZone } from "@/lib/analytics/server/report-zone/set-report-zone";

/** GET /api/admin/settings/report-zone – the zone of the operator's days, its changes, and how far they are counted. */
export const GET = route({ needs: "staff:read" }, (ctx) => getReportZoneChanges(ctx));

/** PUT /api/admin/settings/report-zone – another zone; days of the log are counted anew by the worker. */
export const PUT = route({ needs: "staff:settings", input: SetReportZoneInput }, (ctx, input) =>
  setReportZone(ctx, input),
);
